// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/linear_path.h"

#include <ATen/ATen.h>

#include "core/nn/placeholder.h"

namespace v4e {

LinearEncoderImpl::LinearEncoderImpl(const WanVaeConfig& config)
    : spatial_(config.spatial_factor()), temporal_(config.temporal_factor()) {
  const std::int64_t inputs = (temporal_ + 1) * config.picture_channels() * spatial_ * spatial_;
  weight_ = register_parameter("weight", placeholder({config.z_dim, inputs}));
  bias_ = register_parameter("bias", placeholder({config.z_dim}));
}

at::Tensor LinearEncoderImpl::forward(const at::Tensor& video) const {
  const std::int64_t batch = video.size(0);
  const std::int64_t channels = video.size(1);
  const at::Tensor first = video.narrow(2, 0, 1).expand({-1, -1, temporal_, -1, -1});
  const at::Tensor padded = at::cat({first, video}, 2);  // [B, 3, temporal + F, H, W]
  // Windows of temporal + 1 frames: [B, 3, T, H, W, 5] -> [B, T, 5, 3, H, W].
  const at::Tensor windows = padded.unfold(2, temporal_ + 1, temporal_).permute({0, 2, 5, 1, 3, 4});
  const std::int64_t count = windows.size(1);
  const at::Tensor stacked =
      windows.reshape({batch * count, (temporal_ + 1) * channels, video.size(3), video.size(4)});
  // A linear map of each block is a convolution whose stride is its kernel.
  const at::Tensor kernel = weight_.view({weight_.size(0), stacked.size(1), spatial_, spatial_});
  const at::Tensor latents = at::conv2d(stacked, kernel, bias_, spatial_);
  return latents.unflatten(0, {batch, count}).transpose(1, 2).contiguous();
}

LinearDecoderImpl::LinearDecoderImpl(const WanVaeConfig& config)
    : spatial_(config.spatial_factor()), temporal_(config.temporal_factor()) {
  const std::int64_t outputs = temporal_ * config.picture_channels() * spatial_ * spatial_;
  weight_ = register_parameter("weight", placeholder({outputs, 2 * config.z_dim, 1, 1}));
  bias_ = register_parameter("bias", placeholder({outputs}));
}

at::Tensor LinearDecoderImpl::forward(const at::Tensor& latents, VaeRun& run) const {
  FrameHistory& history = run.history(this);
  const at::Tensor previous = history.before(1);
  const at::Tensor pair = at::cat({previous.defined() ? previous : latents, latents}, 1);
  history.push(latents, run.batch);
  const at::Tensor blocks = at::conv2d(pair, weight_, bias_);
  const at::Tensor frames = at::pixel_shuffle(blocks, spatial_)  // [B, 4 * 3, H, W] -> [4, B, 3, H, W]
                                .unflatten(1, {temporal_, -1})
                                .transpose(0, 1);
  return run.chunk == 0 ? frames[temporal_ - 1] : frames.flatten(0, 1);
}

}  // namespace v4e
