// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/library/model_description.h"
#include "ui/engine/edit_values.h"

namespace v4e {

/// What the window shows of a model: abilities, parts, device, memory. Reads file headers, no weights.
[[nodiscard]] ui::ModelInfo make_model_info(const FoundModel& model);

}  // namespace v4e
