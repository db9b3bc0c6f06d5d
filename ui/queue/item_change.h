// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/document/queue/queue_item.h"
#include "ui/captions/parameter_fields.h"
#include "ui/queue/queue_look.h"

namespace v4e::ui {

/// What is to become different in items of the queue; nothing: stays as each has it.
struct ItemChange {
  std::optional<std::string> instruction;  ///< also in place of a look
  std::optional<QueueLook> look;           ///< in place of an instruction, or of another look
  std::optional<std::string> caption;
  std::optional<bool> finish = {};  ///< at 2K
  ParameterValues parameters;  ///< of all steps

  [[nodiscard]] bool isEmpty() const {
    return !instruction && !look && !caption && !finish && parameters == ParameterValues{};
  }
};

/// `base` says what an instruction leaves open that takes the place of a look.
void applyChange(const ItemChange& change, const EditSettings& base, QueueRequest& request);

}  // namespace v4e::ui
