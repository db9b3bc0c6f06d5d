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

void check_region(const at::Tensor& region, const at::Tensor& pictures) {
  const bool fits = region.dim() == 4 && (region.size(0) == 1 || region.size(0) == pictures.size(0)) &&
                    region.size(1) == 1 && region.size(2) == pictures.size(2) &&
                    region.size(3) == pictures.size(3);
  if (fits) return;
  throw Error(ErrorCode::InvalidArgument, "the region must have the size of the picture, " +
                                              c10::str(pictures.sizes()) + ", found " +
                                              c10::str(region.sizes()));
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
  if (part_masks_ && known.region.defined()) {
    // What is unknown is grey, as frames are that are not known at all.
    const at::Tensor kept = image * known.region.lt(0.5).to(image.device(), image.scalar_type());
    video.copy_(kept.unsqueeze(2).expand_as(video));
  }
  video.select(2, 0).copy_(image);
  if (known.last_image.defined()) video.select(2, known.num_frames - 1).copy_(known.last_image);
  return video;
}

at::Tensor MaskAndLatents::encode(WanVaeImpl& vae, const KnownFrames& known,
                                  const std::optional<TilingConfig>& tiling,
                                  const RunContext& context) const {
  check_frames(known.num_frames);
  if (!known.first_image.defined()) refuse("this model needs an image");
  if (part_masks_ && known.region.defined()) check_region(known.region, known.first_image);
  const bool has_last = known.last_image.defined();
  if (has_last && known.last_image.sizes() != known.first_image.sizes())
    refuse("the first and the last image must have the same size");
  const at::Tensor latents = encode_clip(vae, known_video(known), tiling, context);
  at::Tensor mask =
      condition_mask(this->vae(), known.num_frames, latents.size(3), latents.size(4), has_last);
  if (part_masks_ && known.region.defined()) {
    // As the model's makers shrink their masks: between pixels, without averaging.
    const at::Tensor kept = at::upsample_bilinear2d(1 - known.region.to(at::kCPU, at::kFloat),
                                                    {latents.size(3), latents.size(4)}, false);
    mask = at::maximum(mask, kept.unsqueeze(2));
  }
  return at::cat({mask.to(latents.device()).expand({latents.size(0), -1, -1, -1, -1}), latents}, 1);
}

at::Tensor MaskAndLatents::model_input(const at::Tensor& latents, const at::Tensor& condition) const {
  return at::cat({latents, condition}, 1);
}

at::Tensor MaskAndLatents::known_latents(const at::Tensor& condition) const {
  return condition.narrow(1, vae().temporal_factor(), vae().z_dim);
}

}  // namespace v4e
