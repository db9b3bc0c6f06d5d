// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <vector>

#include "core/library/memory_plan.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// The models as plan_memory() and smaller_ways() take them.
[[nodiscard]] std::vector<MemoryCandidate> memoryCandidates(const QList<ModelInfo>& models);

}  // namespace v4e::ui
