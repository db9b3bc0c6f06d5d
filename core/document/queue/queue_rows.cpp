// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_rows.h"

#include <chrono>

namespace v4e {

namespace {

/// One row that cannot be read is no reason not to show the others.
void read_order(const std::string& text, QueueRequest& request) {
  QueueRequest read;
  try {
    take_order(text, read);
    request = std::move(read);
  } catch (const Error&) {
    request.unreadable_order = text;
  }
}

}  // namespace

QueueItem read_item(const sqlite::Statement& row) {
  QueueItem item;
  item.id = row.integer(0);
  item.position = row.real(1);
  item.state = queue_state_from(row.text(2));
  read_order(row.text(4), item.request);
  item.request.photo = row.text(3);
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
  std::string key = request.photo.string();
  for (const EditSettings& settings : steps_of(request)) {
    nlohmann::json deciding = nlohmann::json::object();
    if (settings.steps) deciding["steps"] = *settings.steps;
    if (settings.guidance) deciding["guidance"] = *settings.guidance;
    if (settings.frames) deciding["frames"] = *settings.frames;
    if (settings.working_area_px) deciding["working_area_px"] = *settings.working_area_px;
    if (settings.reasoning_steps) deciding["reasoning_steps"] = *settings.reasoning_steps;
    key += '\n' + settings.model + '\n' + deciding.dump();
  }
  if (request.finish) key += "\nfinish_2k";
  if (request.shape != PhotoShape{}) key += '\n' + to_json(request.shape).dump();
  return key;
}

std::optional<ErrorCode> error_code_from(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
    if (to_string(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
  }
  return ErrorCode::Internal;
}

}  // namespace v4e
