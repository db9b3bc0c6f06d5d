// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/layers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <string>

#include "core/models/wan_vae/fused_norm.h"
#include "core/nn/path_choice.h"
#include "core/nn/placeholder.h"

namespace v4e {
namespace {

at::Tensor convolve(const at::Tensor& frames, const at::Tensor& kernel, const at::Tensor& bias) {
  return at::conv2d(frames, kernel, bias, 1, kernel.size(-1) / 2);
}

/// Positions below which transforming the weights costs more than it saves.
constexpr std::int64_t kWinogradPixels = 1024;
constexpr std::int64_t kWinogradChannels = 32;

/// What a measurement may take: some tens of milliseconds.
constexpr std::int64_t kMeasuredFlops = 6'000'000'000;

/// True where tiles are faster than the direct sum over the taps, for frames of about so many positions.
bool winograd_is_faster(const at::Tensor& weight, std::int64_t pixels) {
  const std::int64_t taps = weight.size(2);
  const std::int64_t work = 2 * weight[0].numel() * weight.size(0);
  const auto bucket = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(pixels)));
  const std::int64_t side = std::clamp<std::int64_t>(
      static_cast<std::int64_t>(std::sqrt(static_cast<double>(std::min(bucket, kMeasuredFlops / work)))), 32,
      256);
  std::shared_ptr<const WinogradKernel> kernel;
  std::vector<at::Tensor> frames;
  const at::Tensor bias = at::zeros({weight.size(0)}, weight.options());
  // Made at the first run only: where the answer is known nothing is computed.
  const auto prepare = [&] {
    if (kernel) return;
    kernel = std::make_shared<const WinogradKernel>(weight);
    for (std::int64_t tap = 0; tap < taps; ++tap)
      frames.push_back(at::ones({1, weight.size(1), side, side}, weight.options())
                           .contiguous(at::MemoryFormat::ChannelsLast));
  };
  const std::array<ComputePath, 2> paths{
      ComputePath{"winograd",
                  [&] {
                    prepare();
                    static_cast<void>(kernel->convolve(frames, bias));
                  }},
      ComputePath{"direct", [&] {
                    prepare();
                    at::Tensor sum = convolve(frames.front(), weight.select(2, 0), bias);
                    for (std::int64_t tap = 1; tap < taps; ++tap)
                      sum.add_(convolve(frames.front(), weight.select(2, tap), {}));
                  }}};
  return choose_path("convolution fp32 " + std::to_string(taps) + "x3x3, " + std::to_string(weight.size(1)) +
                         " to " + std::to_string(weight.size(0)) + " channels, " + std::to_string(bucket) +
                         " positions",
                     paths) == 0;
}

bool takes_winograd(const at::Tensor& weight, std::int64_t pixels) {
  return !at::GradMode::is_enabled() && pixels >= kWinogradPixels && weight.size(0) >= kWinogradChannels &&
         weight.size(1) >= kWinogradChannels && WinogradKernel::fits(weight) &&
         winograd_is_faster(weight, pixels);
}

at::Tensor convolve_winograd(const TapWeights& weights, const at::Tensor& frames, std::int64_t batch,
                             const FrameHistory& history) {
  std::vector<at::Tensor> outputs;
  for (std::int64_t t = 0; t < frames.size(0) / batch; ++t) {
    std::vector<at::Tensor> window;
    for (std::int64_t distance = 2; distance >= 0; --distance) {
      window.push_back(distance <= t ? frames.narrow(0, (t - distance) * batch, batch)
                                     : history.before(distance - t));
    }
    outputs.push_back(weights.winograd->convolve(window, weights.bias));
  }
  return outputs.size() == 1 ? outputs.front() : at::cat(outputs);
}

/// Adds the tap that lies `distance` frames back to `output`.
void add_tap(at::Tensor& output, const at::Tensor& frames, std::int64_t batch, const FrameHistory& history,
             std::int64_t distance, const at::Tensor& kernel) {
  const std::int64_t count = frames.size(0) / batch;
  for (std::int64_t t = 0; t < std::min(distance, count); ++t) {
    const at::Tensor past = history.before(distance - t);
    if (past.defined()) output.narrow(0, t * batch, batch).add_(convolve(past, kernel, {}));
  }
  if (count > distance) {
    const std::int64_t length = (count - distance) * batch;
    output.narrow(0, distance * batch, length).add_(convolve(frames.narrow(0, 0, length), kernel, {}));
  }
}

/// The same sum without writing in place, for autograd. A clip's whole past is one tensor.
at::Tensor convolve_recorded(const TapWeights& weights, const at::Tensor& frames, std::int64_t batch,
                             const FrameHistory& history) {
  const auto count = static_cast<std::int64_t>(weights.taps.size());
  std::vector<at::Tensor> parts;
  for (std::int64_t distance = count - 1; distance > 0; --distance) {
    const at::Tensor past = history.before(distance);
    parts.push_back(past.defined() ? past : at::zeros_like(frames.narrow(0, 0, batch)));
  }
  parts.push_back(frames);
  const at::Tensor all = at::cat(parts);
  at::Tensor output = convolve(frames, weights.taps.back(), weights.bias);
  for (std::int64_t tap = 0; tap + 1 < count; ++tap) {
    // A chunk that reaches back only to zeros gets nothing from this tap.
    if (frames.size(0) <= batch && !history.before(count - 1 - tap).defined()) continue;
    const at::Tensor input = all.narrow(0, tap * batch, frames.size(0));
    output = output + convolve(input, weights.taps[static_cast<std::size_t>(tap)], {});
  }
  return output;
}

}  // namespace

CausalConv3dImpl::CausalConv3dImpl(std::int64_t in_channels, std::int64_t out_channels,
                                   std::int64_t kernel_time, std::int64_t kernel_space) {
  weight = register_parameter(
      "weight", placeholder({out_channels, in_channels, kernel_time, kernel_space, kernel_space}));
  bias = register_parameter("bias", placeholder({out_channels}));
}

TapWeights CausalConv3dImpl::taps(std::int64_t pixels) const {
  TapWeights result{.taps = {}, .bias = bias, .winograd = nullptr};
  if (takes_winograd(weight, pixels)) {
    result.winograd = std::make_shared<const WinogradKernel>(weight);
    return result;
  }
  for (std::int64_t tap = 0; tap < weight.size(2); ++tap) {
    result.taps.push_back(weight.select(2, tap).contiguous(at::MemoryFormat::ChannelsLast));
  }
  return result;
}

at::Tensor CausalConv3dImpl::forward(const TapWeights& weights, const at::Tensor& frames, std::int64_t batch,
                                     FrameHistory& history) const {
  if (weights.taps.size() == 1) return convolve(frames, weights.taps.front(), weights.bias);
  at::Tensor output;
  if (weights.winograd) {
    output = convolve_winograd(weights, frames, batch, history);
  } else if (at::GradMode::is_enabled()) {
    output = convolve_recorded(weights, frames, batch, history);
  } else {
    output = convolve(frames, weights.taps.back(), weights.bias);
    const auto last = static_cast<std::int64_t>(weights.taps.size()) - 1;
    for (std::int64_t distance = 1; distance <= last; ++distance) {
      add_tap(output, frames, batch, history, distance,
              weights.taps[static_cast<std::size_t>(last - distance)]);
    }
  }
  history.push(frames, batch);
  return output;
}

at::Tensor CausalConv3dImpl::forward(const at::Tensor& frames, VaeRun& run) const {
  FrameHistory& history = run.history(this);
  at::Tensor output =
      forward(taps(frames.size(0) * frames.size(2) * frames.size(3)), frames, run.batch, history);
  if (run.last_chunk) history.clear();
  return output;
}

at::Tensor CausalConv3dImpl::forward_strided(const at::Tensor& previous, const at::Tensor& frames,
                                             std::int64_t batch) const {
  const TapWeights weights = taps(0);
  const at::Tensor all = at::cat({previous, frames});
  const at::Tensor clip = all.unflatten(0, {all.size(0) / batch, batch});  // [1 + 2m, B, I, H, W]
  const std::int64_t outputs = frames.size(0) / batch / 2;
  at::Tensor output;
  for (std::int64_t tap = 0; tap < 3; ++tap) {
    const at::Tensor input =
        clip.slice(0, tap, tap + 2 * outputs - 1, 2).flatten(0, 1).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor part =
        convolve(input, weights.taps[static_cast<std::size_t>(tap)], tap == 0 ? weights.bias : at::Tensor());
    output = output.defined() ? output + part : part;
  }
  return output;
}

FrameConvImpl::FrameConvImpl(std::int64_t in_channels, std::int64_t out_channels, std::int64_t kernel) {
  weight = register_parameter("weight", placeholder({out_channels, in_channels, kernel, kernel}));
  bias = register_parameter("bias", placeholder({out_channels}));
}

at::Tensor FrameConvImpl::forward(const at::Tensor& frames, std::int64_t stride, std::int64_t padding) const {
  return at::conv2d(frames, weight.contiguous(at::MemoryFormat::ChannelsLast), bias, stride, padding);
}

at::Tensor FrameConvImpl::forward_enlarged(const at::Tensor& frames) const {
  const at::Tensor kernel = weight.unsqueeze(2);
  if (takes_winograd(kernel, 4 * frames.size(0) * frames.size(2) * frames.size(3))) {
    return WinogradKernel(kernel).convolve({frames}, bias, true);
  }
  return forward(at::upsample_nearest2d(frames, {2 * frames.size(2), 2 * frames.size(3)}), 1, 1);
}

ChannelRmsNormImpl::ChannelRmsNormImpl(std::int64_t channels, std::int64_t gamma_dims) {
  std::vector<std::int64_t> shape(static_cast<std::size_t>(gamma_dims), 1);
  shape[0] = channels;
  gamma = register_parameter("gamma", placeholder(shape));
}

at::Tensor ChannelRmsNormImpl::forward(const at::Tensor& frames) const {
  const std::int64_t channels = gamma.size(0);
  const at::Tensor wide = frames.to(at::kFloat);
  const at::Tensor norm = at::linalg_vector_norm(wide, 2, {1}, true).clamp_min(1e-12);
  const at::Tensor scale =
      gamma.to(at::kFloat).view({channels, 1, 1}) * std::sqrt(static_cast<double>(channels));
  return (wide / norm * scale).to(frames.scalar_type());
}

at::Tensor ChannelRmsNormImpl::forward_silu(const at::Tensor& frames) const {
  if (can_fuse_norm(frames)) return fused_rms_norm_silu(frames, gamma);
  return at::silu(forward(frames));
}

}  // namespace v4e
