// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/checkpoints/state_dict.h"

namespace v4e {

/// Looks sizes of a model up in its weights; no weight is read.
class WeightShapes {
 public:
  explicit WeightShapes(const StateDictReader& weights) : weights_(weights) {}

  /// The shape of a weight. Throws Error(CheckpointMismatch) unless it is there with so many dimensions.
  [[nodiscard]] std::vector<std::int64_t> of(const std::string& name, std::size_t dimensions) const;

  /// How many numbers from 0 up follow `prefix` in names. Throws Error(CheckpointMismatch) where one is left
  /// out, or where there is none.
  [[nodiscard]] std::int64_t count(const std::string& prefix) const;

 private:
  const StateDictReader& weights_;
};

}  // namespace v4e
