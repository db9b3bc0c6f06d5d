// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning/first_latent.h"

#include <ATen/ATen.h>

namespace v4e {
namespace {

/// latents with their first frame replaced by the condition's.
at::Tensor held(const at::Tensor& latents, const at::Tensor& condition) {
  if (!condition.defined()) return latents;
  return at::cat({condition.narrow(2, 0, 1).to(latents.device()), latents.slice(2, 1)}, 2);
}

}  // namespace

void FirstLatent::check_pictures(bool /*has_image*/, bool has_last_image) const {
  if (has_last_image)
    throw Error(ErrorCode::InvalidArgument, "this model takes one image; two need a first-last-frame model");
}

at::Tensor FirstLatent::encode(WanVaeImpl& vae, const KnownFrames& known,
                               const std::optional<TilingConfig>& tiling, const RunContext& context) const {
  check_frames(known.num_frames);
  if (!known.first_image.defined()) return {};
  const at::Tensor photo = encode_clip(vae, known.first_image.unsqueeze(2), tiling, context);
  return at::constant_pad_nd(photo, {0, 0, 0, 0, 0, this->vae().latent_frames(known.num_frames) - 1});
}

at::Tensor FirstLatent::model_input(const at::Tensor& latents, const at::Tensor& condition) const {
  return held(latents, condition);
}

at::Tensor FirstLatent::model_timestep(const at::Tensor& timestep, const at::Tensor& latents,
                                       const at::Tensor& condition) const {
  if (!condition.defined()) return timestep;
  const std::int64_t per_frame = latents.size(3) / patch()[1] * (latents.size(4) / patch()[2]);
  const std::int64_t tokens = latents.size(2) / patch()[0] * per_frame;
  at::Tensor own = timestep.unsqueeze(1).repeat({1, tokens});
  own.narrow(1, 0, per_frame).zero_();
  return own;
}

at::Tensor FirstLatent::known_latents(const at::Tensor& condition) const {
  return condition;
}

at::Tensor FirstLatent::whole_clip(const at::Tensor& latents, const at::Tensor& condition) const {
  return held(latents, condition);
}

}  // namespace v4e
