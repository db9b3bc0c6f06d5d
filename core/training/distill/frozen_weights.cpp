// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/frozen_weights.h"

#include "core/checkpoints/load_state.h"
#include "core/library/model_sizes.h"
#include "core/nn/device.h"

namespace v4e::training {

FrozenWeights resolved(FrozenWeights wanted, const ComponentPaths& paths) {
  constexpr std::int64_t kSmall = 300'000'000;
  if (wanted != FrozenWeights::Auto) return wanted;
  return measure_model(paths).transformer <= kSmall ? FrozenWeights::Float32 : FrozenWeights::AsStored;
}

ComponentOptions frozen_components(FrozenWeights wanted, const ComponentPaths& paths, at::Device device) {
  ComponentOptions options;
  options.device = device;
  if (resolved(wanted, paths) == FrozenWeights::Float32) return options;
  options.dtype = parse_dtype("auto", device);
  options.keep_packed_from = kPackedFrom;
  return options;
}

}  // namespace v4e::training
