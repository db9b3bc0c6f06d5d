// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/blocks.h"

#include <ATen/ATen.h>
#include <torch/nn/modules/container/modulelist.h>

#include <cmath>

namespace v4e {
namespace {

/// Registers `conv` as <module>.resample.1, which is where the files have it (0 is the padding or the x2).
FrameConv register_resample(torch::nn::Module& module, FrameConv conv) {
  auto resample = std::make_shared<torch::nn::Module>();
  resample->register_module("1", conv);
  module.register_module("resample", resample);
  return conv;
}

}  // namespace

struct VaeResidualBlockImpl::Weights {
  TapWeights conv1;
  TapWeights conv2;
  TapWeights shortcut;
};

VaeResidualBlockImpl::VaeResidualBlockImpl(std::int64_t in_channels, std::int64_t out_channels) {
  norm1_ = register_module("norm1", ChannelRmsNorm(in_channels, 4));
  conv1_ = register_module("conv1", CausalConv3d(in_channels, out_channels, 3, 3));
  norm2_ = register_module("norm2", ChannelRmsNorm(out_channels, 4));
  conv2_ = register_module("conv2", CausalConv3d(out_channels, out_channels, 3, 3));
  if (in_channels != out_channels) {
    conv_shortcut_ = register_module("conv_shortcut", CausalConv3d(in_channels, out_channels, 1, 1));
  }
}

at::Tensor VaeResidualBlockImpl::residual(const Weights& weights, const at::Tensor& frames, VaeRun& run) {
  at::Tensor hidden = norm1_->forward_silu(frames);
  hidden = conv1_->forward(weights.conv1, hidden, run.batch, run.history(conv1_.get()));
  hidden = norm2_->forward_silu(hidden);
  return conv2_->forward(weights.conv2, hidden, run.batch, run.history(conv2_.get()));
}

at::Tensor VaeResidualBlockImpl::forward_streamed(const Weights& weights, const at::Tensor& frames,
                                                  VaeRun& run) {
  const std::int64_t count = frames.size(0) / run.batch;
  at::Tensor output = frames;
  if (conv_shortcut_) {
    output = at::empty({frames.size(0), weights.shortcut.bias.size(0), frames.size(2), frames.size(3)},
                       frames.options(), at::MemoryFormat::ChannelsLast);
  }
  FrameHistory none;
  for (std::int64_t t = 0; t < count; ++t) {
    run.context.check();
    const at::Tensor input = frames.narrow(0, t * run.batch, run.batch);
    at::Tensor place = output.narrow(0, t * run.batch, run.batch);
    const at::Tensor change = residual(weights, input, run);
    if (conv_shortcut_) place.copy_(conv_shortcut_->forward(weights.shortcut, input, run.batch, none));
    place.add_(change);
  }
  return output;
}

at::Tensor VaeResidualBlockImpl::forward(const at::Tensor& frames, VaeRun& run) {
  const std::int64_t pixels = frames.size(0) * frames.size(2) * frames.size(3);
  const Weights weights{.conv1 = conv1_->taps(pixels),
                        .conv2 = conv2_->taps(pixels),
                        .shortcut = conv_shortcut_ ? conv_shortcut_->taps(0) : TapWeights{}};
  FrameHistory none;
  at::Tensor output;
  if (run.training) {
    const at::Tensor change = residual(weights, frames, run);
    output = conv_shortcut_ ? conv_shortcut_->forward(weights.shortcut, frames, run.batch, none) + change
                            : frames + change;
  } else {
    // Frame by frame: what lies between the two convolutions exists for one frame at a time.
    output = forward_streamed(weights, frames, run);
  }
  if (run.last_chunk) {
    run.history(conv1_.get()).clear();
    run.history(conv2_.get()).clear();
  }
  return output;
}

VaeAttentionBlockImpl::VaeAttentionBlockImpl(std::int64_t channels) {
  norm_ = register_module("norm", ChannelRmsNorm(channels, 3));
  to_qkv_ = register_module("to_qkv", FrameConv(channels, 3 * channels, 1));
  proj_ = register_module("proj", FrameConv(channels, channels, 1));
}

at::Tensor VaeAttentionBlockImpl::forward(const at::Tensor& frames) {
  const auto count = frames.size(0);
  const auto channels = frames.size(1);
  const at::Tensor qkv = to_qkv_->forward(norm_->forward(frames), 1, 0)
                             .permute({0, 2, 3, 1})
                             .reshape({count, 1, -1, 3 * channels});  // [N, 1, H*W, 3C]
  const auto parts = qkv.chunk(3, -1);
  const at::Tensor attended = at::scaled_dot_product_attention(parts[0], parts[1], parts[2]);
  const at::Tensor picture = attended.reshape({count, frames.size(2), frames.size(3), channels})
                                 .permute({0, 3, 1, 2});  // [N, C, H, W]
  return frames + proj_->forward(picture, 1, 0);
}

VaeMidBlockImpl::VaeMidBlockImpl(std::int64_t channels)
    : first_(channels, channels), attention_(channels), second_(channels, channels) {
  auto resnets = std::make_shared<torch::nn::ModuleListImpl>();
  resnets->push_back(first_);
  resnets->push_back(second_);
  auto attentions = std::make_shared<torch::nn::ModuleListImpl>();
  attentions->push_back(attention_);
  register_module("attentions", attentions);
  register_module("resnets", resnets);
}

at::Tensor VaeMidBlockImpl::forward(const at::Tensor& frames, VaeRun& run, const std::string& name) {
  at::Tensor hidden = first_->forward(frames, run);
  hidden = attention_->forward(hidden);
  run.report(name + ".attentions.0", hidden);
  hidden = second_->forward(hidden, run);
  run.report(name, hidden);
  return hidden;
}

VaeDownsampleImpl::VaeDownsampleImpl(std::int64_t channels, bool temporal) {
  conv_ = register_resample(*this, FrameConv(channels, channels, 3));
  if (temporal) time_conv_ = register_module("time_conv", CausalConv3d(channels, channels, 3, 1));
}

at::Tensor VaeDownsampleImpl::forward(const at::Tensor& frames, VaeRun& run) {
  run.context.check();
  const at::Tensor padded = at::constant_pad_nd(frames, {0, 1, 0, 1});
  at::Tensor small = conv_->forward(padded, 2, 0);
  if (!time_conv_) return small;

  FrameHistory& history = run.history(time_conv_.get());
  const at::Tensor previous = history.before(1);
  // What is kept must not be overwritten by the block that gets `small`.
  if (!run.last_chunk) history.push(run.training ? small : small.slice(0, -run.batch).clone(), run.batch);
  return previous.defined() ? time_conv_->forward_strided(previous, small, run.batch) : small;
}

VaeUpsampleImpl::VaeUpsampleImpl(std::int64_t in_channels, std::int64_t out_channels, bool temporal) {
  conv_ = register_resample(*this, FrameConv(in_channels, out_channels, 3));
  if (temporal) time_conv_ = register_module("time_conv", CausalConv3d(in_channels, 2 * in_channels, 3, 1));
}

at::Tensor VaeUpsampleImpl::double_frames(const at::Tensor& frames, VaeRun& run) const {
  // The reference leaves the first chunk's frame out of the context of all later ones.
  const at::Tensor both = time_conv_->forward(frames, run);
  // [T*B, 2, C, H, W] -> [T, 2, B, H, W, C]: first and second half of the channels are successive frames.
  const auto channels = frames.size(1);
  return both.permute({0, 2, 3, 1})
      .unflatten(3, {2, channels})
      .unflatten(0, {frames.size(0) / run.batch, run.batch})
      .permute({0, 4, 1, 2, 3, 5})
      .contiguous()
      .flatten(0, 2)
      .permute({0, 3, 1, 2});
}

at::Tensor VaeUpsampleImpl::double_sides(const at::Tensor& frames, VaeRun& run) const {
  const std::int64_t count = frames.size(0) / run.batch;
  if (run.training || count == 1) return conv_->forward_enlarged(frames);
  // Frame by frame: where the enlarged input exists, it is the widest tensor of the decoder.
  at::Tensor output = at::empty({frames.size(0), conv_->bias.size(0), 2 * frames.size(2), 2 * frames.size(3)},
                                frames.options(), at::MemoryFormat::ChannelsLast);
  for (std::int64_t t = 0; t < count; ++t) {
    run.context.check();
    const at::Tensor part = frames.narrow(0, t * run.batch, run.batch);
    output.narrow(0, t * run.batch, run.batch).copy_(conv_->forward_enlarged(part));
  }
  return output;
}

at::Tensor VaeUpsampleImpl::forward(const at::Tensor& frames, VaeRun& run) {
  const bool skip = !time_conv_ || run.chunk == 0;
  return double_sides(skip ? frames : double_frames(frames, run), run);
}

}  // namespace v4e
