// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning/mask_and_latents.h"

#include <ATen/ATen.h>

namespace v4e {
namespace {

[[noreturn]] void refuse(const char* message) {
  throw Error(ErrorCode::InvalidArgument, message);
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

void MaskAndLatents::check_pictures(bool has_image, bool has_last_image) const {
  if (first_and_last_ && !(has_image && has_last_image)) refuse("a first and a last image are needed");
  if (!has_image) refuse("an image is needed");
  if (!first_and_last_ && has_last_image)
    refuse("this model takes one image; two need a first-last-frame model");
}

at::Tensor MaskAndLatents::known_video(const KnownFrames& known) const {
  const at::Tensor& image = known.first_image;
  at::Tensor video =
      at::zeros({image.size(0), 3, known.num_frames, image.size(2), image.size(3)}, image.options());
  video.select(2, 0).copy_(image);
  if (known.last_image.defined()) video.select(2, known.num_frames - 1).copy_(known.last_image);
  return video;
}

at::Tensor MaskAndLatents::encode(WanVaeImpl& vae, const KnownFrames& known,
                                  const std::optional<TilingConfig>& tiling,
                                  const RunContext& context) const {
  check_frames(known.num_frames);
  if (!known.first_image.defined()) refuse("this model needs an image");
  const bool has_last = known.last_image.defined();
  if (has_last && known.last_image.sizes() != known.first_image.sizes())
    refuse("the first and the last image must have the same size");
  const at::Tensor latents = encode_clip(vae, known_video(known), tiling, context);
  const at::Tensor mask =
      condition_mask(this->vae(), known.num_frames, latents.size(3), latents.size(4), has_last);
  return at::cat({mask.to(latents.device()).expand({latents.size(0), -1, -1, -1, -1}), latents}, 1);
}

at::Tensor MaskAndLatents::model_input(const at::Tensor& latents, const at::Tensor& condition) const {
  return at::cat({latents, condition}, 1);
}

at::Tensor MaskAndLatents::known_latents(const at::Tensor& condition) const {
  return condition.narrow(1, vae().temporal_factor(), vae().z_dim);
}

}  // namespace v4e
