// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace v4e::training {

/// The age of an old print: fading, a yellow cast, lost colour, grain, scratches, softness.
class Damage {
 public:
  /// Draws one print's damage for pictures of this size.
  Damage(std::int64_t height, std::int64_t width, at::Generator generator);

  /// photo [3, H, W] in 0..1 with the share `amount` (0..1) of the damage.
  [[nodiscard]] at::Tensor apply(const at::Tensor& photo, double amount) const;

 private:
  at::Tensor grain_;      ///< [1, H, W]
  at::Tensor scratches_;  ///< [1, H, W] 0..1
  double fade_ = 0;
  double colour_loss_ = 0;
  double cast_ = 0;
  double softness_ = 0;
};

}  // namespace v4e::training
