// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/nn/patch_embedding.h"

#include <torch/types.h>

#include <cmath>

#include "core/base/error.h"
#include "core/nn/device.h"

namespace v4e {

PatchEmbeddingImpl::PatchEmbeddingImpl(const PatchEmbeddingConfig& config) : config_(config) {
  const auto& [pt, ph, pw] = config.patch_size;
  weight = register_parameter("weight", placeholder({config.width, config.in_channels, pt, ph, pw}));
  bias = register_parameter("bias", placeholder({config.width}));
}

at::Tensor PatchEmbeddingImpl::forward(const at::Tensor& latents) {
  const auto& [pt, ph, pw] = config_.patch_size;
  if (latents.dim() != 5 || latents.size(1) != config_.in_channels || latents.size(2) % pt != 0 ||
      latents.size(3) % ph != 0 || latents.size(4) % pw != 0 || latents.numel() == 0) {
    throw Error(ErrorCode::InvalidArgument, "latents: expected [B, " + std::to_string(config_.in_channels) +
                                                ", T, H, W] with T, H, W multiples of " + std::to_string(pt) +
                                                ", " + std::to_string(ph) + ", " + std::to_string(pw) +
                                                ", found " + c10::str(latents.sizes()));
  }
  const std::int64_t batch = latents.size(0);
  const PatchSize grid = {latents.size(2) / pt, latents.size(3) / ph, latents.size(4) / pw};
  const at::ScalarType dtype = compute_dtype(weight.scalar_type(), weight.device());
  const at::Tensor patches =
      latents.to(dtype)
          .reshape({batch, config_.in_channels, grid[0], pt, grid[1], ph, grid[2], pw})
          .permute({0, 2, 4, 6, 1, 3, 5, 7})  // [B, T', H', W', C, pt, ph, pw]
          .reshape({batch, grid[0] * grid[1] * grid[2], config_.in_channels * pt * ph * pw});
  return at::linear(patches, weight.to(dtype).flatten(1), bias.to(dtype));
}

void PatchEmbeddingImpl::initialize(at::Generator& generator) {
  const double fan_in = static_cast<double>(weight.numel() / config_.width);
  set_normal(weight, 1.0 / std::sqrt(fan_in), generator);
  set_constant(bias, 0.0);
}

at::Tensor unpatchify(const at::Tensor& tokens, const PatchSize& grid, const PatchSize& patch_size) {
  const auto& [pt, ph, pw] = patch_size;
  const std::int64_t batch = tokens.size(0);
  const std::int64_t channels = tokens.size(2) / (pt * ph * pw);
  return tokens.reshape({batch, grid[0], grid[1], grid[2], pt, ph, pw, channels})
      .permute({0, 7, 1, 4, 2, 5, 3, 6})  // [B, C, T', pt, H', ph, W', pw]
      .reshape({batch, channels, grid[0] * pt, grid[1] * ph, grid[2] * pw});
}

}  // namespace v4e
