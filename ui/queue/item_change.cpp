// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/item_change.h"

namespace v4e::ui {

void applyChange(const ItemChange& change, const EditSettings& base, QueueRequest& request) {
  if (change.instruction) askForInstruction(*change.instruction, base, request);
  if (change.look) askForLook(*change.look, request.settings.seed, request);
  if (change.caption) request.settings.caption = *change.caption;
  if (change.finish) request.finish = *change.finish;
  for (EditSettings& step : request.before) takeValues(change.parameters, nullptr, step);
  takeValues(change.parameters, nullptr, request.settings);
}

}  // namespace v4e::ui
