// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/plan/distill_plan.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/library/model_sizes.h"
#include "core/nn/device.h"
#include "core/training/pairs/encoded_set.h"

namespace v4e::training {
namespace {

/// Of CLIP ViT-H/14: a class token and 16 x 16 patches.
constexpr std::int64_t kImageTokens = 257;

std::int64_t latent_cells(const EncodedEntry& entry) {
  return entry.frames * entry.height * entry.width;
}

}  // namespace

TrainingWork distill_work(const DistillOptions& options, const Student& student, const EncodedSet& set,
                          int processes, Sharding sharding) {
  options.validate();
  const auto largest = std::ranges::max_element(set.entries(), {}, latent_cells);
  if (largest == set.entries().end())
    throw Error(ErrorCode::InvalidArgument, "the set has no pair to train on");
  if (options.batch_size % processes != 0)
    throw Error(ErrorCode::InvalidArgument, "the batch must be a multiple of the number of processes");
  Components parts(student.paths, {});
  const WanDitConfig& config = parts.transformer_config();
  TrainingWork work;
  work.model = measure_model(student.paths);
  if (options.compares_blocks()) work.teacher = measure_model(options.teacher->paths);
  work.teacher_streamed = options.stream_teacher;
  work.as_stored = resolved(options.frozen, student.paths) == FrozenWeights::AsStored;
  const auto& patch = config.patch_size;
  work.tokens = latent_cells(*largest) / (patch[0] * patch[1] * patch[2]);
  work.text_tokens = config.text_len + (config.image_dim ? kImageTokens : 0);
  work.batch = options.batch_size / processes;
  work.adapter_weights = adapter_weights(work.model, options.lora.rank);
  work.moment_bytes = options.moments == MomentKind::Bytes ? 2 : 8;
  work.sharing = sharding == Sharding::None ? 1 : processes;
  work.gradients_shared = sharding == Sharding::Gradients;
  work.checkpoint_blocks = options.checkpoint_blocks;
  const auto is_held_out = [](const EncodedEntry& entry) { return entry.split != "train"; };
  if (std::ranges::none_of(set.entries(), is_held_out)) return work;
  const std::int64_t side = parts.vae_config().spatial_factor();
  work.look = {largest->height * largest->width * side * side,
               static_cast<int>(1 + largest->frames * parts.vae_config().temporal_factor())};
  return work;
}

ComputeMemory training_memory(const at::Device& device) {
  return {.free_bytes = free_memory(device),
          .value_bytes = static_cast<int>(c10::elementSize(parse_dtype("auto", device))),
          .on_cpu = device.is_cpu()};
}

}  // namespace v4e::training
