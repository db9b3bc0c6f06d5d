// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/plan/distill_plan.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/library/model_sizes.h"
#include "core/nn/device.h"
#include "core/training/pairs/encoded_set.h"
#include "core/training/steps/few_step_run.h"

namespace v4e::training {
namespace {

/// Of CLIP ViT-H/14: a class token and 16 x 16 patches.
constexpr std::int64_t kImageTokens = 257;

std::int64_t latent_cells(const EncodedEntry& entry) {
  return entry.frames * entry.height * entry.width;
}

/// The pair that takes most.
const EncodedEntry& largest_of(const EncodedSet& set) {
  const auto largest = std::ranges::max_element(set.entries(), {}, latent_cells);
  if (largest == set.entries().end())
    throw Error(ErrorCode::InvalidArgument, "the set has no pair to train on");
  return *largest;
}

/// What both kinds of options have, by the same names.
template <typename Options>
TrainingWork work_of(const Options& options, Components& parts, const EncodedSet& set, int processes,
                     Sharding sharding) {
  options.validate();
  if (options.batch_size % processes != 0)
    throw Error(ErrorCode::InvalidArgument, "the batch must be a multiple of the number of processes");
  const EncodedEntry& largest = largest_of(set);
  const WanDitConfig& config = parts.transformer_config();
  TrainingWork work;
  work.model = measure_model(parts.paths());
  work.as_stored = resolved(options.frozen, parts.paths()) == FrozenWeights::AsStored;
  const auto& patch = config.patch_size;
  work.tokens = latent_cells(largest) / (patch[0] * patch[1] * patch[2]);
  work.text_tokens = config.text_len + (config.image_dim ? kImageTokens : 0);
  work.batch = options.batch_size / processes;
  work.adapter_weights = adapter_weights(work.model, options.lora.rank);
  if (!options.begin_from.empty()) work.begun_weights = work.adapter_weights;
  work.moment_bytes = options.moments == MomentKind::Bytes ? 2 : 8;
  work.sharing = sharding == Sharding::None ? 1 : processes;
  work.gradients_shared = sharding == Sharding::Gradients;
  work.checkpoint_blocks = options.checkpoint_blocks;
  const auto is_held_out = [](const EncodedEntry& entry) { return entry.split != "train"; };
  if (std::ranges::none_of(set.entries(), is_held_out)) return work;
  const std::int64_t side = parts.vae_config().spatial_factor();
  work.look = {largest.height * largest.width * side * side,
               static_cast<int>(1 + largest.frames * parts.vae_config().temporal_factor())};
  return work;
}

}  // namespace

TrainingWork distill_work(const DistillOptions& options, const Student& student, const EncodedSet& set,
                          int processes, Sharding sharding) {
  Components parts(student.paths, {});
  TrainingWork work = work_of(options, parts, set, processes, sharding);
  work.begun_weights = 0;  // it goes on with those
  work.encodes_text = student.guidance_scale > 1 && options.empty_texts > 0;
  if (options.compares_blocks()) work.teacher = measure_model(options.teacher->paths);
  work.teacher_streamed = options.stream_teacher;
  return work;
}

TrainingWork few_step_work(const FewStepOptions& options, const Student& student, const EncodedSet& set,
                           int processes, Sharding sharding) {
  Components parts(student.paths, {});
  TrainingWork work = work_of(options, parts, set, processes, sharding);
  const bool is_guided = options.guidance_scale > 1;
  work.encodes_text = is_guided;
  const EncodedEntry& largest = largest_of(set);
  auto& few = work.few;
  few.steps = options.student_steps;
  few.own_states = options.own_states;
  few.val_pictures = static_cast<int>(few_step_pictures(set, "val"));
  few.test_pictures = static_cast<int>(few_step_pictures(set, "test"));
  few.trajectories =
      (options.trajectories + few.val_pictures + few.test_pictures + processes - 1) / processes;
  few.passes = options.teacher_steps * (is_guided ? 2 : 1);
  few.state_values = latent_cells(largest) * parts.vae_config().z_dim;
  return work;
}

ComputeMemory training_memory(const at::Device& device) {
  return {.free_bytes = free_memory(device),
          .value_bytes = static_cast<int>(c10::elementSize(parse_dtype("auto", device))),
          .on_cpu = device.is_cpu()};
}

}  // namespace v4e::training
