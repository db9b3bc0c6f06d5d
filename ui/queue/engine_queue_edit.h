// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/queue/queue_runner.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// An edit for the queue's runner that goes through the editor's engine, behind what the user starts.
/// The runner's thread waits for the worker's; the GUI thread has no part in it. `engine` must outlive the
/// runner.
[[nodiscard]] QueueEdit makeEngineQueueEdit(EditEngine& engine);

}  // namespace v4e::ui
