// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning/text_only.h"

namespace v4e {

void TextOnly::check_pictures(bool has_image, bool has_last_image) const {
  if (has_image || has_last_image)
    throw Error(ErrorCode::InvalidArgument, "this model makes videos from text alone and takes no image");
}

at::Tensor TextOnly::encode(WanVaeImpl& /*vae*/, const KnownFrames& /*known*/,
                            const std::optional<TilingConfig>& /*tiling*/,
                            const RunContext& /*context*/) const {
  return {};
}

at::Tensor TextOnly::model_input(const at::Tensor& latents, const at::Tensor& /*condition*/) const {
  return latents;
}

at::Tensor TextOnly::known_latents(const at::Tensor& /*condition*/) const {
  return {};
}

}  // namespace v4e
