// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/document/queue/queue_item.h"
#include "ui/captions/parameter_fields.h"

namespace v4e::ui {

/// What is to become different in items of the queue; nothing: stays as each has it.
struct ItemChange {
  std::optional<std::string> instruction;
  std::optional<std::string> caption;
  ParameterValues parameters;

  [[nodiscard]] bool isEmpty() const { return !instruction && !caption && parameters == ParameterValues{}; }
};

void applyChange(const ItemChange& change, QueueRequest& request);

}  // namespace v4e::ui
