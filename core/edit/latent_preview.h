// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <vector>

#include "core/image/image.h"
#include "core/pipelines/video_pipeline.h"

namespace v4e {

/// Makes small pictures of latents without the decoder: a linear map from latent channels to RGB, fitted to
/// the very photo that is edited, whose latents and pixels are both known.
class LatentPreview {
 public:
  /// Encodes a small copy of the photo.
  LatentPreview(VideoPipeline& pipeline, const WanVaeConfig& config, const VideoRequest& request,
                const RunContext& context);

  /// latents [1, z, T, h, w], normalised -> T pictures of w x h, U8 RGB.
  [[nodiscard]] std::vector<Image> pictures(const at::Tensor& latents) const;

 private:
  at::Tensor weights_;  ///< [z + 1, 3] fp32 on the CPU; the last row is the offset
};

}  // namespace v4e
