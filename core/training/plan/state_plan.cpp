// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/plan/state_plan.h"

#include <algorithm>

#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kValueBytes = 4;

std::int64_t weights_of(const torch::nn::Module& module) {
  std::int64_t count = 0;
  for (const auto& parameter : module.parameters()) count += parameter.numel();
  return count;
}

}  // namespace

StatePlan plan_state(const WanDitConfig& dit_config, const Umt5Config* text_encoder, int processes,
                     Sharding sharding, MomentKind moments) {
  // Built without memory for their weights.
  const WanDit dit(dit_config);
  const std::int64_t block = weights_of(*dit->blocks().front());
  std::int64_t all = weights_of(*dit);
  if (text_encoder != nullptr) all += weights_of(*Umt5Encoder(*text_encoder));
  const std::int64_t others = all - block * dit_config.num_layers;
  const std::int64_t part = all / processes;
  // What is on its way Gloo has a copy of.
  const std::int64_t bucket = std::min(all, kBucketElements);
  const bool is_sharded = sharding != Sharding::None;
  const std::int64_t moment_bytes = moments == MomentKind::Bytes ? 2 : 2 * kValueBytes;
  StatePlan plan;
  plan.optimiser = (is_sharded ? part : all) * (kValueBytes + moment_bytes);
  switch (sharding) {
    case Sharding::None:
      plan.weights = all;
      plan.gradients = all;
      break;
    case Sharding::Optimiser:
      // New weights are exchanged while the gradients are there.
      plan.weights = all;
      plan.gradients = all + 2 * part + 2 * bucket;
      break;
    case Sharding::Gradients:
      // The first bucket to go has a little of every layer: until it does, all gradients are there.
      plan.weights = all;
      plan.gradients = std::max(all + part + bucket, 2 * part + 2 * bucket);
      break;
    case Sharding::Weights:
      // One block computes, the next is on its way; of the gradients one block's are made, another's are on
      // their way, and those of the other parameters wait for all blocks'.
      plan.weights = part + others + 3 * block;
      plan.gradients = part + others + 4 * block;
      break;
  }
  plan.weights *= kValueBytes;
  plan.gradients *= kValueBytes;
  return plan;
}

}  // namespace v4e::training
