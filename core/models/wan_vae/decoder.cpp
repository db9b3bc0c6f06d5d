// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/decoder.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/container/modulelist.h>

#include <algorithm>

#include "core/models/wan_vae/level_shortcut.h"

namespace v4e {

VaeUpBlockImpl::VaeUpBlockImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t num_blocks,
                               VaeUpsample upsample, bool shortcut)
    : upsample_(std::move(upsample)), shortcut_(shortcut && upsample_) {
  auto resnets = std::make_shared<torch::nn::ModuleListImpl>();
  for (std::int64_t index = 0; index < num_blocks; ++index) {
    resnets_.emplace_back(index == 0 ? in_channels : out_channels, out_channels);
    resnets->push_back(resnets_.back());
  }
  register_module("resnets", resnets);
  if (!upsample_) return;
  if (shortcut) {
    register_module("upsampler", upsample_);
    return;
  }
  auto upsamplers = std::make_shared<torch::nn::ModuleListImpl>();
  upsamplers->push_back(upsample_);
  register_module("upsamplers", upsamplers);
}

at::Tensor VaeUpBlockImpl::forward(const at::Tensor& frames, VaeRun& run) {
  // The blocks may overwrite what they get.
  const at::Tensor before = shortcut_ && !run.training ? frames.clone() : frames;
  at::Tensor hidden = frames;
  for (auto& block : resnets_) hidden = block->forward(hidden, run);
  if (!upsample_) return hidden;
  hidden = upsample_->forward(hidden, run);
  return shortcut_ ? with_shortcut(hidden, before, run) : hidden;
}

at::Tensor VaeUpBlockImpl::with_shortcut(const at::Tensor& enlarged, const at::Tensor& frames,
                                         const VaeRun& run) const {
  const LevelScale scale{
      .channels_out = enlarged.size(1), .time = upsample_->is_temporal() ? 2 : 1, .space = 2};
  // The first chunk keeps its one frame: the last of those that the shortcut makes of it.
  const std::int64_t skipped = run.chunk == 0 ? (scale.time - 1) * run.batch : 0;
  if (run.training) return enlarged + enlarge_by_copies(frames, run.batch, scale).slice(0, skipped);
  // Frame by frame: all at once, they would be as large as the decoder's widest tensor.
  const std::int64_t made = scale.time * run.batch;
  for (std::int64_t t = 0; t < frames.size(0) / run.batch; ++t) {
    const at::Tensor part = frames.narrow(0, t * run.batch, run.batch);
    const std::int64_t begin = std::max<std::int64_t>(t * made - skipped, 0);
    enlarged.slice(0, begin, (t + 1) * made - skipped)
        .add_(enlarge_by_copies(part, run.batch, scale).slice(0, t == 0 ? skipped : 0));
  }
  return enlarged;
}

VaeDecoderImpl::VaeDecoderImpl(const WanVaeConfig& config) : patch_size_(config.patch_size) {
  if (!config.linear_decoder) add_convolutions(config);
  if (config.linear_shortcut) shortcut_ = register_module("shortcut", LinearDecoder(config));
}

void VaeDecoderImpl::add_convolutions(const WanVaeConfig& config) {
  const std::int64_t base = config.decoder_base_dim > 0 ? config.decoder_base_dim : config.base_dim;
  const std::size_t levels = config.dim_mult.size();
  std::int64_t channels = base * config.dim_mult.back();
  conv_in_ = register_module("conv_in", CausalConv3d(config.z_dim, channels, 3, 3));
  mid_block_ = register_module("mid_block", VaeMidBlock(channels));
  auto blocks = std::make_shared<torch::nn::ModuleListImpl>();
  for (std::size_t level = 0; level < levels; ++level) {
    const std::int64_t width = base * config.dim_mult[levels - 1 - level];
    VaeUpsample upsample{nullptr};
    const bool last = level + 1 == levels;
    const std::int64_t enlarged = last || config.is_residual ? width : width / 2;
    if (!last) upsample = VaeUpsample(width, enlarged, config.temperal_downsample[levels - 2 - level]);
    up_blocks_.emplace_back(channels, width, config.num_res_blocks + 1, upsample, config.is_residual);
    blocks->push_back(up_blocks_.back());
    channels = enlarged;
  }
  register_module("up_blocks", blocks);
  norm_out_ = register_module("norm_out", ChannelRmsNorm(channels, 4));
  conv_out_ = register_module("conv_out", CausalConv3d(channels, config.out_channels, 3, 3));
}

at::Tensor VaeDecoderImpl::forward(const at::Tensor& latents, VaeRun& run) {
  if (!conv_in_) return shortcut_->forward(latents, run);
  const at::Tensor frames = unfold_pixels(convolved(latents, run), patch_size_);
  return shortcut_ ? frames + shortcut_->forward(latents, run) : frames;
}

at::Tensor VaeDecoderImpl::convolved(const at::Tensor& latents, VaeRun& run) {
  at::Tensor hidden = conv_in_->forward(latents, run);
  run.report("decoder.conv_in", hidden);
  hidden = mid_block_->forward(hidden, run, "decoder.mid_block");
  for (std::size_t index = 0; index < up_blocks_.size(); ++index) {
    hidden = up_blocks_[index]->forward(hidden, run);
    run.report("decoder.up_blocks." + std::to_string(index), hidden);
  }
  hidden = conv_out_->forward(norm_out_->forward_silu(hidden), run);
  run.report("decoder", hidden);
  return hidden;
}

}  // namespace v4e
