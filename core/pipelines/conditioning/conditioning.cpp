// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning/conditioning.h"

#include <ATen/ATen.h>

#include "core/pipelines/conditioning/first_latent.h"
#include "core/pipelines/conditioning/mask_and_latents.h"
#include "core/pipelines/conditioning/source_every_frame.h"
#include "core/pipelines/conditioning/text_only.h"

namespace v4e {
namespace {

void require_multiple(const char* name, std::int64_t value, std::int64_t factor) {
  if (value >= factor && value % factor == 0) return;
  throw Error(ErrorCode::InvalidArgument, std::string(name) + " must be a multiple of " +
                                              std::to_string(factor) + ", got " + std::to_string(value));
}

}  // namespace

void Conditioning::check_frames(std::int64_t num_frames) const {
  if (num_frames < 1 || vae_.usable_frames(num_frames) != num_frames) {
    throw Error(ErrorCode::InvalidArgument, "the number of frames must be 1 more than a multiple of " +
                                                std::to_string(vae_.temporal_factor()) + ", got " +
                                                std::to_string(num_frames));
  }
  if (vae_.latent_frames(num_frames) <= first_denoised()) {
    throw Error(ErrorCode::InvalidArgument,
                "this model needs at least " + std::to_string(1 + vae_.temporal_factor()) + " frames");
  }
}

void Conditioning::check(const ClipSize& size, bool has_image, bool has_last_image) const {
  require_multiple("the height", size.height, vae_.spatial_factor() * patch_[1]);
  require_multiple("the width", size.width, vae_.spatial_factor() * patch_[2]);
  check_frames(size.num_frames);
  check_pictures(has_image, has_last_image);
}

std::vector<std::int64_t> Conditioning::noise_shape(const ClipSize& size, std::int64_t batch) const {
  return {batch, vae_.z_dim, vae_.latent_frames(size.num_frames) - first_denoised(),
          size.height / vae_.spatial_factor(), size.width / vae_.spatial_factor()};
}

at::Tensor Conditioning::denoised_part(const at::Tensor& condition) const {
  return condition.defined() && first_denoised() > 0 ? condition.slice(2, first_denoised()) : condition;
}

at::Tensor Conditioning::model_timestep(const at::Tensor& timestep, const at::Tensor& /*latents*/,
                                        const at::Tensor& /*condition*/) const {
  return timestep;
}

at::Tensor Conditioning::whole_clip(const at::Tensor& latents, const at::Tensor& /*condition*/) const {
  return latents;
}

std::unique_ptr<Conditioning> make_conditioning(const ModelKind& kind, const WanVaeConfig& vae,
                                                const PatchSize& patch) {
  switch (kind.conditioning) {
    case ConditioningKind::TextOnly:
      return std::make_unique<TextOnly>(vae, patch);
    case ConditioningKind::MaskAndLatents:
      return std::make_unique<MaskAndLatents>(vae, patch, kind.needs_last_image, kind.part_masks);
    case ConditioningKind::SourceEveryFrame:
      return std::make_unique<SourceEveryFrame>(vae, patch, kind.region_channels);
    case ConditioningKind::FirstLatent:
      return std::make_unique<FirstLatent>(vae, patch);
  }
  throw Error(ErrorCode::Internal, "unknown kind of conditioning");
}

at::Tensor encode_clip(WanVaeImpl& vae, const at::Tensor& video, const std::optional<TilingConfig>& tiling,
                       const RunContext& context) {
  const at::Tensor weight = vae.parameters().front();
  const at::Tensor input = video.to(weight.device(), weight.scalar_type());
  const VaeOptions options{.context = context, .tap = {}, .clamp = true};
  const bool tiled = tiling && tiling->needed(video.size(3), video.size(4));
  return vae.normalize(tiled ? encode_tiled(vae, input, *tiling, options) : vae.encode(input, options));
}

}  // namespace v4e
