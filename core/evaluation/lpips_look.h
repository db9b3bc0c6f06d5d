// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/models/lpips/lpips.h"

namespace v4e {

/// LPIPS to compare pictures with; its weights are read at the first pair.
class LpipsLooker {
 public:
  /// Throws Error(FileUnreadable | FileMalformed | Unsupported) naming the file.
  LpipsLooker(const std::filesystem::path& file, at::Device device);

  /// As "LPIPS (AlexNet)".
  [[nodiscard]] std::string name() const { return "LPIPS (" + std::string(to_string(backbone_)) + ")"; }
  [[nodiscard]] std::string key() const {
    return backbone_ == LpipsBackbone::AlexNet ? "lpips_alex" : "lpips_vgg";
  }

  /// Of pictures of one size; nothing for those that are too small for it. Throws what reading weights
  /// throws, Cancelled.
  [[nodiscard]] std::optional<double> distance(const Image& a, const Image& b, const RunContext& context);

 private:
  /// [1, 3, H, W] in -1 … 1.
  [[nodiscard]] at::Tensor pixels_of(const Image& image) const;

  std::filesystem::path file_;
  at::Device device_;
  LpipsBackbone backbone_;
  Lpips model_{nullptr};
};

}  // namespace v4e
