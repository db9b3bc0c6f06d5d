// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <vector>

namespace v4e::training {

/// Where snow comes to lie on a photo [3, H, W], 0..1 as [1, H, W]: on the upper edges of things, and on the
/// ground (what is low in the picture and not blue) where light reaches it.
[[nodiscard]] at::Tensor snow_cover(const at::Tensor& photo);

/// Falling snow whose flakes are a fixed function of a noise latent (see apply_effect).
class Snowfall {
 public:
  /// noise [C >= 5, height / 8, width / 8], standard normal.
  Snowfall(const at::Tensor& noise, std::int64_t height, std::int64_t width);

  /// photo [3, H, W] after the share `s` of the snow: under grey winter light, covered where snow lies, and
  /// with the flakes fallen so far.
  [[nodiscard]] at::Tensor over(const at::Tensor& photo, double s) const;

 private:
  [[nodiscard]] at::Tensor flakes(double s) const;

  at::Tensor distance_;   ///< [H, W] squared distance to the flake of the pixel's cell, in pixels
  at::Tensor radius_;     ///< [H, W] of that flake: near ones are large
  at::Tensor threshold_;  ///< [H, W] share of the snow at which it appears, above 1 for no flake
};

}  // namespace v4e::training
