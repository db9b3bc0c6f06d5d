// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

namespace v4e {
namespace {

at::Tensor known_video(const ConditionRequest& request) {
  const std::int64_t height = request.first_image.size(2);
  const std::int64_t width = request.first_image.size(3);
  at::Tensor video = at::zeros({1, 3, request.num_frames, height, width}, request.first_image.options());
  if (request.source_on_every_frame) {
    video.copy_(request.first_image.unsqueeze(2));
  } else {
    video.select(2, 0).copy_(request.first_image);
  }
  if (request.last_image.defined()) video.select(2, request.num_frames - 1).copy_(request.last_image);
  return video;
}

}  // namespace

at::Tensor condition_mask(const WanVaeConfig& config, std::int64_t num_frames, std::int64_t latent_height,
                          std::int64_t latent_width, bool has_last) {
  const std::int64_t factor = config.temporal_factor();
  at::Tensor frames = at::zeros({num_frames + factor - 1});
  frames.narrow(0, 0, factor).fill_(1);
  if (has_last) frames[-1] = 1;
  const at::Tensor folded = frames.view({-1, factor}).transpose(0, 1);  // [factor, T]
  return folded.view({1, factor, -1, 1, 1}).expand({-1, -1, -1, latent_height, latent_width}).contiguous();
}

at::Tensor encode_condition(WanVaeImpl& vae, const ConditionRequest& request,
                            const std::optional<TilingConfig>& tiling, const RunContext& context) {
  const WanVaeConfig& config = vae.config();
  const at::Tensor& image = request.first_image;
  if (request.num_frames < 1 || config.usable_frames(request.num_frames) != request.num_frames) {
    throw Error(ErrorCode::InvalidArgument, "the number of frames must be 1 more than a multiple of " +
                                                std::to_string(config.temporal_factor()) + ", got " +
                                                std::to_string(request.num_frames));
  }
  if (request.last_image.defined() && request.last_image.sizes() != image.sizes()) {
    throw Error(ErrorCode::InvalidArgument, "the first and the last image must have the same size");
  }
  const at::Tensor weight = vae.parameters().front();
  const at::Tensor video = known_video(request).to(weight.device(), weight.scalar_type());
  const VaeOptions options{.context = context, .tap = {}, .clamp = true};
  const bool tiled = tiling && tiling->needed(image.size(2), image.size(3));
  const at::Tensor mean = tiled ? encode_tiled(vae, video, *tiling, options) : vae.encode(video, options);
  const at::Tensor latents = vae.normalize(mean);
  const at::Tensor mask = condition_mask(config, request.num_frames, latents.size(3), latents.size(4),
                                         request.last_image.defined());
  return at::cat({mask.to(latents.device()), latents}, 1);
}

at::Tensor condition_latents(const at::Tensor& condition, const WanVaeConfig& config) {
  return condition.narrow(1, config.temporal_factor(), config.z_dim);
}

at::Tensor draw_noise(at::IntArrayRef shape, std::uint64_t seed) {
  return at::randn(shape, at::make_generator<at::CPUGeneratorImpl>(seed), at::TensorOptions(at::kFloat));
}

}  // namespace v4e
