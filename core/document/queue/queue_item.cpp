// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_item.h"

#include <array>

namespace v4e {
namespace {
constexpr std::array<std::string_view, 8> kNames = {"waiting", "preparing", "running",   "finishing",
                                                    "done",    "failed",    "cancelled", "interrupted"};
}

std::string_view to_string(QueueState state) {
  return kNames[static_cast<std::size_t>(state)];
}

QueueState queue_state_from(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<QueueState>(i);
  }
  throw Error(ErrorCode::FileMalformed, "the queue is damaged: unknown state '" + std::string(name) + "'");
}

}  // namespace v4e
