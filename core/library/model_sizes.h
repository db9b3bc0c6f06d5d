// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/library/memory_plan.h"
#include "core/library/model_description.h"
#include "core/pipelines/components.h"

namespace v4e {

/// Counts the weights of a model's parts by the headers of their files, and reads what else the plan has to
/// know from their config.json; no weight is read. Throws what opening them throws.
[[nodiscard]] ModelSizes measure_model(const ComponentPaths& paths);

/// A model as the plan sees it, run on `device` in `dtype` with what is free there now.
[[nodiscard]] MemoryCandidate memory_candidate(const ModelDescription& model, const at::Device& device,
                                               at::ScalarType dtype);

}  // namespace v4e
