// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/item_change.h"

namespace v4e::ui {

void applyChange(const ItemChange& change, QueueRequest& request) {
  if (change.instruction) request.settings.instruction = *change.instruction;
  if (change.caption) request.settings.caption = *change.caption;
  takeValues(change.parameters, nullptr, request.settings);
}

}  // namespace v4e::ui
