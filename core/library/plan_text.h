// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/library/residency.h"

namespace v4e {

/// "11.2 GiB", for messages.
[[nodiscard]] std::string gibibytes(std::int64_t bytes);

/// What a plan keeps in memory and what it gives back: "transformer kept, text encoder released after use …".
[[nodiscard]] std::string kept_text(const ResidencyPlan& plan);

/// What an edit takes in two lines: whether it fits and how, and the peak of each phase.
[[nodiscard]] std::string plan_text(const ResidencyPlan& plan, const ModelSizes& model,
                                    const EditShape& shape, const ComputeMemory& memory);

}  // namespace v4e
