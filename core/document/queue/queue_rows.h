// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/document/queue/queue_item.h"
#include "core/document/sqlite.h"

namespace v4e {

/// The columns that read_item() expects.
inline constexpr std::string_view kSelectItem =
    "SELECT id, position, state, photo, settings, output, temporary, result, input_hash,"
    " attempts, added_ms, started_ms, finished_ms, error_code, error_text,"
    " subfolder, counter, quality, result_bytes FROM item";

[[nodiscard]] QueueItem read_item(const sqlite::Statement& row);

/// Milliseconds since 1970.
[[nodiscard]] std::int64_t now_ms();

/// What decides how much memory an edit needs: after out-of-memory the same key is not tried again.
[[nodiscard]] std::string memory_key(const QueueRequest& request);

/// The code whose name stands in a row; nothing for the empty name.
[[nodiscard]] std::optional<ErrorCode> error_code_from(std::string_view name);

}  // namespace v4e
