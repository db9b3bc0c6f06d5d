// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/u2net/u2net.h"

#include <torch/types.h>

#include "core/base/error.h"
#include "core/nn/placeholder.h"

namespace v4e {
namespace {

constexpr std::int64_t kColours = 3;
constexpr std::int64_t kMaxChannels = 4096;
constexpr int kStages = 6;
// How deep the stages go; the last two are dilated.
constexpr std::array<int, kStages> kLevels{7, 6, 5, 4, 4, 4};
constexpr int kFirstDilated = 4;

at::Tensor halved(const at::Tensor& x) {
  return at::max_pool2d(x, {2, 2}, {2, 2}, {0, 0}, {1, 1}, /*ceil_mode=*/true);
}

at::Tensor enlarged_to(const at::Tensor& x, const at::Tensor& like) {
  if (x.size(2) == like.size(2) && x.size(3) == like.size(3)) return x;
  return at::upsample_bilinear2d(x, {like.size(2), like.size(3)}, /*align_corners=*/false);
}

at::Tensor joined(const at::Tensor& deep, const at::Tensor& shallow) {
  return at::cat({enlarged_to(deep, shallow), shallow}, 1);
}

}  // namespace

void U2NetConfig::validate() const {
  if (channels >= 1 && channels <= kMaxChannels && inner_channels >= 1 && inner_channels <= kMaxChannels)
    return;
  throw Error(ErrorCode::InvalidArgument, "subject network: expected 1 to " + std::to_string(kMaxChannels) +
                                              " channels, found " + std::to_string(channels) + " and " +
                                              std::to_string(inner_channels) + " inside a stage");
}

U2NetConvImpl::U2NetConvImpl(const U2NetConvConfig& config) : config_(config) {
  weight_ = register_parameter(
      "weight", placeholder({config.out_channels, config.in_channels, config.kernel, config.kernel}));
  bias_ = register_parameter("bias", placeholder({config.out_channels}));
}

at::Tensor U2NetConvImpl::forward(const at::Tensor& x) {
  const std::int64_t padding = config_.dilation * (config_.kernel / 2);
  at::Tensor result = at::conv2d(x, weight_, bias_, 1, at::IntArrayRef{padding, padding}, config_.dilation);
  return config_.relu ? result.relu_() : result;
}

U2NetStageImpl::U2NetStageImpl(const U2NetConfig& config, std::int64_t in_channels, int levels, bool dilated)
    : dilated_(dilated) {
  const std::int64_t outer = config.channels;
  const std::int64_t inner = config.inner_channels;
  rebnconvin_ = register_module("rebnconvin", U2NetConv(U2NetConvConfig{in_channels, outer}));
  const auto dilation_at = [&](int level) {
    if (dilated) return std::int64_t{1} << (level - 1);
    return std::int64_t{level == levels ? 2 : 1};
  };
  for (int level = 1; level <= levels; ++level) {
    const U2NetConvConfig unit{level == 1 ? outer : inner, inner, 3, dilation_at(level)};
    down_.push_back(register_module("rebnconv" + std::to_string(level), U2NetConv(unit)));
  }
  for (int level = levels - 1; level >= 1; --level) {
    const U2NetConvConfig unit{2 * inner, level == 1 ? outer : inner, 3, dilated ? dilation_at(level) : 1};
    up_.push_back(register_module("rebnconv" + std::to_string(level) + "d", U2NetConv(unit)));
  }
}

at::Tensor U2NetStageImpl::forward(const at::Tensor& x) {
  const at::Tensor input = rebnconvin_(x);
  std::vector<at::Tensor> levels;
  at::Tensor hidden = input;
  for (std::size_t i = 0; i < down_.size(); ++i) {
    // The deepest level has the size of the one above it.
    const bool shrinks = !dilated_ && i > 0 && i + 1 < down_.size();
    hidden = down_[i](shrinks ? halved(hidden) : hidden);
    levels.push_back(hidden);
  }
  levels.pop_back();
  for (U2NetConv& unit : up_) {
    hidden = unit(joined(hidden, levels.back()));
    levels.pop_back();
  }
  return hidden + input;
}

U2NetImpl::U2NetImpl(const U2NetConfig& config) {
  config.validate();
  for (int i = 0; i < kStages; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::string number = std::to_string(i + 1);
    const std::int64_t in_channels = i == 0 ? kColours : config.channels;
    encoder_[at] =
        register_module("stage" + number, U2NetStage(config, in_channels, kLevels[at], i >= kFirstDilated));
    if (i + 1 < kStages) {
      decoder_[at] = register_module(
          "stage" + number + "d", U2NetStage(config, 2 * config.channels, kLevels[at], i >= kFirstDilated));
    }
    const U2NetConvConfig side{.in_channels = config.channels, .relu = false};
    sides_[at] = register_module("side" + number, U2NetConv(side));
  }
  outconv_ = register_module("outconv",
                             U2NetConv(U2NetConvConfig{.in_channels = kStages, .kernel = 1, .relu = false}));
}

at::Tensor U2NetImpl::forward(const at::Tensor& pixels, const RunContext& context) {
  if (pixels.dim() != 4 || pixels.size(1) != kColours || pixels.numel() == 0) {
    throw Error(ErrorCode::InvalidArgument,
                "subject network: expected pixels [B, 3, H, W], found " + c10::str(pixels.sizes()));
  }
  std::array<at::Tensor, kStages> stages;
  at::Tensor hidden = pixels.contiguous(at::MemoryFormat::ChannelsLast);
  for (std::size_t i = 0; i < kStages; ++i) {
    context.check();
    hidden = encoder_[i](i == 0 ? hidden : halved(hidden));
    stages[i] = hidden;
  }
  for (std::size_t i = kStages - 1; i-- > 0;) {
    context.check();
    hidden = decoder_[i](joined(hidden, stages[i]));
    stages[i] = hidden;
  }
  std::vector<at::Tensor> sides;
  for (std::size_t i = 0; i < kStages; ++i) {
    const at::Tensor side = sides_[i](stages[i]);
    sides.push_back(i == 0 ? side : enlarged_to(side, sides.front()));
  }
  return at::sigmoid(outconv_(at::cat(sides, 1)));
}

}  // namespace v4e
