// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/composite_loss.h"

#include <torch/types.h>

#include "core/base/error.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kFrames = 4;  // of a chunk
constexpr double kFloor = 0.01;  // of the mean squared change, so that small changes do not count too much
constexpr double kAbsolute = 0.5;
constexpr double kDifferences = 0.25;
constexpr double kWay = 0.25;

/// Mean of values [B, C, H, W] where weights [B, 1, H, W] are, by example.
at::Tensor weighted_mean(const at::Tensor& values, const at::Tensor& weights) {
  const auto area = weights.flatten(1).sum(1).clamp_min(1);
  return (values * weights).flatten(1).sum(1) / (area * static_cast<double>(values.size(1)));
}

/// Mean absolute difference of neighbours along an axis, counted where both are in the region.
at::Tensor differences(const at::Tensor& error, const at::Tensor& region, std::int64_t axis) {
  const auto length = error.size(axis) - 1;
  const auto step = error.narrow(axis, 1, length) - error.narrow(axis, 0, length);
  return weighted_mean(step.abs(),
                       torch::minimum(region.narrow(axis, 1, length), region.narrow(axis, 0, length)));
}

}  // namespace

CompositeLoss::CompositeLoss(const WanVae& vae, std::int64_t state_channels)
    : side_(vae->config().spatial_factor()), state_channels_(state_channels) {
  const auto& config = vae->config();
  if (!config.linear_shortcut || config.temporal_factor() != kFrames)
    throw Error(ErrorCode::InvalidArgument,
                "the loss on composed pictures needs a decoder with a linear path");
  const torch::NoGradGuard no_grad;
  const auto parameters = vae->named_parameters();
  const auto rows = 3 * side_ * side_;
  const auto all = parameters["decoder.shortcut.weight"].detach().view({kFrames, rows, 2 * config.z_dim});
  const auto device = all.device();
  const auto vector = [&](const std::vector<double>& values) {
    return torch::tensor(values, torch::kDouble).to(torch::kFloat).to(device);
  };
  const auto own = all[kFrames - 1].slice(1, config.z_dim);  // of the chunk's latent, not the one before
  const auto deviation = vector(config.latents_std);
  weight_ = (own * deviation).view({rows, config.z_dim, 1, 1}).contiguous();
  bias_ = parameters["decoder.shortcut.bias"].detach().view({kFrames, rows})[kFrames - 1] +
          own.matmul(vector(config.latents_mean));
  way_scale_ = deviation.slice(0, state_channels).view({1, -1, 1, 1});
}

at::Tensor CompositeLoss::last_frame(const at::Tensor& latents) const {
  return torch::pixel_shuffle(torch::conv2d(latents.squeeze(2), weight_, bias_), side_);
}

at::Tensor CompositeLoss::operator()(const at::Tensor& latents, const Target& target) const {
  const auto error = last_frame(latents) - target.whole;
  const auto change = weighted_mean((target.shown - target.whole).square(), target.region) + kFloor;
  const auto way = (latents - target.latents).squeeze(2).slice(1, state_channels_) * way_scale_;
  const auto cells = torch::max_pool2d(target.region, side_);
  // The sum over orthonormal channels is that over a cell's pixels in three frames and three colours.
  const auto way_error = weighted_mean(way.square().sum(1, true), cells) /
                         static_cast<double>((kFrames - 1) * 3 * side_ * side_);
  const auto size = change.sqrt();
  return weighted_mean(error.square(), target.region) / change +
         kAbsolute * weighted_mean(error.abs(), target.region) / size +
         kDifferences * (differences(error, target.region, 2) + differences(error, target.region, 3)) / size +
         kWay * way_error / change;
}

CompositeLoss::Errors CompositeLoss::errors(const at::Tensor& latents, const Target& target) const {
  const auto sum = [&](const at::Tensor& picture) {
    const auto halved = (picture.clamp(-1, 1) - target.whole) / 2;
    return (halved.square().mean(1, true) * target.region).flatten(1).sum(1);
  };
  return {sum(last_frame(latents)), sum(target.shown), target.region.flatten(1).sum(1)};
}

}  // namespace v4e::training
