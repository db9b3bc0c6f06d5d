// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning/source_every_frame.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace v4e {

at::Tensor region_mask(const at::Tensor& region, std::int64_t factor, std::int64_t n) {
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(n))));
  if (side < 1 || side * side != n || factor % side != 0) {
    throw Error(ErrorCode::InvalidArgument, "region channels: expected a square number of parts of " +
                                                std::to_string(factor) + " pixels, found " +
                                                std::to_string(n));
  }
  const at::Tensor parts = at::avg_pool2d(1 - region, factor / side);
  return at::pixel_unshuffle(parts, side);
}

at::Tensor SourceEveryFrame::encode(WanVaeImpl& vae, const KnownFrames& known,
                                    const std::optional<TilingConfig>& tiling,
                                    const RunContext& context) const {
  at::Tensor condition = MaskAndLatents::encode(vae, known, tiling, context);
  if (region_channels_ == 0) return condition;
  condition = at::constant_pad_nd(condition, {0, 0, 0, 0, 0, 0, 0, region_channels_});
  if (!known.region.defined()) return condition;
  const at::Tensor& region = known.region;
  check_region(region, known.first_image);
  const std::int64_t factor = this->vae().spatial_factor();
  const at::Tensor wide = region.to(condition.device(), condition.scalar_type());
  const at::Tensor made = condition.slice(2, first_denoised());
  const auto fill = [&](std::int64_t begin, std::int64_t count, const at::Tensor& mask) {
    made.narrow(1, begin, count).copy_(mask.unsqueeze(2));
  };
  fill(0, this->vae().temporal_factor(), region_mask(wide, factor, 1));
  fill(condition.size(1) - region_channels_, region_channels_, region_mask(wide, factor, region_channels_));
  return condition;
}

at::Tensor SourceEveryFrame::known_video(const KnownFrames& known) const {
  const at::Tensor photo = known.first_image.unsqueeze(2);
  if (region_channels_ == 0 || !known.shown.defined())
    return photo.expand({-1, -1, known.num_frames, -1, -1}).contiguous();
  // Frames on the straight line are what a codec of the way between photo and edit takes for no way at all:
  // nothing of the photo shows through where another picture is to be seen.
  std::vector<at::Tensor> frames{photo};
  const std::int64_t chunk = vae().temporal_factor();
  for (std::int64_t frame = 1; frame < known.num_frames; ++frame) {
    const double share = std::min(1.0, static_cast<double>(frame) / static_cast<double>(chunk));
    frames.push_back(at::lerp(photo, known.shown.unsqueeze(2), share));
  }
  return at::cat(frames, 2);
}

at::Tensor SourceEveryFrame::whole_clip(const at::Tensor& latents, const at::Tensor& condition) const {
  const at::Tensor photo = known_latents(condition).narrow(2, 0, 1);
  return at::cat({photo.to(latents.device()), latents}, 2);
}

}  // namespace v4e
