// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/snow.h"

#include <torch/types.h>

#include <array>
#include <cmath>

#include "core/training/filters.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kCell = 8;  // pixels; the VAE's spatial factor

/// The flakes of one distance, one or none in each cell.
struct DepthLook {
  double rarity;  ///< normal deviate that a cell exceeds to hold a flake
  double smallest_px;
  double largest_px;
  double margin_px;  ///< kept off the cell's border, so that no flake is cut
  double opacity;
  double hardness;  ///< 1: soft all over; 2: a disc with a soft rim, as what is out of focus
};

constexpr std::array<DepthLook, 3> kDepths{{{0.30, 0.55, 0.85, 1.2, 0.60, 1},
                                            {0.95, 1.0, 1.6, 2.4, 0.92, 1},
                                            {1.75, 1.8, 2.3, 3.4, 0.70, 2}}};
constexpr std::int64_t kChannelsPerDepth = 5;
static_assert(kDepths.size() * kChannelsPerDepth == Snowfall::kNoiseChannels);

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
    edges =
        torch::maximum(edges, weight * (0.35 * drop.abs() + 0.9 * drop.clamp_min(0) - 0.5 * sideways));
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
  const auto x = (torch::arange(width, noise.options()).remainder(kCell) + 0.5).unsqueeze(0);
  const auto y = (torch::arange(height, noise.options()).remainder(kCell) + 0.5).unsqueeze(1);
  std::int64_t channel = 0;
  for (const DepthLook& look : kDepths) {
    const auto wide = [&](const at::Tensor& cells) { return spread(cells, height, width); };
    const auto drawn = [&](double low, double high) {
      return wide(low + (high - low) * to_uniform(noise[channel++]));
    };
    const auto falls = noise[channel++] > look.rarity;
    const auto centre_y = drawn(look.margin_px, kCell - look.margin_px);
    const auto centre_x = drawn(look.margin_px, kCell - look.margin_px);
    const auto radius = drawn(look.smallest_px, look.largest_px);
    const auto when = to_uniform(noise[channel++]);
    const auto distance = ((y - centre_y).square() + (x - centre_x).square()) / (0.9 * radius.square());
    depths_.push_back({look.opacity * torch::exp(-distance.pow(look.hardness)),
                       wide(torch::where(falls, when, torch::full_like(when, 2.0)))});
  }
}

at::Tensor Snowfall::flakes(double s) const {
  at::Tensor clear = torch::ones_like(depths_.front().shape);
  for (const Depth& depth : depths_) clear = clear * (1 - depth.shape * (depth.threshold <= s));
  return (1 - clear).unsqueeze(0);
}

at::Tensor Snowfall::over(const at::Tensor& photo, double s) const {
  const auto winter =
      saturate(photo, 1 - 0.45 * s) * (1 - 0.16 * s) + colour(0.13, 0.14, 0.16, photo) * s;
  // Snow keeps the shape of what it lies on: the light and shade close by, not its tone.
  const auto grey = luma(photo);
  const auto broad = gaussian_blur(grey, 6.0);
  const auto shade = (0.86 + 0.9 * (grey - broad) + 0.1 * (broad - 0.5)).clamp(0.45, 1);
  const auto covered =
      winter + (shade * colour(0.955, 0.975, 1, photo) - winter) * (snow_cover(photo) * s);
  return covered + (0.985 - covered) * flakes(s);
}

}  // namespace v4e::training
