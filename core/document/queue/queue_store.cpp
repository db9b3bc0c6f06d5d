// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_store.h"

#include <algorithm>
#include <array>

#include "core/base/json_file.h"
#include "core/document/project/project_schema.h"
#include "core/document/queue/queue_rows.h"
#include "core/document/queue/queue_transitions.h"

namespace v4e {
namespace {

constexpr std::array<const char*, 10> kMigrations = {
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE item(id INTEGER PRIMARY KEY AUTOINCREMENT, position REAL NOT NULL, state TEXT NOT NULL,"
    "  photo TEXT NOT NULL, instruction TEXT NOT NULL, caption TEXT NOT NULL, model TEXT NOT NULL,"
    "  parameters TEXT NOT NULL, seed INTEGER NOT NULL, output TEXT NOT NULL,"
    "  temporary TEXT NOT NULL DEFAULT '', result TEXT NOT NULL DEFAULT '',"
    "  result_bytes INTEGER NOT NULL DEFAULT 0, input_hash TEXT NOT NULL DEFAULT '',"
    "  attempts INTEGER NOT NULL DEFAULT 0, added_ms INTEGER NOT NULL, started_ms INTEGER NOT NULL DEFAULT 0,"
    "  finished_ms INTEGER NOT NULL DEFAULT 0, peak_bytes INTEGER NOT NULL DEFAULT 0,"
    "  error_code TEXT NOT NULL DEFAULT '', error_text TEXT NOT NULL DEFAULT '',"
    "  failed_request TEXT NOT NULL DEFAULT '');"
    "CREATE INDEX item_by_state ON item(state, position);"
    "CREATE INDEX item_by_position ON item(position);",
    "ALTER TABLE item ADD COLUMN subfolder TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE item ADD COLUMN counter INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE item ADD COLUMN quality INTEGER NOT NULL DEFAULT 0;",
    // One JSON text in place of five columns; SQLite's seeds are signed, and EditSettings reads them so.
    "ALTER TABLE item ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';"
    "UPDATE item SET settings = json_patch("
    "  CASE WHEN NOT json_valid(parameters) THEN '{}'"
    "    WHEN json_type(parameters) = 'object' THEN parameters ELSE '{}' END,"
    "  json_object('instruction', instruction, 'caption', caption, 'model', model, 'seed', seed));"
    "ALTER TABLE item DROP COLUMN instruction;"
    "ALTER TABLE item DROP COLUMN caption;"
    "ALTER TABLE item DROP COLUMN model;"
    "ALTER TABLE item DROP COLUMN parameters;"
    "ALTER TABLE item DROP COLUMN seed;"
    "ALTER TABLE item DROP COLUMN peak_bytes;",
    // Settings may have a region, without which an older program would edit all of the photo.
    "SELECT 1",
    // They may have steps before them and a shape, which an older program would leave out.
    "SELECT 1",
    // What changed may be made again from near, or not, as the settings say; and they may have LoRAs and a
    // sampler, without which an older program would make another picture.
    "SELECT 1",
    // They may lead to a finished edit, whose file they name; an older program would make another edit.
    "SELECT 1",
    // They may say by which method the model edits, and how a film is thinned out and ends, without which an
    // older program would make another edit.
    "SELECT 1",
    // They may have a sketch, without which an older program would make another edit.
    "SELECT 1",
    // They may be finished at 2K, which an older program would leave out.
    "SELECT 1"};

constexpr FileKind kQueue{"queue", 0x76346571, kMigrations};

void check_request(const QueueRequest& request) {
  if (request.photo.empty()) throw Error(ErrorCode::InvalidArgument, "a queue item needs a photo");
  if (request.output.empty())
    throw Error(ErrorCode::InvalidArgument, "a queue item needs a name for its result");
  for (const EditSettings& step : steps_of(request)) step.validate();
}

void bind_request(sqlite::Statement& statement, const QueueRequest& request) {
  const bool readable = request.unreadable_order.empty();
  statement.bind(request.photo.string())
      .bind(readable ? order_text(request) : request.unreadable_order)
      .bind(request.output.string())
      .bind(request.subfolder.string())
      .bind(request.counter)
      .bind(request.quality);
}

constexpr std::string_view kUpdateRequest =
    "UPDATE item SET photo = ?, settings = ?, output = ?, subfolder = ?, counter = ?, quality = ? WHERE id = "
    "?";

constexpr std::string_view kRestore =
    "INSERT INTO item(photo, settings, output, subfolder, counter, quality,"
    " id, position, state, result, input_hash, attempts, added_ms, started_ms, finished_ms,"
    " error_code, error_text, failed_request)"
    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT(id) DO UPDATE SET photo = excluded.photo, settings = excluded.settings,"
    " output = excluded.output, subfolder = excluded.subfolder,"
    " counter = excluded.counter, quality = excluded.quality, state = excluded.state,"
    " result = excluded.result, error_code = excluded.error_code, error_text = excluded.error_text,"
    " failed_request = excluded.failed_request"
    " WHERE item.state NOT IN ('preparing', 'running', 'finishing', 'done')";

void bind_restored(sqlite::Statement& statement, const QueueItem& item) {
  bind_request(statement, item.request);
  statement.bind(item.id).bind(item.position).bind(to_string(item.state)).bind(item.result.string());
  statement.bind(item.input_hash).bind(item.attempts).bind(item.added_ms).bind(item.started_ms);
  statement.bind(item.finished_ms);
  statement.bind(item.error_code ? to_string(*item.error_code) : std::string_view())
      .bind(item.error_text)
      .bind(item.error_code ? memory_key(item.request) : std::string());
}

}  // namespace

QueueStore::QueueStore(const std::filesystem::path& path) : database_(path, sqlite::OpenMode::Create) {
  const bool empty = database_.integer("SELECT count(*) FROM sqlite_schema") == 0 &&
                     database_.integer("PRAGMA application_id") == 0;
  if (!empty) check_kind(database_, kQueue);
  database_.execute("PRAGMA journal_mode = WAL");
  database_.execute("PRAGMA synchronous = FULL");
  migrate(database_, kQueue);
}

bool QueueStore::claim() {
  const std::scoped_lock lock(mutex_);
  if (lock_file_.is_open()) return true;
  const std::string name = database_.path().string() + ".lock";
  std::error_code error;
  os::File file(name, os::OpenMode::ReadWrite, error);
  if (error) throw Error(ErrorCode::FileUnwritable, "cannot write " + name + ": no permission to write here");
  if (!file.try_lock()) return false;
  lock_file_ = std::move(file);
  return true;
}

QueueRecovery QueueStore::recover() {
  V4E_ASSERT(lock_file_.is_open());
  QueueTransitions transitions(*this);
  QueueRecovery recovery;
  for (const QueueItem& item : items()) {
    if (is_active(item.state)) {
      ++(transitions.recover(item) == QueueState::Done ? recovery.completed : recovery.interrupted);
    } else if (item.state == QueueState::Interrupted) {
      ++recovery.interrupted;
    } else if (item.state == QueueState::Waiting) {
      ++recovery.waiting;
    }
  }
  if (recovery.interrupted > 0) {
    set_paused({true, std::to_string(recovery.interrupted) +
                          (recovery.interrupted == 1 ? " edit was interrupted" : " edits were interrupted")});
  } else if (recovery.waiting > 0 && !pause_state().paused) {
    set_paused({true, std::to_string(recovery.waiting) + " left from last time"});
  }
  return recovery;
}

std::vector<std::int64_t> QueueStore::add(std::span<const QueueRequest> requests) {
  for (const QueueRequest& request : requests) check_request(request);
  QueueChange change;
  {
    const std::scoped_lock lock(mutex_);
    sqlite::Transaction transaction(database_);
    sqlite::Statement last(database_, "SELECT coalesce(max(position), 0) FROM item");
    double position = last.step() ? last.real(0) : 0;
    last.reset();
    sqlite::Statement insert(database_,
                             "INSERT INTO item(photo, settings, output, subfolder, counter, quality,"
                             " position, state, added_ms) VALUES(?, ?, ?, ?, ?, ?, ?, 'waiting', ?)");
    for (const QueueRequest& request : requests) {
      bind_request(insert, request);
      insert.bind(++position).bind(now_ms()).run();
      change.changed.push_back(database_.last_row_id());
    }
    transaction.commit();
  }
  notify(change);
  return change.changed;
}

std::vector<QueueItem> QueueStore::items() {
  const std::scoped_lock lock(mutex_);
  sqlite::Statement query(database_, std::string(kSelectItem) + " ORDER BY position, id");
  std::vector<QueueItem> all;
  while (query.step()) all.push_back(read_item(query));
  return all;
}

std::vector<QueueItem> QueueStore::items(std::span<const std::int64_t> ids) {
  const std::scoped_lock lock(mutex_);
  sqlite::Statement query(database_, std::string(kSelectItem) + " WHERE id = ?");
  std::vector<QueueItem> found;
  for (const auto id : ids) {
    if (query.bind(id).step()) found.push_back(read_item(query));
    query.reset();
  }
  return found;
}

QueueItem QueueStore::require(std::int64_t id) {
  auto found = items(std::span(&id, 1));
  if (found.empty()) {
    throw Error(ErrorCode::InvalidArgument, "queue item " + std::to_string(id) + " is no longer there");
  }
  return std::move(found.front());
}

void QueueStore::edit(std::int64_t id, const QueueRequest& request) {
  check_request(request);
  {
    const std::scoped_lock lock(mutex_);
    const QueueState state = require(id).state;
    if (is_active(state) || state == QueueState::Done) {
      throw Error(ErrorCode::InvalidArgument,
                  "an item at work or done cannot be changed; stop it, or duplicate it, first");
    }
    sqlite::Statement update(database_, kUpdateRequest);
    bind_request(update, request);
    update.bind(id).run();
  }
  notify({{id}, {}, false});
}

void QueueStore::edit_waiting(const std::function<void(const QueueItem&, QueueRequest&)>& change) {
  QueueChange changes;
  {
    const std::scoped_lock lock(mutex_);
    sqlite::Transaction transaction(database_);
    sqlite::Statement update(database_, kUpdateRequest);
    for (const QueueItem& item : items()) {
      if (item.state != QueueState::Waiting) continue;
      QueueRequest request = item.request;
      change(item, request);
      if (request == item.request) continue;
      check_request(request);
      bind_request(update, request);
      update.bind(item.id).run();
      changes.changed.push_back(item.id);
    }
    transaction.commit();
  }
  if (!changes.changed.empty()) notify(changes);
}

void QueueStore::move(std::span<const std::int64_t> ids, std::int64_t before) {
  {
    const std::scoped_lock lock(mutex_);
    sqlite::Transaction transaction(database_);
    // Renumbers from 1: with positions halved again and again a REAL would run out of digits.
    std::vector<std::int64_t> order;
    sqlite::Statement query(database_, "SELECT id FROM item ORDER BY position, id");
    const auto moves = [&](std::int64_t id) { return std::find(ids.begin(), ids.end(), id) != ids.end(); };
    bool placed = false;
    const auto place = [&] {
      order.insert(order.end(), ids.begin(), ids.end());
      placed = true;
    };
    while (query.step()) {
      const auto id = query.integer(0);
      if (id == before && !placed && !moves(id)) place();
      if (!moves(id)) order.push_back(id);
    }
    if (!placed) place();
    sqlite::Statement update(database_, "UPDATE item SET position = ? WHERE id = ? AND position <> ?");
    double position = 0;
    for (const auto id : order) {
      position += 1;
      update.bind(position).bind(id).bind(position).run();
    }
    transaction.commit();
  }
  notify({{}, {}, true});
}

void QueueStore::remove(std::span<const std::int64_t> ids) {
  QueueChange change;
  {
    const std::scoped_lock lock(mutex_);
    sqlite::Transaction transaction(database_);
    sqlite::Statement erase(
        database_,
        "DELETE FROM item WHERE id = ? AND state NOT IN ('preparing', 'running', 'finishing') RETURNING id");
    for (const auto id : ids) {
      if (erase.bind(id).step()) change.removed.push_back(id);
      erase.reset();
    }
    transaction.commit();
  }
  notify(change);
}

void QueueStore::restore(std::span<const QueueItem> items) {
  {
    const std::scoped_lock lock(mutex_);
    sqlite::Transaction transaction(database_);
    sqlite::Statement put(database_, kRestore);
    for (const QueueItem& item : items) {
      if (is_active(item.state)) continue;
      bind_restored(put, item);
      put.run();
    }
    transaction.commit();
  }
  notify({{}, {}, true});
}

void QueueStore::cancel(std::int64_t id) {
  {
    const std::scoped_lock lock(mutex_);
    sqlite::Statement(
        database_, "UPDATE item SET state = 'cancelled' WHERE id = ? AND state IN ('waiting', 'interrupted')")
        .bind(id)
        .run();
  }
  notify({{id}, {}, false});
}

void QueueStore::retry(std::int64_t id) {
  {
    const std::scoped_lock lock(mutex_);
    const QueueItem item = require(id);
    if (!is_over(item.state)) return;
    sqlite::Statement failed(database_, "SELECT failed_request FROM item WHERE id = ?");
    const std::string failed_request = failed.bind(id).step() ? failed.text(0) : std::string();
    failed.reset();
    if (item.error_code == ErrorCode::OutOfMemory && failed_request == memory_key(item.request)) {
      throw Error(
          ErrorCode::InvalidArgument,
          "this edit ran out of memory and would again: choose fewer frames or a smaller model first");
    }
    sqlite::Statement(database_,
                      "UPDATE item SET state = 'waiting', error_code = '', error_text = '', result = '',"
                      " temporary = '', started_ms = 0, finished_ms = 0 WHERE id = ?")
        .bind(id)
        .run();
  }
  notify({{id}, {}, false});
}

QueuePause QueueStore::pause_state() {
  const std::scoped_lock lock(mutex_);
  return {setting("paused") == "1", setting("pause_reason")};
}

void QueueStore::set_paused(const QueuePause& pause) {
  {
    const std::scoped_lock lock(mutex_);
    sqlite::Transaction transaction(database_);
    set_setting("paused", pause.paused ? "1" : "0");
    set_setting("pause_reason", pause.paused ? pause.reason : "");
    transaction.commit();
  }
  notify({{}, {}, true});
}

void QueueStore::set_setting(std::string_view key, std::string_view value) {
  sqlite::Statement(database_, "INSERT OR REPLACE INTO setting(key, value) VALUES(?, ?)")
      .bind(key)
      .bind(value)
      .run();
}

std::string QueueStore::setting(std::string_view key) {
  sqlite::Statement query(database_, "SELECT value FROM setting WHERE key = ?");
  return query.bind(key).step() ? query.text(0) : std::string();
}

void QueueStore::notify(const QueueChange& change) const {
  const std::scoped_lock lock(listener_mutex_);
  if (listener_) listener_(change);
}

}  // namespace v4e
