// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/snow.h"

#include <torch/types.h>

#include "core/training/filters.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kCell = 8;         // pixels; the VAE's spatial factor
constexpr double kFlakeThreshold = 0.67;  // a quarter of all cells hold a flake

at::Tensor spread(const at::Tensor& cells, std::int64_t height, std::int64_t width) {
  return cells.repeat_interleave(kCell, 0).repeat_interleave(kCell, 1).slice(0, 0, height).slice(1, 0, width);
}

/// Standard normal to uniform 0..1.
at::Tensor to_uniform(const at::Tensor& normal) {
  return 0.5 * (1 + torch::erf(normal / 1.4142135623730951));
}

}  // namespace

Snowfall::Snowfall(const at::Tensor& noise, std::int64_t height, std::int64_t width) {
  const auto x = torch::arange(width, noise.options()).remainder(kCell) + 0.5;
  const auto y = torch::arange(height, noise.options()).remainder(kCell) + 0.5;
  // Flakes keep two pixels off their cell's border, so that none is cut.
  const auto centre_y = spread(to_uniform(noise[1]) * 4 + 2, height, width);
  const auto centre_x = spread(to_uniform(noise[2]) * 4 + 2, height, width);
  distance_ = (y.unsqueeze(1) - centre_y).square() + (x.unsqueeze(0) - centre_x).square();
  radius_ = spread(0.8 + 1.2 * to_uniform(noise[3]), height, width);
  const auto appears =
      torch::where(noise[0] > kFlakeThreshold, to_uniform(noise[4]), torch::full_like(noise[0], 2.0));
  threshold_ = spread(appears, height, width);
}

at::Tensor Snowfall::flakes(double s) const {
  const auto shape = torch::exp(-distance_ / (0.9 * radius_.square()));
  return (shape * (threshold_ <= s)).unsqueeze(0);
}

at::Tensor Snowfall::over(const at::Tensor& photo, double s) const {
  const auto pale = saturate(photo, 1 - 0.45 * s) * (1 - 0.3 * s) + colour(0.27, 0.285, 0.31, photo) * s;
  const auto snow = flakes(s);
  return pale + (0.98 - pale) * (snow * 0.95);
}

}  // namespace v4e::training
