// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/latent_preview.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

#include "core/edit/frame_tensors.h"
#include "core/pipelines/image_preprocessing.h"

namespace v4e {
namespace {

constexpr std::int64_t kFitSide = 192;  // pixels: enough colours for the fit, little to encode

/// rows [N, z] with a column of ones.
at::Tensor with_offset(const at::Tensor& rows) {
  return at::cat({rows, at::ones({rows.size(0), 1})}, 1);
}

/// latents [z, h, w] -> [h * w, z] on the CPU.
at::Tensor as_rows(const at::Tensor& latents) {
  return latents.to(at::kCPU, at::kFloat).flatten(1).transpose(0, 1).contiguous();
}

}  // namespace

LatentPreview::LatentPreview(VideoPipeline& pipeline, const WanVaeConfig& config, const VideoRequest& request,
                             const RunContext& context) {
  const c10::InferenceMode mode;
  VideoRequest small = request;
  const std::int64_t factor = config.spatial_factor();
  small.height = std::max(factor, std::min(kFitSide, request.height) / factor * factor);
  small.width = std::max(factor, std::min(kFitSide, request.width) / factor * factor);
  small.num_frames = 1 + config.temporal_factor();
  const at::Tensor condition = pipeline.prepare_condition(small, RunContext{context.stop, {}});
  const Conditioning& conditioning = pipeline.conditioning();
  const at::Tensor latents =
      conditioning.known_latents(conditioning.denoised_part(condition))[0].select(1, 0);
  const at::Tensor pixels = to_vae_input(request.image, latents.size(1), latents.size(2))[0] / 2 + 0.5;
  const at::Tensor x = with_offset(as_rows(latents));
  const at::Tensor y = as_rows(pixels);
  // Ridge regression by the normal equations; they are z + 1 wide only.
  const at::Tensor ridge = at::eye(x.size(1)) * (1e-3 * static_cast<double>(x.size(0)));
  weights_ = at::linalg_solve(at::matmul(x.t(), x) + ridge, at::matmul(x.t(), y));
}

std::vector<Image> LatentPreview::pictures(const at::Tensor& latents) const {
  const c10::InferenceMode mode;
  std::vector<Image> images;
  for (std::int64_t t = 0; t < latents.size(2); ++t) {
    const at::Tensor frame = latents[0].select(1, t);
    const at::Tensor rgb = at::matmul(with_offset(as_rows(frame)), weights_);
    images.push_back(to_byte_image(rgb.view({frame.size(1), frame.size(2), 3})));
  }
  return images;
}

}  // namespace v4e
