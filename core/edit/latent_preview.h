// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/image/image.h"
#include "core/pipelines/video_pipeline.h"

namespace v4e {

/// Makes small pictures of latents without the decoder: linear maps from latent channels to pixels, fitted to
/// the photo as a film that stands still and to what the decoder makes of its latents when they are moved:
/// encoded photos alone do not tell what a transformer's latents mean, whose channels go their own ways.
/// The first latent frame is of one picture, the others of several, so each kind has its map.
class LatentPreview {
 public:
  /// Encodes and decodes a small copy of the photo.
  LatentPreview(WanVaeImpl& vae, const WanVaeConfig& config, const VideoRequest& request,
                const RunContext& context);

  /// latents [1, z, T, h, w], normalised -> T pictures of 4 w x 4 h, U8 RGB.
  [[nodiscard]] std::vector<Image> pictures(const at::Tensor& latents) const;

 private:
  /// Of the first latent frame, and of the others: [z + 1, 3 * 16] fp32 on the CPU; the last row is the
  /// offset.
  at::Tensor first_;
  at::Tensor other_;
};

}  // namespace v4e
