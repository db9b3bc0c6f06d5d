// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/conditioning/source_every_frame.h"

#include <ATen/ATen.h>

namespace v4e {

at::Tensor SourceEveryFrame::known_video(const KnownFrames& known) const {
  return known.first_image.unsqueeze(2).expand({-1, -1, known.num_frames, -1, -1}).contiguous();
}

at::Tensor SourceEveryFrame::whole_clip(const at::Tensor& latents, const at::Tensor& condition) const {
  const at::Tensor photo = known_latents(condition).narrow(2, 0, 1);
  return at::cat({photo.to(latents.device()), latents}, 2);
}

}  // namespace v4e
