// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

namespace v4e::training {

/// Falling snow whose flakes are a fixed function of a noise latent (see apply_effect).
class Snowfall {
 public:
  /// noise [C >= 5, height / 8, width / 8], standard normal.
  Snowfall(const at::Tensor& noise, std::int64_t height, std::int64_t width);

  /// photo [3, H, W] under the share `s` of the snow: colder, paler, and with the flakes fallen so far.
  [[nodiscard]] at::Tensor over(const at::Tensor& photo, double s) const;

 private:
  [[nodiscard]] at::Tensor flakes(double s) const;

  at::Tensor distance_;   ///< [H, W] squared distance to the flake of the pixel's cell, in pixels
  at::Tensor radius_;     ///< [H, W] of that flake
  at::Tensor threshold_;  ///< [H, W] share of the snow at which it appears, above 1 for no flake
};

}  // namespace v4e::training
