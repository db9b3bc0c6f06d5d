// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/residency.h"

#include <algorithm>

namespace v4e {
namespace {

constexpr std::int64_t kFrameCopies = 2;  ///< the decoder's tensor, and the pictures made of it
constexpr std::int64_t kPixelBytes = 3 * sizeof(float);
/// Of the full-size VAE (96 channels) in bf16, for each pixel: its caches, three of its widest tensors for
/// four frames, and the convolutions' workspace.
constexpr std::int64_t kDecodeBytesPerPixel = 10 * 1024;
constexpr std::int64_t kFullVaeChannels = 96;

std::int64_t latent_frames(const ModelSizes& model, const EditShape& shape) {
  return 1 + std::max(0, shape.frames - 1) / std::max(1, model.temporal_factor);
}

/// Between the transformer's layers: the fp32 sum of a token, and its normed value, query, key, value,
/// attention's result, and cross-attention's query and result beside it; then twice the hidden values.
std::int64_t transformer_activations(const ModelSizes& model, const EditShape& shape, int value_bytes) {
  const std::int64_t token_area = std::int64_t{model.token_px} * model.token_px;
  const std::int64_t tokens =
      latent_frames(model, shape) * (shape.area_px / std::max<std::int64_t>(1, token_area));
  return tokens * (model.width * (4 + 7 * value_bytes) + 2 * model.hidden_width * value_bytes);
}

std::int64_t vae_activations(const ModelSizes& model, const EditShape& shape, bool tiled, int value_bytes) {
  const std::int64_t tile = std::int64_t{kVaeTilePx} * kVaeTilePx;
  const std::int64_t area = tiled ? std::min(shape.area_px, tile) : shape.area_px;
  // One frame needs a quarter of the widest tensors, and no caches.
  const std::int64_t share = shape.frames > 1 ? 4 : 1;
  return area * kDecodeBytesPerPixel / 4 * share / kFullVaeChannels * model.vae_channels * value_bytes / 2;
}

ResidencyPlan plan_with(const ModelSizes& model, const EditShape& shape, int value_bytes, bool keep_encoders,
                        bool tile_vae) {
  ResidencyPlan plan;
  plan.keep_encoders = keep_encoders;
  plan.tile_vae = tile_vae;
  const std::int64_t encoders = model.encoders() * value_bytes;
  const std::int64_t vae = model.vae * value_bytes;
  const std::int64_t resident = model.transformer * value_bytes + vae + (keep_encoders ? encoders : 0);
  const std::int64_t pictures = vae_activations(model, shape, tile_vae, value_bytes);
  // The encoder has fewer layers than the decoder at each size.
  plan.encode_bytes = encoders + vae + pictures / 5 * 3;
  plan.sample_bytes = resident + transformer_activations(model, shape, value_bytes);
  plan.decode_bytes = resident + pictures + kFrameCopies * kPixelBytes * shape.area_px * shape.frames;
  return plan;
}

}  // namespace

std::int64_t ResidencyPlan::peak_bytes() const {
  return std::max({encode_bytes, sample_bytes, decode_bytes});
}

ResidencyPlan plan_residency(const ModelSizes& model, const EditShape& shape, const ComputeMemory& memory) {
  struct Level {
    bool keep_encoders;
    bool tile_vae;
  };
  ResidencyPlan plan;
  for (const Level level : {Level{true, false}, Level{false, false}, Level{false, true}}) {
    plan = plan_with(model, shape, memory.value_bytes, level.keep_encoders, level.tile_vae);
    plan.fits = memory.free_bytes <= 0 || plan.peak_bytes() <= memory.free_bytes;
    if (plan.fits) break;
  }
  return plan;
}

}  // namespace v4e
