// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/encoder.h"

#include <torch/nn/modules/container/modulelist.h>

namespace v4e {

VaeDownBlockImpl::VaeDownBlockImpl(std::int64_t in_channels, std::int64_t num_blocks, const LevelScale& scale)
    : scale_(scale) {
  auto resnets = std::make_shared<torch::nn::ModuleListImpl>();
  for (std::int64_t index = 0; index < num_blocks; ++index) {
    resnets_.emplace_back(index == 0 ? in_channels : scale.channels_out, scale.channels_out);
    resnets->push_back(resnets_.back());
  }
  register_module("resnets", resnets);
  if (scale.space > 1)
    downsample_ = register_module("downsampler", VaeDownsample(scale.channels_out, scale.time > 1));
}

at::Tensor VaeDownBlockImpl::forward(const at::Tensor& frames, VaeRun& run) {
  // First, since the blocks may overwrite what they get.
  const at::Tensor around = shrink_by_means(frames, run.batch, scale_);
  at::Tensor hidden = frames;
  for (auto& block : resnets_) hidden = block->forward(hidden, run);
  if (downsample_) hidden = downsample_->forward(hidden, run);
  return hidden + around;
}

VaeEncoderImpl::VaeEncoderImpl(const WanVaeConfig& config) {
  conv_in_ = register_module("conv_in", CausalConv3d(config.in_channels, config.base_dim, 3, 3));
  add_levels(config);
  const std::int64_t channels = config.base_dim * config.dim_mult.back();
  mid_block_ = register_module("mid_block", VaeMidBlock(channels));
  norm_out_ = register_module("norm_out", ChannelRmsNorm(channels, 4));
  conv_out_ = register_module("conv_out", CausalConv3d(channels, 2 * config.z_dim, 3, 3));
}

void VaeEncoderImpl::add_levels(const WanVaeConfig& config) {
  auto blocks = std::make_shared<torch::nn::ModuleListImpl>();
  const auto add = [&](auto block) {
    blocks->push_back(block);
    down_blocks_.push_back(
        [block](const at::Tensor& frames, VaeRun& run) mutable { return block->forward(frames, run); });
  };
  std::int64_t channels = config.base_dim;
  for (std::size_t level = 0; level < config.dim_mult.size(); ++level) {
    const std::int64_t width = config.base_dim * config.dim_mult[level];
    const bool last = level + 1 == config.dim_mult.size();
    const bool temporal = !last && config.temperal_downsample[level];
    if (config.is_residual) {
      add(VaeDownBlock(channels, config.num_res_blocks,
                       LevelScale{.channels_out = width, .time = temporal ? 2 : 1, .space = last ? 1 : 2}));
      channels = width;
      continue;
    }
    for (std::int64_t block = 0; block < config.num_res_blocks; ++block) {
      add(VaeResidualBlock(channels, width));
      channels = width;
    }
    if (!last) add(VaeDownsample(width, temporal));
  }
  register_module("down_blocks", blocks);
}

at::Tensor VaeEncoderImpl::forward(const at::Tensor& frames, VaeRun& run) {
  at::Tensor hidden = conv_in_->forward(frames, run);
  run.report("encoder.conv_in", hidden);
  for (std::size_t index = 0; index < down_blocks_.size(); ++index) {
    hidden = down_blocks_[index](hidden, run);
    run.report("encoder.down_blocks." + std::to_string(index), hidden);
  }
  hidden = mid_block_->forward(hidden, run, "encoder.mid_block");
  hidden = conv_out_->forward(norm_out_->forward_silu(hidden), run);
  run.report("encoder", hidden);
  return hidden;
}

}  // namespace v4e
