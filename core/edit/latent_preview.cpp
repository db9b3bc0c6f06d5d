// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/latent_preview.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <array>

#include "core/edit/frame_tensors.h"
#include "core/pipelines/conditioning/conditioning.h"
#include "core/pipelines/image_preprocessing.h"

namespace v4e {
namespace {

/// Pixels of the picture along a latent's side. One would not do: an edit to the dark ends in pixels below
/// black beside bright ones, which only the clamp of each makes what the decoder makes of them.
constexpr std::int64_t kCells = 4;
constexpr std::int64_t kSquare = 3;     // latents that get the same offset: a decoder looks around
constexpr std::uint64_t kSeed = 1;      // the same preview each time
constexpr std::int64_t kFitSide = 192;  // pixels: enough colours for the fit, little to encode

/// rows [N, z] with a column of ones.
at::Tensor with_offset(const at::Tensor& rows) {
  return at::cat({rows, at::ones({rows.size(0), 1})}, 1);
}

/// latents [z, h, w] -> [h * w, z] on the CPU.
at::Tensor as_rows(const at::Tensor& latents) {
  return latents.to(at::kCPU, at::kFloat).flatten(1).transpose(0, 1).contiguous();
}

/// Offsets [1, z, T, h, w] in which the channels are independent of each other, the same in squares of
/// latents.
at::Tensor offsets_like(const at::Tensor& latents) {
  const auto squares = [](std::int64_t side) { return (side + kSquare - 1) / kSquare; };
  const at::Tensor values =
      at::randn({1, latents.size(1), latents.size(2), squares(latents.size(3)), squares(latents.size(4))},
                at::make_generator<at::CPUGeneratorImpl>(kSeed));
  return values.repeat_interleave(kSquare, 3)
      .repeat_interleave(kSquare, 4)
      .narrow(3, 0, latents.size(3))
      .narrow(4, 0, latents.size(4))
      .to(latents.options());
}

/// The map from latents [z, h, w] to pixels [3, kCells h, kCells w], fitted to two pairs of them by ridge
/// regression: the normal equations are z + 1 wide only.
at::Tensor fitted(const std::array<at::Tensor, 2>& latents, const std::array<at::Tensor, 2>& pixels) {
  const at::Tensor x = with_offset(at::cat({as_rows(latents[0]), as_rows(latents[1])}));
  const at::Tensor y = at::cat(
      {as_rows(at::pixel_unshuffle(pixels[0], kCells)), as_rows(at::pixel_unshuffle(pixels[1], kCells))});
  const at::Tensor ridge = at::eye(x.size(1)) * (1e-3 * static_cast<double>(x.size(0)));
  return at::linalg_solve(at::matmul(x.t(), x) + ridge, at::matmul(x.t(), y));
}

}  // namespace

LatentPreview::LatentPreview(WanVaeImpl& vae, const WanVaeConfig& config, const VideoRequest& request,
                             const RunContext& context) {
  const c10::InferenceMode mode;
  const std::int64_t factor = config.spatial_factor();
  const std::int64_t height = std::max(factor, std::min(kFitSide, request.height) / factor * factor);
  const std::int64_t width = std::max(factor, std::min(kFitSide, request.width) / factor * factor);
  const at::Tensor photo = to_vae_input(request.image, height, width);
  const at::Tensor film =
      photo.unsqueeze(2).expand({-1, -1, 1 + config.temporal_factor(), -1, -1}).contiguous();
  const RunContext quiet{context.stop, {}};
  const at::Tensor latents = encode_clip(vae, film, std::nullopt, quiet);
  const at::Tensor moved = latents + offsets_like(latents);
  const at::Tensor weight = vae.parameters().front();
  const at::Tensor decoded = vae.decode(vae.denormalize(moved).to(weight.device(), weight.scalar_type()),
                                        {.context = quiet, .tap = {}, .clamp = false});
  const auto pixels = [&](const at::Tensor& frame) {
    const at::Tensor plain = frame.to(at::kCPU, at::kFloat);
    return at::adaptive_avg_pool2d(plain, {kCells * latents.size(3), kCells * latents.size(4)})[0] / 2 + 0.5;
  };
  const auto map_of = [&](std::int64_t latent_frame, std::int64_t frame) {
    return fitted({latents[0].select(1, latent_frame), moved[0].select(1, latent_frame)},
                  {pixels(photo), pixels(decoded.select(2, frame))});
  };
  first_ = map_of(0, 0);
  other_ = map_of(1, decoded.size(2) - 1);
}

std::vector<Image> LatentPreview::pictures(const at::Tensor& latents) const {
  const c10::InferenceMode mode;
  std::vector<Image> images;
  for (std::int64_t t = 0; t < latents.size(2); ++t) {
    const at::Tensor frame = latents[0].select(1, t);
    const at::Tensor rows = at::matmul(with_offset(as_rows(frame)), t == 0 ? first_ : other_);
    const at::Tensor cells = rows.t().reshape({-1, frame.size(1), frame.size(2)});
    images.push_back(to_byte_image(at::pixel_shuffle(cells, kCells).permute({1, 2, 0})));
  }
  return images;
}

}  // namespace v4e
