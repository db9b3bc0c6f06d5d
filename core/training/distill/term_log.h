// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>

#include "core/training/distill/distill_loss.h"

namespace v4e::training {

/// What the terms of the loss are by noise level, without which nobody sees which of them spoils what.
class TermLog {
 public:
  /// Of one step.
  void add(const DistillTerms& terms);

  /// "tail 0.412, block 0.133": means since the last flush.
  [[nodiscard]] std::string text() const;
  /// Appends a line {"step": 60, "tail": [of sigma 0 … 0.1, …, 0.9 … 1], …}, null where there was no pair,
  /// and starts again.
  void flush(const std::filesystem::path& file, std::int64_t step);

 private:
  struct Mean {
    double sum = 0;
    std::int64_t count = 0;
  };
  static constexpr std::size_t kDeciles = 10;
  std::map<std::string, std::array<Mean, kDeciles>> terms_;
};

}  // namespace v4e::training
