// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/shifted_pass.h"

#include <ATen/ATen.h>

#include "core/base/error.h"

namespace v4e {
namespace {

at::Tensor mirrored_axis(const at::Tensor& x, std::int64_t axis, std::int64_t shift) {
  const auto index = (at::arange(x.size(axis), at::kLong) - shift).abs().clamp_max(x.size(axis) - 1);
  return x.index_select(axis, index.to(x.device()));
}

/// Share of the moved video along an axis of `size`: a half, and less towards what it did not see.
at::Tensor share(std::int64_t size, std::int64_t shift) {
  const auto left = static_cast<double>(size - shift) - at::arange(size, at::kFloat) - 0.5;
  return (left / static_cast<double>(shift)).clamp(0, 1);
}

}  // namespace

at::Tensor moved_picture(const at::Tensor& pixels, std::int64_t shift) {
  return mirrored_axis(mirrored_axis(pixels, 0, shift), 1, shift);
}

at::Tensor moved_video(const at::Tensor& video, std::int64_t shift) {
  return mirrored_axis(mirrored_axis(video, 3, shift), 4, shift);
}

at::Tensor moved_noise(const at::Tensor& noise, std::int64_t cells) {
  return noise.roll({cells, cells}, {3, 4});
}

at::Tensor mean_with_moved(const at::Tensor& video, const at::Tensor& moved, std::int64_t shift) {
  V4E_ASSERT(video.sizes() == moved.sizes());
  const auto height = video.size(3);
  const auto width = video.size(4);
  const auto weight =
      (share(height, shift).unsqueeze(1) * share(width, shift).unsqueeze(0) * 0.5).to(video.device());
  const auto back = moved.roll({-shift, -shift}, {3, 4});
  return video + (back - video) * weight;
}

}  // namespace v4e
