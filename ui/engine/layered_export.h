// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/io/photo_layers.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// The layers of a file that an edit is written to, with names in the user's language. `photo`: what it is
/// compared with. The states in between are merged by `engine`, which must outlive them, when they are written:
/// not in the GUI thread. Throws Error(OutOfMemory), Cancelled.
[[nodiscard]] PhotoLayers layersOf(const EditEngine::ResultPtr& result,
                                               const std::shared_ptr<const Photo>& photo, EditEngine& engine,
                                               const RunContext& context);

}  // namespace v4e::ui
