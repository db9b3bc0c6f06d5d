// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_transitions.h"

#include <array>
#include <random>

#include "core/base/log.h"
#include "core/document/queue/output_name.h"
#include "core/document/queue/queue_rows.h"

namespace v4e {
namespace {

constexpr int kMaxNumber = 9999;

/// A name that no other program makes and that starts with a dot, so that it does not show meanwhile.
std::filesystem::path temporary_name(const std::filesystem::path& output) {
  std::random_device random;
  std::string token;
  for (int i = 0; i < 12; ++i) token += "0123456789abcdefghjkmnpqrstvwxyz"[random() % 32];
  return output.parent_path() / (".v4e-" + token + output.extension().string());
}

}  // namespace

std::optional<QueueItem> QueueTransitions::begin() {
  std::int64_t id = 0;
  {
    const std::scoped_lock lock(store_.mutex_);
    sqlite::Statement query(store_.database_, std::string(kSelectItem) +
                                                  " WHERE state = 'waiting' ORDER BY position, id LIMIT 1");
    if (!query.step()) return std::nullopt;
    const QueueItem item = read_item(query);
    query.reset();
    id = item.id;
    sqlite::Statement(
        store_.database_,
        "UPDATE item SET state = 'preparing', temporary = ?, result = '', attempts = attempts + 1,"
        " started_ms = ?, finished_ms = 0, error_code = '', error_text = '' WHERE id = ?")
        .bind(temporary_name(item.request.output).string())
        .bind(now_ms())
        .bind(id)
        .run();
  }
  store_.notify({{id}, {}, false});
  return store_.require(id);
}

void QueueTransitions::start_running(std::int64_t id, const std::string& input_hash) {
  {
    const std::scoped_lock lock(store_.mutex_);
    sqlite::Statement(store_.database_, "UPDATE item SET state = 'running', input_hash = ? WHERE id = ?")
        .bind(input_hash)
        .bind(id)
        .run();
  }
  store_.notify({{id}, {}, false});
}

std::filesystem::path QueueTransitions::publish(std::int64_t id) {
  const QueueItem item = store_.require(id);
  std::error_code error;
  const auto size = std::filesystem::file_size(item.temporary, error);
  if (error || size == 0) throw Error(ErrorCode::Internal, "the edit gave no result file");
  flush_file(item.temporary);
  {
    const std::scoped_lock lock(store_.mutex_);
    sqlite::Statement(store_.database_, "UPDATE item SET result_bytes = ? WHERE id = ?")
        .bind(static_cast<std::int64_t>(size))
        .bind(id)
        .run();
  }
  return place(item, 1);
}

/// Steps 3 to 5, from the first free name on.
std::filesystem::path QueueTransitions::place(const QueueItem& item, int number) {
  for (; number <= kMaxNumber; ++number) {
    const auto result = numbered_path(item.request.output, number);
    std::error_code ignored;
    if (std::filesystem::exists(result, ignored)) continue;
    {
      const std::scoped_lock lock(store_.mutex_);
      sqlite::Statement(store_.database_, "UPDATE item SET state = 'finishing', result = ? WHERE id = ?")
          .bind(result.string())
          .bind(item.id)
          .run();
    }
    store_.notify({{item.id}, {}, false});
    if (!move_without_replacing(item.temporary, result)) continue;
    set_state(item.id, QueueState::Done);
    return result;
  }
  throw Error(ErrorCode::FileUnwritable,
              "there are too many files named like " + item.request.output.string());
}

void QueueTransitions::fail(std::int64_t id, ErrorCode code, const std::string& text) {
  const QueueItem item = store_.require(id);
  delete_temporary(item);
  {
    const std::scoped_lock lock(store_.mutex_);
    sqlite::Statement(
        store_.database_,
        "UPDATE item SET error_code = ?, error_text = ?, failed_request = ?, result = '' WHERE id = ?")
        .bind(to_string(code))
        .bind(text)
        .bind(memory_key(item.request))
        .bind(id)
        .run();
  }
  set_state(id, QueueState::Failed);
}

void QueueTransitions::abandon(std::int64_t id, QueueState state) {
  V4E_ASSERT(state == QueueState::Waiting || state == QueueState::Cancelled);
  delete_temporary(store_.require(id));
  set_state(id, state);
}

QueueState QueueTransitions::recover(const QueueItem& item) {
  if (item.state == QueueState::Finishing) {
    std::error_code error;
    const bool has_temporary = std::filesystem::exists(item.temporary, error);
    if (has_temporary && std::filesystem::equivalent(item.temporary, item.result, error)) {
      std::filesystem::remove(item.temporary, error);  // killed between link and unlink
    } else if (has_temporary) {
      try {
        place(item, 1);
        return QueueState::Done;
      } catch (const Error& failure) {
        logger("queue").warn("item {}: {}", item.id, failure.what());
      }
    }
    const auto size = std::filesystem::file_size(item.result, error);
    sqlite::Statement query(store_.database_, "SELECT result_bytes FROM item WHERE id = ?");
    if (!error && query.bind(item.id).step() && query.integer(0) == static_cast<std::int64_t>(size)) {
      query.reset();
      set_state(item.id, QueueState::Done);
      return QueueState::Done;
    }
  }
  delete_temporary(item);
  set_state(item.id, QueueState::Interrupted);
  return QueueState::Interrupted;
}

void QueueTransitions::set_state(std::int64_t id, QueueState state) {
  {
    const std::scoped_lock lock(store_.mutex_);
    sqlite::Statement(store_.database_,
                      "UPDATE item SET state = ?, temporary = '', finished_ms = ?,"
                      " result = CASE WHEN ?1 = 'done' THEN result ELSE '' END WHERE id = ?")
        .bind(to_string(state))
        .bind(state == QueueState::Waiting ? std::int64_t{0} : now_ms())
        .bind(id)
        .run();
  }
  store_.notify({{id}, {}, false});
}

void QueueTransitions::delete_temporary(const QueueItem& item) {
  if (item.temporary.empty()) return;
  std::error_code ignored;
  std::filesystem::remove(item.temporary, ignored);
  // Writers that are careful themselves make a neighbour whose name contains this one.
  const std::string mark = item.temporary.stem().string();
  for (std::filesystem::directory_iterator entry(item.temporary.parent_path(), ignored), end;
       !ignored && entry != end; entry.increment(ignored)) {
    if (entry->path().filename().string().find(mark) != std::string::npos) {
      std::error_code failed;
      std::filesystem::remove(entry->path(), failed);
    }
  }
}

}  // namespace v4e
