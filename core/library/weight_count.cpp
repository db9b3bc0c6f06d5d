// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/weight_count.h"

#include <c10/util/accumulate.h>

#include <algorithm>
#include <string>

#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"

namespace v4e {

WeightCount count_weights(const std::filesystem::path& path, ModelPart part) {
  WeightCount count;
  const auto reader = open_checkpoint(path, part);
  for (const std::string& name : reader->names()) {
    const TensorInfo info = reader->info(name);
    const std::int64_t values = c10::multiply_integers(info.shape);
    const bool can_stay = info.shape.size() == 2 && values >= kPackedFrom;
    const auto kept = [&](std::int64_t value_bytes) {
      return can_stay ? std::min(stored_bytes(info), values * value_bytes) : values * value_bytes;
    };
    count.weights += values;
    if (name.find("blocks.") != std::string::npos) count.in_blocks += values;
    count.packed.fp32 += kept(4);
    count.packed.bf16 += kept(2);
  }
  return count;
}

}  // namespace v4e
