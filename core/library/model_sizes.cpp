// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_sizes.h"

#include <algorithm>

#include "core/library/weight_count.h"
#include "core/nn/device.h"

namespace v4e {
namespace {

std::int64_t count_if_there(const std::filesystem::path& path) {
  return path.empty() ? 0 : count_weights(path);
}

}  // namespace

ModelSizes measure_model(const ComponentPaths& paths) {
  ModelSizes sizes;
  sizes.transformer = count_if_there(paths.transformer) + count_if_there(paths.transformer_2);
  sizes.text_encoder = count_if_there(paths.text_encoder);
  sizes.image_encoder = count_if_there(paths.image_encoder);
  sizes.vae = count_if_there(paths.vae);
  Components parts(paths, {});
  const WanDitConfig& transformer = parts.transformer_config();
  const WanVaeConfig& vae = parts.vae_config();
  sizes.experts = paths.transformer_2.empty() ? 1 : 2;
  sizes.width = transformer.width();
  sizes.blocks = transformer.num_layers * sizes.experts;
  sizes.hidden_width = transformer.ffn_dim;
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
  candidate.memory = {free_memory(device), static_cast<int>(c10::elementSize(dtype))};
  candidate.area_px = model.working_area_px;
  candidate.default_frames = model.default_frames;
  candidate.frames = model.frame_choices();
  return candidate;
}

}  // namespace v4e
