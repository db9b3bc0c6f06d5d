// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/held_outside.h"

namespace v4e {

/// The latent frame that holds a picture whole: the last one of a clip of the photo and the picture on all
/// frames of one chunk. Pictures [B, 3, H, W] in -1 … 1 -> [B, z, 1, h, w] normalised, fp32.
[[nodiscard]] at::Tensor closing_latent(WanVaeImpl& vae, const at::Tensor& first, const at::Tensor& last,
                                        const std::optional<TilingConfig>& tiling, const RunContext& context);

/// Channels of a linear encoder whose code tells of the last pixel frame of a latent frame alone: bool [z] on the
/// CPU; undefined where there are none, as with all other encoders.
[[nodiscard]] at::Tensor last_frame_channels(const WanVaeImpl& vae);

/// What keeps the end of clips that are denoised from `noise` at `known.last_image`, for models that were not
/// taught to end there: its closing_latent() stands, with the noise of each level, in the last latent frame,
/// and the model makes what leads there. Where one latent frame is all that is made, the channels that say
/// what its last pixel frame shows stand, and the others, which are the way, are made. Throws
/// Error(InvalidArgument) where so few frames leave no way to make.
[[nodiscard]] HeldOutside held_end(WanVaeImpl& vae, const KnownFrames& known, const at::Tensor& noise,
                                   const std::optional<TilingConfig>& tiling, const RunContext& context);

}  // namespace v4e
