// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/wan_vae.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/checkpoints/state_dict.h"

namespace v4e {
namespace {

void check_video(const at::Tensor& video, const WanVaeConfig& config) {
  const std::int64_t factor = config.spatial_factor();
  const bool fits = video.dim() == 5 && video.size(1) == config.picture_channels() && video.size(2) >= 1 &&
                    video.numel() > 0 && video.size(3) % factor == 0 && video.size(4) % factor == 0;
  if (fits) return;
  throw Error(ErrorCode::InvalidArgument, "VAE encode: expected a video [B, " +
                                              std::to_string(config.picture_channels()) +
                                              ", F, H, W] with sides that are multiples of " +
                                              std::to_string(factor) + ", got " + shape_text(video.sizes()));
}

void check_latents(const at::Tensor& latents, const WanVaeConfig& config) {
  if (latents.dim() == 5 && latents.size(1) == config.z_dim && latents.numel() > 0) return;
  throw Error(ErrorCode::InvalidArgument, "VAE decode: expected latents [B, " + std::to_string(config.z_dim) +
                                              ", T, h, w], got " + shape_text(latents.sizes()));
}

VaeRun start_run(const at::Tensor& input, const VaeOptions& options) {
  VaeRun run;
  run.context = options.context;
  run.tap = options.tap;
  run.batch = input.size(0);
  run.training = at::GradMode::is_enabled();
  return run;
}

}  // namespace

WanVaeImpl::WanVaeImpl(const WanVaeConfig& config) : config_(config) {
  config_.validate();
  if (config_.linear_encoder) {
    linear_encoder_ = LinearEncoder(config_);
    auto encoder = std::make_shared<torch::nn::Module>();
    encoder->register_module("shortcut", linear_encoder_);
    register_module("encoder", encoder);
  } else {
    encoder_ = register_module("encoder", VaeEncoder(config_));
    quant_conv_ = register_module("quant_conv", CausalConv3d(2 * config_.z_dim, 2 * config_.z_dim, 1, 1));
    post_quant_conv_ = register_module("post_quant_conv", CausalConv3d(config_.z_dim, config_.z_dim, 1, 1));
  }
  decoder_ = register_module("decoder", VaeDecoder(config_));
}

void WanVaeImpl::initialize(at::Generator& generator) {
  const at::NoGradGuard no_grad;
  std::int64_t inputs = 1;
  for (auto& item : named_parameters()) {
    at::Tensor& parameter = item.value();
    const std::string& name = item.key();
    at::Tensor value = at::empty(parameter.sizes(), parameter.options());
    if (name.ends_with("gamma")) {
      value.fill_(1);
    } else if (config_.linear_shortcut && name.starts_with("decoder.conv_out.")) {
      value.zero_();
    } else {
      // A bias follows its weight and has the same bound.
      if (name.ends_with("weight")) inputs = parameter.numel() / parameter.size(0);
      const double bound = 1 / std::sqrt(static_cast<double>(inputs));
      value.uniform_(-bound, bound, generator);
    }
    parameter.set_data(value);
  }
}

at::Tensor WanVaeImpl::encode_moments(const at::Tensor& video, const VaeOptions& options) {
  check_video(video, config_);
  if (!encoder_) throw Error(ErrorCode::Unsupported, "this VAE's linear encoder gives no log variance");
  VaeRun run = start_run(video, options);
  const std::int64_t stride = config_.temporal_factor();
  const std::int64_t chunks = config_.latent_frames(video.size(2));
  std::vector<at::Tensor> moments;
  for (; run.chunk < chunks; ++run.chunk) {
    run.context.tick({.stage = Stage::EncodeImage,
                      .step = static_cast<int>(run.chunk),
                      .total = static_cast<int>(chunks)});
    run.last_chunk = run.chunk + 1 == chunks;
    const bool first = run.chunk == 0;
    const at::Tensor clip = video.narrow(2, first ? 0 : 1 + (run.chunk - 1) * stride, first ? 1 : stride);
    const at::Tensor encoded = encoder_->forward(fold_pixels(to_frames(clip), config_.patch_size), run);
    moments.push_back(quant_conv_->forward(encoded, run));
  }
  run.context.tick(
      {.stage = Stage::EncodeImage, .step = static_cast<int>(chunks), .total = static_cast<int>(chunks)});
  return to_video(at::cat(moments), run.batch).contiguous();
}

at::Tensor WanVaeImpl::encode(const at::Tensor& video, const VaeOptions& options) {
  if (encoder_) return encode_moments(video, options).narrow(1, 0, config_.z_dim).contiguous();
  check_video(video, config_);
  options.context.tick({.stage = Stage::EncodeImage, .step = 0, .total = 1});
  at::Tensor latents = linear_encoder_->forward(video.narrow(2, 0, config_.usable_frames(video.size(2))));
  options.context.tick({.stage = Stage::EncodeImage, .step = 1, .total = 1});
  return latents;
}

at::Tensor WanVaeImpl::decode(const at::Tensor& latents, const VaeOptions& options) {
  check_latents(latents, config_);
  VaeRun run = start_run(latents, options);
  const std::int64_t chunks = latents.size(2);
  std::vector<at::Tensor> pictures;
  for (; run.chunk < chunks; ++run.chunk) {
    run.context.tick(
        {.stage = Stage::Decode, .step = static_cast<int>(run.chunk), .total = static_cast<int>(chunks)});
    run.last_chunk = run.chunk + 1 == chunks;
    at::Tensor frame = to_frames(latents.narrow(2, run.chunk, 1));
    if (post_quant_conv_) frame = post_quant_conv_->forward(frame, run);
    const at::Tensor decoded = decoder_->forward(frame, run);
    pictures.push_back(options.clamp ? decoded.clamp(-1, 1) : decoded);
  }
  run.context.tick(
      {.stage = Stage::Decode, .step = static_cast<int>(chunks), .total = static_cast<int>(chunks)});
  return to_video(at::cat(pictures), run.batch).contiguous();
}

at::Tensor WanVaeImpl::statistics(const std::vector<double>& values, const at::Tensor& like) const {
  return at::tensor(values, at::kFloat).to(like.device()).view({1, config_.z_dim, 1, 1, 1});
}

// Both references multiply by the fp32 reciprocal and divide by the same reciprocal.
at::Tensor WanVaeImpl::normalize(const at::Tensor& latents) const {
  check_latents(latents, config_);
  const at::Tensor inverse = statistics(config_.latents_std, latents).reciprocal();
  return (latents.to(at::kFloat) - statistics(config_.latents_mean, latents)) * inverse;
}

at::Tensor WanVaeImpl::denormalize(const at::Tensor& latents) const {
  check_latents(latents, config_);
  const at::Tensor inverse = statistics(config_.latents_std, latents).reciprocal();
  return latents.to(at::kFloat) / inverse + statistics(config_.latents_mean, latents);
}

}  // namespace v4e
