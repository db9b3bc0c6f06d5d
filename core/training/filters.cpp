// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/filters.h"

#include <torch/types.h>

#include <algorithm>
#include <cmath>

namespace v4e::training {
namespace {

at::Tensor mirror_pad(const at::Tensor& batch, std::int64_t left, std::int64_t right, std::int64_t top,
                      std::int64_t bottom) {
  const bool fits = std::max(left, right) < batch.size(3) && std::max(top, bottom) < batch.size(2);
  return torch::pad(batch, {left, right, top, bottom}, fits ? "reflect" : "replicate");
}

}  // namespace

at::Tensor luma(const at::Tensor& rgb) {
  return (rgb[0] * 0.299 + rgb[1] * 0.587 + rgb[2] * 0.114).unsqueeze(0);
}

at::Tensor saturate(const at::Tensor& rgb, double amount) {
  const auto grey = luma(rgb);
  return grey + (rgb - grey) * amount;
}

at::Tensor gaussian_blur(const at::Tensor& picture, double sigma) {
  if (sigma <= 0.05) return picture;
  const auto radius = static_cast<std::int64_t>(std::ceil(2.5 * sigma));
  const auto offsets = torch::arange(-radius, radius + 1, picture.options());
  auto kernel = torch::exp(-offsets.square() / (2 * sigma * sigma));
  kernel = kernel / kernel.sum();
  auto batch = picture.unsqueeze(1);  // [C, 1, H, W]
  batch = torch::conv2d(mirror_pad(batch, radius, radius, 0, 0), kernel.view({1, 1, 1, -1}));
  batch = torch::conv2d(mirror_pad(batch, 0, 0, radius, radius), kernel.view({1, 1, -1, 1}));
  return batch.squeeze(1);
}

at::Tensor kuwahara(const at::Tensor& rgb, int radius) {
  if (radius < 1) return rgb;
  const std::int64_t side = radius + 1;
  const auto height = rgb.size(1);
  const auto width = rgb.size(2);
  // Means and variances of every (radius + 1)² window; the four quadrants of a pixel are four of them.
  const auto stacked = torch::cat({rgb, luma(rgb).square()}).unsqueeze(0);  // [1, 4, H, W]
  const auto padded = mirror_pad(stacked, radius, radius, radius, radius);
  const auto means = torch::avg_pool2d(padded, side, 1).squeeze(0);
  const auto variances = means[3] - luma(means.slice(0, 0, 3)).squeeze(0).square();
  at::Tensor best_mean;
  at::Tensor best_variance;
  for (const std::int64_t top : {std::int64_t{0}, side - 1}) {
    for (const std::int64_t left : {std::int64_t{0}, side - 1}) {
      const auto mean = means.slice(0, 0, 3).slice(1, top, top + height).slice(2, left, left + width);
      const auto variance = variances.slice(0, top, top + height).slice(1, left, left + width);
      if (!best_mean.defined()) {
        best_mean = mean;
        best_variance = variance;
        continue;
      }
      best_mean = torch::where(variance < best_variance, mean, best_mean);
      best_variance = torch::minimum(variance, best_variance);
    }
  }
  return best_mean;
}

at::Tensor brush_strokes(const at::Tensor& rgb, int reach_px, double sigma) {
  constexpr double kFlat = 2e-4;  // variance below which a place counts as flat
  constexpr double kChoice = 3;   // how strongly the flattest neighbour is preferred
  const auto local = gaussian_blur(torch::cat({rgb, luma(rgb).square()}), sigma);  // [4, H, W]
  const std::int64_t reach = std::max(1, reach_px);
  const auto slanted = std::max<std::int64_t>(1, std::llround(0.7 * static_cast<double>(reach)));
  const auto padded = mirror_pad(local.unsqueeze(0), reach, reach, reach, reach).squeeze(0);
  at::Tensor sum = torch::zeros_like(rgb);
  at::Tensor weights = torch::zeros_like(rgb.slice(0, 0, 1));
  const auto add = [&](std::int64_t rows, std::int64_t columns) {
    const auto there = padded.narrow(1, reach + rows, rgb.size(1)).narrow(2, reach + columns, rgb.size(2));
    const auto mean = there.slice(0, 0, 3);
    const auto variance = (there.slice(0, 3) - luma(mean).square()).clamp_min(0);
    const auto weight = (1 + variance / kFlat).pow(-kChoice);
    sum = sum + mean * weight;
    weights = weights + weight;
  };
  add(0, 0);
  for (const std::int64_t side : {-1, 1}) {
    add(side * reach, 0);
    add(0, side * reach);
    add(side * slanted, slanted);
    add(side * slanted, -slanted);
  }
  return sum / weights;
}

at::Tensor edge_strength(const at::Tensor& grey) {
  const auto padded = mirror_pad(grey.unsqueeze(0), 1, 1, 1, 1);
  const auto kernel =
      torch::tensor({{-1.0F, 0.0F, 1.0F}, {-2.0F, 0.0F, 2.0F}, {-1.0F, 0.0F, 1.0F}}).to(grey.device());
  const auto both = torch::stack({kernel, kernel.t()}).unsqueeze(1);  // [2, 1, 3, 3]
  return torch::conv2d(padded, both).square().sum(1).add(1e-8).sqrt();
}

at::Tensor smooth_noise(std::int64_t height, std::int64_t width, double cell_px, at::Generator generator) {
  const auto rows = std::max<std::int64_t>(2, std::llround(static_cast<double>(height) / cell_px) + 1);
  const auto columns = std::max<std::int64_t>(2, std::llround(static_cast<double>(width) / cell_px) + 1);
  const auto grid = torch::rand({1, 1, rows, columns}, generator) * 2 - 1;
  return torch::upsample_bicubic2d(grid, {height, width}, true).squeeze(0);
}

at::Tensor smooth_step(const at::Tensor& values, double low, double high) {
  const auto share = ((values - low) / (high - low)).clamp(0, 1);
  return share * share * (3 - 2 * share);
}

at::Tensor rows_down(const at::Tensor& picture) {
  const auto height = picture.size(1);
  return torch::arange(height, picture.options()).view({1, height, 1}) /
         static_cast<double>(std::max<std::int64_t>(1, height - 1));
}

at::Tensor colour(double red, double green, double blue, const at::Tensor& like) {
  return torch::tensor({static_cast<float>(red), static_cast<float>(green), static_cast<float>(blue)})
      .view({3, 1, 1})
      .to(like.device());
}

}  // namespace v4e::training
