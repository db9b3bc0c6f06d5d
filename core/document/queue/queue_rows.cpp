// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_rows.h"

#include <chrono>

namespace v4e {

QueueItem read_item(const sqlite::Statement& row) {
  QueueItem item;
  item.id = row.integer(0);
  item.position = row.real(1);
  item.state = queue_state_from(row.text(2));
  item.request.photo = row.text(3);
  item.request.instruction = row.text(4);
  item.request.caption = row.text(5);
  item.request.model = row.text(6);
  item.request.parameters = row.text(7);
  item.request.seed = static_cast<std::uint64_t>(row.integer(8));
  item.request.output = row.text(9);
  item.temporary = row.text(10);
  item.result = row.text(11);
  item.input_hash = row.text(12);
  item.attempts = static_cast<int>(row.integer(13));
  item.added_ms = row.integer(14);
  item.started_ms = row.integer(15);
  item.finished_ms = row.integer(16);
  item.peak_bytes = row.integer(17);
  item.error_code = error_code_from(row.text(18));
  item.error_text = row.text(19);
  item.request.subfolder = row.text(20);
  item.request.counter = static_cast<int>(row.integer(21));
  item.request.quality = static_cast<int>(row.integer(22));
  item.result_bytes = row.integer(23);
  return item;
}

std::int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string memory_key(const QueueRequest& request) {
  return request.photo.string() + '\n' + request.model + '\n' + request.parameters;
}

std::optional<ErrorCode> error_code_from(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (int code = 0; code <= static_cast<int>(ErrorCode::Internal); ++code) {
    if (to_string(static_cast<ErrorCode>(code)) == name) return static_cast<ErrorCode>(code);
  }
  return ErrorCode::Internal;
}

}  // namespace v4e
