// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// In plain words what a model can do, or why it cannot be used, in the user's language.
[[nodiscard]] QString modelDescription(const ModelInfo& info);

/// What there is to say about a model, as HTML. `free_disk_bytes`: where its folder is; 0: unknown.
[[nodiscard]] QString modelHtml(const ModelInfo& info, std::int64_t free_disk_bytes = 0);

}  // namespace v4e::ui
