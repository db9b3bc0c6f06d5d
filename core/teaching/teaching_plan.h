// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace v4e {

/// How a lesson of so many pairs is taught to a model.
struct TeachingSettings {
  int held_out = 1;  ///< pairs that are kept apart
  int views = 6;     ///< parts of each pair to train on
  int steps = 240;   ///< of a round
  int batch_size = 4;
  int rank = 32;
  double learning_rate = 1e-3;
  std::int64_t area_px = 24576;  ///< of the pictures that are trained on

  bool operator==(const TeachingSettings&) const = default;
};

/// What teaching a model will take, known before anything is loaded.
struct TeachingPlan {
  enum class Refusal {
    None,
    TooFewPairs,
    Model,   ///< it is not whole, or of a kind that cannot be taught: `detail`
    Memory,  ///< needs more than is free
  };
  Refusal refusal = Refusal::None;
  std::string detail;            ///< in core's words; may be empty
  int held_out = 0;              ///< pairs that will be kept apart
  double seconds = 0;            ///< of a round, estimated from how fast this computer multiplies
  std::int64_t needs_bytes = 0;  ///< at the peak, estimated
  std::int64_t free_bytes = 0;   ///< where it would run; 0: unknown

  bool operator==(const TeachingPlan&) const = default;
};

inline constexpr std::size_t kFewestPairs = 5;
inline constexpr std::size_t kMostPairs = 50;

}  // namespace v4e
