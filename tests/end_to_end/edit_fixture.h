// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/image/photo.h"
#include "tests/end_to_end/program.h"

namespace v4e::test {

/// A photo with shapes and soft tones, the same every time.
[[nodiscard]] Photo make_photo(int width, int height, int channels = 3, SampleType type = SampleType::U8);

/// Gives each test an empty folder and all of them one tiny model, made once.
class EditProgram : public testing::Test {
 protected:
  static void SetUpTestSuite();
  static void TearDownTestSuite();

  [[nodiscard]] std::filesystem::path file(const std::string& name) const { return work_.path() / name; }
  [[nodiscard]] static std::filesystem::path model();
  /// Writes make_photo() and returns its path.
  [[nodiscard]] std::string photo(const std::string& name, int width = 120, int height = 80, int channels = 3,
                                  SampleType type = SampleType::U8) const;
  /// `v4e edit … --model TINY`.
  [[nodiscard]] RunResult edit(std::vector<std::string> arguments) const;

  TemporaryFolder work_;
  TemporaryFolder log_;
};

}  // namespace v4e::test
