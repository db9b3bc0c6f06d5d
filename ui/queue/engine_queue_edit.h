// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/queue/queue_runner.h"
#include "ui/engine/edit_engine.h"

namespace v4e::ui {

/// The parameters of a queue item as they stand in its row.
[[nodiscard]] std::string toQueueParameters(const EditOrder& order);

/// The order that a queue item asks for, without its photo. Throws Error(FileMalformed) on parameters that
/// cannot be read.
[[nodiscard]] EditOrder toEditOrder(const QueueRequest& request);

/// An edit for the queue's runner that goes through the editor's engine, behind what the user runs by hand.
/// The runner waits; the GUI thread does not. `engine` must outlive the runner.
[[nodiscard]] QueueEdit makeEngineQueueEdit(EditEngine& engine);

}  // namespace v4e::ui
