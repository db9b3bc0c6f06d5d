// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/held_end.h"

#include <ATen/ATen.h>

#include <string>
#include <vector>

namespace v4e {

at::Tensor closing_latent(WanVaeImpl& vae, const at::Tensor& first, const at::Tensor& last,
                          const std::optional<TilingConfig>& tiling, const RunContext& context) {
  std::vector<at::Tensor> frames(static_cast<std::size_t>(vae.config().temporal_factor()), last);
  frames.insert(frames.begin(), first);
  return encode_clip(vae, at::stack(frames, 2), tiling, context).slice(2, 1);
}

at::Tensor last_frame_channels(const WanVaeImpl& vae) {
  const WanVaeConfig& config = vae.config();
  if (!config.linear_encoder) return {};
  // Inner order: frame (the last one before, then those of the chunk), channel, y, x; see LinearEncoder.
  const auto parameters = vae.named_parameters();
  const at::Tensor* weight = parameters.find("encoder.shortcut.weight");
  V4E_ASSERT(weight != nullptr);
  const std::int64_t before = config.temporal_factor();
  const at::Tensor by_frame = weight->detach().view({config.z_dim, before + 1, -1});
  const at::Tensor channels = by_frame.narrow(1, 0, before).eq(0).flatten(1).all(1).cpu();
  return channels.any().item<bool>() ? channels : at::Tensor();
}

HeldOutside held_end(WanVaeImpl& vae, const KnownFrames& known, const at::Tensor& noise,
                     const std::optional<TilingConfig>& tiling, const RunContext& context) {
  const at::Tensor states = last_frame_channels(vae);
  const std::int64_t frames = noise.size(2);
  if (known.num_frames < 1 + 2 * vae.config().temporal_factor() && !states.defined()) {
    throw Error(ErrorCode::InvalidArgument, "between two pictures this model needs at least " +
                                                std::to_string(1 + 2 * vae.config().temporal_factor()) +
                                                " frames");
  }
  const at::Tensor end = closing_latent(vae, known.first_image, known.last_image, tiling, context);
  HeldOutside held;
  held.noise = noise;
  held.photo = at::zeros(noise.sizes(), end.options());
  held.photo.narrow(2, frames - 1, 1).copy_(end);
  held.region = at::ones({1, noise.size(1), frames, 1, 1}, at::kBool);
  held.region.select(2, frames - 1).fill_(false);
  if (states.defined()) held.region.select(2, frames - 1).copy_(states.logical_not().view({1, -1, 1, 1}));
  return held;
}

}  // namespace v4e
