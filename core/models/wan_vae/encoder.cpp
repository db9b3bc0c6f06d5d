// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/encoder.h"

#include <torch/nn/modules/container/modulelist.h>

namespace v4e {

VaeEncoderImpl::VaeEncoderImpl(const WanVaeConfig& config) {
  auto blocks = std::make_shared<torch::nn::ModuleListImpl>();
  const auto add = [&](auto block) {
    blocks->push_back(block);
    down_blocks_.push_back(
        [block](const at::Tensor& frames, VaeRun& run) mutable { return block->forward(frames, run); });
  };
  std::int64_t channels = config.base_dim;
  conv_in_ = register_module("conv_in", CausalConv3d(config.in_channels, channels, 3, 3));
  for (std::size_t level = 0; level < config.dim_mult.size(); ++level) {
    const std::int64_t width = config.base_dim * config.dim_mult[level];
    for (std::int64_t block = 0; block < config.num_res_blocks; ++block) {
      add(VaeResidualBlock(channels, width));
      channels = width;
    }
    if (level + 1 < config.dim_mult.size()) add(VaeDownsample(width, config.temperal_downsample[level]));
  }
  register_module("down_blocks", blocks);
  mid_block_ = register_module("mid_block", VaeMidBlock(channels));
  norm_out_ = register_module("norm_out", ChannelRmsNorm(channels, 4));
  conv_out_ = register_module("conv_out", CausalConv3d(channels, 2 * config.z_dim, 3, 3));
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
