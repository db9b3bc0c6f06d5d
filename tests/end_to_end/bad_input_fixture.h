// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {

[[nodiscard]] std::string bytes_of(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

/// What every refusal has: an exit code, one message with all of these words, and no file left behind.
class BadInput : public EditProgram {
 protected:
  /// The message must come from us, hold each of `words`, and not be an internal error.
  static void expect_refusal(const RunResult& run, int exit_code, const std::vector<std::string>& words);
  /// `v4e edit ARGUMENTS -o result.png` must fail so, and add nothing to the folder.
  void refuses(std::vector<std::string> arguments, int exit_code,
               const std::vector<std::string>& words) const;

  /// Makes file("model"), a copy of the tiny model that the test may damage.
  void copy_model() const;
  /// An edit with a damaged model must fail so.
  void refuses_model(int exit_code, const std::vector<std::string>& words) const;
};

}  // namespace v4e::test
