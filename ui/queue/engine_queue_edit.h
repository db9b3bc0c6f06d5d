// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/queue/queue_runner.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// An edit for the queue's runner that goes through the editor's engine, behind what the user runs by hand.
/// The runner waits; the GUI thread does not. `engine` must outlive the runner.
[[nodiscard]] QueueEdit makeEngineQueueEdit(EditEngine& engine);

}  // namespace v4e::ui
