// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/checkpoints/convert.h"
#include "core/checkpoints/state_dict.h"

namespace v4e {

/// How one tensor stands in a file that is written.
enum class StoredType { F32, F16, BF16, Fp8, Bytes, Q8_0, Q4_0 };

/// One tensor of a file that is written.
struct PlannedTensor {
  std::string name = {};    ///< in the file
  std::string source = {};  ///< the model's name; of a scale, its weight's
  std::vector<std::int64_t> shape = {};
  StoredType type = StoredType::F32;
  bool is_scale = false;     ///< the scale of an Fp8 weight
  std::uint64_t offset = 0;  ///< from the start of the data
  std::uint64_t size_bytes = 0;
};

/// A file as it will be, known before a weight is read.
struct ConvertPlan {
  std::vector<PlannedTensor> tensors;  ///< in the file's order
  std::string header;                  ///< all that comes before the data
  std::uint64_t total_bytes = 0;       ///< of the file
};

/// Throws Error(InvalidArgument | Unsupported).
[[nodiscard]] ConvertPlan plan_conversion(const StateDictReader& weights, const WeightFamily& family,
                                          const ConvertOptions& options);

}  // namespace v4e
