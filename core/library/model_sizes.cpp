// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_sizes.h"

#include "core/checkpoints/checkpoint.h"
#include "core/library/model_folder.h"
#include "core/nn/device.h"

namespace v4e {
namespace {

std::int64_t count_weights(const std::filesystem::path& path) {
  if (path.empty()) return 0;
  std::int64_t count = 0;
  const auto reader = open_checkpoint(path);
  for (const std::string& name : reader->names()) {
    std::int64_t size = 1;
    for (const std::int64_t side : reader->info(name).shape) size *= side;
    count += size;
  }
  return count;
}

}  // namespace

ModelSizes measure_model(const ComponentPaths& paths) {
  ModelSizes sizes;
  // Of two experts one can be given back, but where memory is plenty both stay.
  sizes.transformer = count_weights(paths.transformer) + count_weights(paths.transformer_2);
  sizes.text_encoder = count_weights(paths.text_encoder);
  sizes.image_encoder = count_weights(paths.image_encoder);
  sizes.vae = count_weights(paths.vae);
  Components parts(paths, {});
  const WanDitConfig& transformer = parts.transformer_config();
  const WanVaeConfig& vae = parts.vae_config();
  sizes.width = transformer.width();
  sizes.blocks = transformer.num_layers * (paths.transformer_2.empty() ? 1 : 2);
  sizes.hidden_width = transformer.ffn_dim;
  sizes.token_px = static_cast<int>(vae.spatial_factor() * transformer.patch_size[1]);
  sizes.temporal_factor = static_cast<int>(vae.temporal_factor());
  sizes.vae_channels = vae.linear_decoder ? 0 : vae.base_dim;
  return sizes;
}

MemoryCandidate memory_candidate(const ModelDescription& model, const at::Device& device,
                                 at::ScalarType dtype) {
  MemoryCandidate candidate;
  candidate.id = model.name;
  candidate.sizes = measure_model(read_model_folder(model.folder).paths);
  candidate.memory = {free_memory(device), static_cast<int>(c10::elementSize(dtype))};
  candidate.area_px = model.working_area_px;
  candidate.default_frames = model.default_frames;
  candidate.frames = model.frame_choices();
  return candidate;
}

}  // namespace v4e
