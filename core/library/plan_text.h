// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/library/residency.h"
#include "core/library/training_plan.h"

namespace v4e {

/// "11.2 GiB", for messages.
[[nodiscard]] std::string gibibytes(std::int64_t bytes);

/// What a plan keeps in memory and what it gives back: "transformer kept, text encoder released after use …".
[[nodiscard]] std::string kept_text(const ResidencyPlan& plan);

/// What an edit takes in two lines: whether it fits and how, and the peak of each phase.
[[nodiscard]] std::string plan_text(const ResidencyPlan& plan, const ModelSizes& model,
                                    const EditShape& shape, const ComputeMemory& memory);

struct TrainingTime {
  double step_s = 0;
  std::int64_t steps = 0;
  double first_s = 0;  ///< before the first step; 0: nothing is made there
};

/// What a training takes in three lines: whether it fits, for what, and how long it takes.
[[nodiscard]] std::string training_plan_text(const TrainingPlan& plan, const ComputeMemory& memory,
                                             const TrainingTime& time);

}  // namespace v4e
