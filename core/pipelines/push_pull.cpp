// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/push_pull.h"

#include <ATen/ATen.h>

#include <vector>

namespace v4e {
namespace {

/// One level of the pyramid: the mean of what is known of each pixel, and how much of it is.
struct Level {
  at::Tensor colour;
  at::Tensor known;
};

Level coarser(const Level& fine) {
  const auto halved = [](const at::Tensor& x) {
    return at::avg_pool2d(x, 2, 2, 0, /*ceil_mode=*/true);
  };
  const at::Tensor weight = halved(fine.known);
  const at::Tensor colour = halved(fine.colour * fine.known) / weight.clamp_min(1e-6);
  // One known pixel of four is as good as four: doubt only counts where nothing is known.
  return {colour, (weight * 4).clamp_max(1)};
}

}  // namespace

at::Tensor push_pull_fill(const at::Tensor& pictures, const at::Tensor& region) {
  const at::Tensor kept = region.lt(kKnownBelow).to(pictures.scalar_type());
  const at::Tensor known = kept.expand({pictures.size(0), 1, -1, -1});
  std::vector<Level> levels{{pictures, known}};
  while (levels.back().colour.size(2) > 1 || levels.back().colour.size(3) > 1) {
    levels.push_back(coarser(levels.back()));
  }
  at::Tensor filled = at::where(levels.back().known.gt(0), levels.back().colour, pictures.mean({2, 3}, true));
  for (auto level = levels.rbegin() + 1; level != levels.rend(); ++level) {
    const at::Tensor wide = at::upsample_bilinear2d(
        filled, {level->colour.size(2), level->colour.size(3)}, /*align_corners=*/false);
    filled = at::where(level->known.gt(0), at::lerp(wide, level->colour, level->known), wide);
  }
  return at::where(known.gt(0), pictures, filled);
}

}  // namespace v4e
