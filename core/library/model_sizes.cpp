// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_sizes.h"

#include <algorithm>

#include "core/library/weight_count.h"
#include "core/nn/device.h"

namespace v4e {
namespace {

/// Of an image model that does not say: CLIP ViT-H's 256 patches and its class.
constexpr std::int64_t kPhotoTokens = 257;

/// Counts a part that may be missing, adds what it takes packed and returns its weights.
WeightCount count_if_there(const std::filesystem::path& path, ModelPart part, PackedBytes& packed) {
  if (path.empty()) return {};
  const WeightCount count = count_weights(path, part);
  packed.fp32 += count.packed.fp32;
  packed.bf16 += count.packed.bf16;
  return count;
}

void add_transformer(const std::filesystem::path& path, ModelSizes& sizes) {
  const WeightCount count = count_if_there(path, ModelPart::Transformer, sizes.packed_transformer);
  sizes.transformer += count.weights;
  sizes.in_blocks += count.in_blocks;
}

}  // namespace

ModelSizes measure_model(const ComponentPaths& paths) {
  ModelSizes sizes;
  add_transformer(paths.transformer, sizes);
  add_transformer(paths.transformer_2, sizes);
  sizes.text_encoder =
      count_if_there(paths.text_encoder, ModelPart::TextEncoder, sizes.packed_encoders).weights;
  sizes.image_encoder =
      count_if_there(paths.image_encoder, ModelPart::ImageEncoder, sizes.packed_encoders).weights;
  PackedBytes never_packed;
  sizes.vae = count_if_there(paths.vae, ModelPart::Vae, never_packed).weights;
  Components parts(paths, {});
  const WanDitConfig& transformer = parts.transformer_config();
  const WanVaeConfig& vae = parts.vae_config();
  sizes.experts = paths.transformer_2.empty() ? 1 : 2;
  sizes.width = transformer.width();
  sizes.blocks = transformer.num_layers * sizes.experts;
  sizes.hidden_width = transformer.ffn_dim;
  sizes.content_tokens = transformer.text_len +
                         (transformer.image_dim ? transformer.pos_embed_seq_len.value_or(kPhotoTokens) : 0);
  sizes.token_px = static_cast<int>(vae.spatial_factor() * transformer.patch_size[1]);
  sizes.temporal_factor = static_cast<int>(vae.temporal_factor());
  // The decoder is the wider half; folded pixels make its pictures smaller.
  const std::int64_t channels = vae.decoder_base_dim > 0 ? vae.decoder_base_dim : vae.base_dim;
  sizes.vae_channels =
      vae.linear_decoder ? 0 : std::max<std::int64_t>(1, channels / (vae.patch_size * vae.patch_size));
  return sizes;
}

MemoryCandidate memory_candidate(const ModelDescription& model, const at::Device& device,
                                 at::ScalarType dtype) {
  MemoryCandidate candidate;
  candidate.id = model.name;
  candidate.sizes = measure_model(model.paths);
  candidate.memory = {.free_bytes = free_memory(device),
                      .value_bytes = static_cast<int>(c10::elementSize(dtype)),
                      .on_cpu = device.is_cpu(),
                      .main_free_bytes = device.is_cpu() ? 0 : free_memory(at::kCPU)};
  candidate.area_px = model.working_area_px;
  candidate.default_frames = model.default_frames;
  candidate.frames = model.frame_choices();
  return candidate;
}

}  // namespace v4e
