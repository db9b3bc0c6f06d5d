// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <optional>

#include "core/document/queue/output_name.h"
#include "core/document/queue/photo_finder.h"
#include "core/document/queue/queue_item.h"
#include "ui/queue/queue_look.h"

namespace v4e::ui {

/// What new items take over from the editor besides their photo.
struct QueueDefaults {
  QString instruction;                 ///< for all that have none of their own
  std::optional<QueueLook> look = {};  ///< in its place
  EditSettings settings;               ///< the rest of what is asked for
  PhotoShape shape = {};               ///< in which photos are edited, but for the next
  int drawing_side_px = 0;             ///< as PhotoShape has it, of photos that are added
  bool finish = false;                 ///< at 2K
  LoraChoice upscaler = {};            ///< what finishes, for rows that have it not; may have no file
  OutputRule output;
  int quality = 0;  ///< as in QueueRequest
};

/// The row of a photo. `counter`: its place among those that are added with it, from 1.
[[nodiscard]] QueueRequest requestOf(const FoundPhoto& photo, const QueueDefaults& defaults, int counter);

/// Where the row's result goes by that rule.
void nameOutput(QueueRequest& request, const OutputRule& rule);

/// Where the row is to be finished: the LoRA for it, which stays off for other steps.
void bringUpscaler(const QueueDefaults& defaults, QueueRequest& request);

/// Whether rows that wait have to follow from the old ones to the new.
[[nodiscard]] bool rowsFollow(const QueueDefaults& old, const QueueDefaults& now);
/// What of a row was as the old ones had it becomes as the new ones have it.
void followDefaults(const QueueDefaults& old, const QueueDefaults& now, QueueRequest& request);

}  // namespace v4e::ui
