// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_rows.h"

#include <chrono>

namespace v4e {

namespace {

/// One row that cannot be read is no reason not to show the others.
void read_settings(const std::string& text, QueueRequest& request) {
  try {
    request.settings = edit_settings_from_text(text, "the item's settings");
  } catch (const Error&) {
    request.unreadable_settings = text;
  }
}

}  // namespace

QueueItem read_item(const sqlite::Statement& row) {
  QueueItem item;
  item.id = row.integer(0);
  item.position = row.real(1);
  item.state = queue_state_from(row.text(2));
  item.request.photo = row.text(3);
  read_settings(row.text(4), item.request);
  item.request.output = row.text(5);
  item.temporary = row.text(6);
  item.result = row.text(7);
  item.input_hash = row.text(8);
  item.attempts = static_cast<int>(row.integer(9));
  item.added_ms = row.integer(10);
  item.started_ms = row.integer(11);
  item.finished_ms = row.integer(12);
  item.error_code = error_code_from(row.text(13));
  item.error_text = row.text(14);
  item.request.subfolder = row.text(15);
  item.request.counter = static_cast<int>(row.integer(16));
  item.request.quality = static_cast<int>(row.integer(17));
  item.result_bytes = row.integer(18);
  return item;
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string memory_key(const QueueRequest& request) {
  // As earlier versions wrote it, for what they knew, so that their failures stay known.
  nlohmann::json deciding = nlohmann::json::object();
  const EditSettings& settings = request.settings;
  if (settings.steps) deciding["steps"] = *settings.steps;
  if (settings.guidance) deciding["guidance"] = *settings.guidance;
  if (settings.frames) deciding["frames"] = *settings.frames;
  if (settings.working_area_px) deciding["working_area_px"] = *settings.working_area_px;
  if (settings.reasoning_steps) deciding["reasoning_steps"] = *settings.reasoning_steps;
  return request.photo.string() + '\n' + settings.model + '\n' + deciding.dump();
}

std::optional<ErrorCode> error_code_from(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
    if (to_string(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
  }
  return ErrorCode::Internal;
}

}  // namespace v4e
