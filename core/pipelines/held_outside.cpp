// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/held_outside.h"

#include <ATen/ATen.h>

namespace v4e {

at::Tensor HeldOutside::in(const at::Tensor& latents, double sigma) const {
  if (!is_active()) return latents;
  return at::where(region, latents, (1 - sigma) * photo + sigma * noise);
}

HeldOutside HeldOutside::on(const at::Device& device) const {
  if (!is_active()) return {};
  return {photo.to(device, at::kFloat), noise.to(device, at::kFloat), region.to(device)};
}

HeldOutside HeldOutside::of_frames(const at::Tensor& indices) const {
  if (!is_active()) return {};
  return {photo.index_select(2, indices), noise.index_select(2, indices),
          region.size(2) > 1 ? region.index_select(2, indices) : region};
}

HeldOutside photo_outside(const Conditioning& conditioning, WanVaeImpl& vae, const KnownFrames& known,
                          const at::Tensor& noise, const std::optional<TilingConfig>& tiling,
                          const RunContext& context) {
  if (!known.region.defined() || known.region.gt(0).all().item<bool>()) return {};
  HeldOutside outside;
  outside.region = latent_region(known.region, vae.config().spatial_factor());
  outside.noise = noise;
  // Not the condition's latents: those are of what the model is shown, which need not be the photo.
  const at::Tensor film =
      known.first_image.unsqueeze(2).expand({-1, -1, known.num_frames, -1, -1}).contiguous();
  outside.photo = conditioning.denoised_part(encode_clip(vae, film, tiling, context));
  return outside;
}

HeldOutside photo_first(const Conditioning& conditioning, WanVaeImpl& vae, const KnownFrames& known,
                        const at::Tensor& noise, const std::optional<TilingConfig>& tiling,
                        const RunContext& context) {
  HeldOutside held = photo_outside(conditioning, vae, known, noise, tiling, context);
  const std::int64_t frames = noise.size(2);
  if (held.is_active()) {
    held.region = held.region.expand({-1, -1, frames, -1, -1}).clone();
  } else {
    // The first latent frame of a film is that of its first picture alone.
    const at::Tensor first = encode_clip(vae, known.first_image.unsqueeze(2), tiling, context);
    held.noise = noise;
    held.photo = at::constant_pad_nd(first, {0, 0, 0, 0, 0, frames - 1});
    held.region = at::ones({1, 1, frames, 1, 1}, at::kBool);
  }
  held.region.select(2, 0).fill_(false);
  return held;
}

at::Tensor latent_region(const at::Tensor& region, std::int64_t factor) {
  return at::max_pool2d(region.to(at::kCPU, at::kFloat), {factor, factor}).gt(0).unsqueeze(2);
}

}  // namespace v4e
