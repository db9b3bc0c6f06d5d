// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/queue/queue_item.h"
#include "core/edit/edit_settings.h"

namespace v4e::cli {

/// The settings that a queue item holds, whether the command line or the window put them there.
[[nodiscard]] EditSettings settings_of(const QueueRequest& request);
void set_settings(QueueRequest& request, const EditSettings& settings);

}  // namespace v4e::cli
