// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/snow.h"

#include <torch/types.h>

#include <utility>

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

/// A picture [1, H, W] moved by `rows` down (or up) and `columns` to the right; its border is repeated.
at::Tensor moved(const at::Tensor& grey, std::int64_t rows, std::int64_t columns) {
  const auto at = [&](std::int64_t length, std::int64_t by) {
    return (torch::arange(length, torch::TensorOptions(torch::kLong).device(grey.device())) - by)
        .clamp(0, length - 1);
  };
  return grey.index_select(1, at(grey.size(1), rows)).index_select(2, at(grey.size(2), columns));
}

/// Upper edges: another tone above than here, darker here above all, and no such change sideways.
at::Tensor upper_edges(const at::Tensor& grey) {
  auto edges = torch::zeros_like(grey);
  for (const auto& [distance, weight] : {std::pair{2, 1.0}, {4, 0.8}, {6, 0.6}}) {
    const auto drop = moved(grey, distance, 0) - grey;
    const auto sideways = (moved(grey, 0, distance) - moved(grey, 0, -distance)).abs();
    edges = torch::maximum(edges, weight * (0.35 * drop.abs() + 0.9 * drop.clamp_min(0) - 0.5 * sideways));
  }
  return smooth_step(gaussian_blur(edges, 1.0), 0.04, 0.20);
}

}  // namespace

at::Tensor snow_cover(const at::Tensor& photo) {
  const auto down = rows_down(photo);
  const auto grey = luma(photo);
  const auto soft = gaussian_blur(grey, 1.2);
  const auto broad = gaussian_blur(photo, 2.0);
  const auto others = torch::maximum(broad.narrow(0, 0, 1), 0.95 * broad.narrow(0, 1, 1));
  const auto blue = smooth_step(broad.narrow(0, 2, 1) - others, 0.02, 0.12);
  // Hollows and deep shadows stay bare.
  const auto reached = smooth_step(soft - gaussian_blur(grey, 8.0), -0.16, 0.10);
  const auto ground = smooth_step(down, 0.38, 0.85) * (1 - blue) * (0.35 + 0.65 * reached);
  // Nothing is above what is cut by the picture's upper border.
  const auto caps = upper_edges(soft) * smooth_step(down, 0.02, 0.20);
  return 1 - (1 - 0.9 * caps) * (1 - 0.85 * ground);
}

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
  const auto winter = saturate(photo, 1 - 0.45 * s) * (1 - 0.16 * s) + colour(0.13, 0.14, 0.16, photo) * s;
  // Snow keeps the shape of what it lies on: the light and shade close by, not its tone.
  const auto grey = luma(photo);
  const auto broad = gaussian_blur(grey, 6.0);
  const auto shade = (0.86 + 0.9 * (grey - broad) + 0.1 * (broad - 0.5)).clamp(0.45, 1);
  const auto covered = winter + (shade * colour(0.955, 0.975, 1, photo) - winter) * (snow_cover(photo) * s);
  return covered + (0.98 - covered) * (flakes(s) * 0.95);
}

}  // namespace v4e::training
