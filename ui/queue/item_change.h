// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/document/queue_item.h"

namespace v4e::ui {

/// What is to become different in items of the queue; nothing: stays as each has it.
struct ItemChange {
  std::optional<std::string> instruction;
  std::optional<std::string> caption;
  std::optional<std::string> model;
  std::optional<int> steps;
  std::optional<double> guidance;
  std::optional<int> frames;
  std::optional<std::uint64_t> seed;

  [[nodiscard]] bool isEmpty() const {
    return !instruction && !caption && !model && !steps && !guidance && !frames && !seed;
  }
};

/// Throws Error(FileMalformed) on parameters that cannot be read.
void applyChange(const ItemChange& change, QueueRequest& request);

}  // namespace v4e::ui
