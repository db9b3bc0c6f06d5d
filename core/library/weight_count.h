// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/checkpoints/weight_family.h"
#include "core/library/residency.h"

namespace v4e {

struct WeightCount {
  std::int64_t weights = 0;
  std::int64_t in_blocks = 0;  ///< of them, in a transformer's blocks
  PackedBytes packed = {};
};

/// What the file or files of a part hold of it, by their headers. Throws what open_checkpoint() throws.
[[nodiscard]] WeightCount count_weights(const std::filesystem::path& path, ModelPart part);

}  // namespace v4e
