// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/sqlite.h"

#include <sqlite3.h>

#include "core/base/log.h"

namespace v4e::sqlite {

Statement::Statement(Database& database, std::string_view sql) : database_(database) {
  const int result =
      sqlite3_prepare_v2(database.handle(), sql.data(), static_cast<int>(sql.size()), &handle_, nullptr);
  if (result != SQLITE_OK) database.fail(result);
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

Statement& Statement::bind(std::int64_t value) {
  V4E_ASSERT(sqlite3_bind_int64(handle_, next_parameter_++, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind(double value) {
  V4E_ASSERT(sqlite3_bind_double(handle_, next_parameter_++, value) == SQLITE_OK);
  return *this;
}

Statement& Statement::bind(std::string_view text) {
  const int result = sqlite3_bind_text64(handle_, next_parameter_++, text.empty() ? "" : text.data(),
                                         text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
  if (result != SQLITE_OK) database_.fail(result);
  return *this;
}

Statement& Statement::bind_blob(std::string_view bytes) {
  const int result = sqlite3_bind_blob64(handle_, next_parameter_++, bytes.empty() ? "" : bytes.data(),
                                         bytes.size(), SQLITE_TRANSIENT);
  if (result != SQLITE_OK) database_.fail(result);
  return *this;
}

Statement& Statement::bind_null() {
  V4E_ASSERT(sqlite3_bind_null(handle_, next_parameter_++) == SQLITE_OK);
  return *this;
}

bool Statement::step() {
  const int result = sqlite3_step(handle_);
  if (result == SQLITE_ROW) return true;
  if (result == SQLITE_DONE) return false;
  database_.fail(result);
}

void Statement::run() {
  while (step()) {
  }
  reset();
}

void Statement::reset() {
  sqlite3_reset(handle_);
  sqlite3_clear_bindings(handle_);
  next_parameter_ = 1;
}

bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}
std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_, column);
}
double Statement::real(int column) const {
  return sqlite3_column_double(handle_, column);
}

std::string Statement::text(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(handle_, column));
  if (!bytes) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

std::string_view Statement::blob(int column) const {
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  if (!bytes) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

namespace {
int open_flags(OpenMode mode) {
  switch (mode) {
    case OpenMode::ReadOnly:
      return SQLITE_OPEN_READONLY;
    case OpenMode::ReadWrite:
      return SQLITE_OPEN_READWRITE;
    case OpenMode::Create:
      return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  }
  return SQLITE_OPEN_READONLY;
}
}  // namespace

Database::Database(const std::filesystem::path& path, OpenMode mode) : path_(path) {
  const int result = sqlite3_open_v2(
      path.string().c_str(), &handle_, open_flags(mode) | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (result != SQLITE_OK) {
    try {
      fail(result);
    } catch (...) {
      sqlite3_close_v2(handle_);
      throw;
    }
  }
  sqlite3_busy_timeout(handle_, 2000);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_exec(handle_, "PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON", nullptr, nullptr, nullptr);
}

Database::~Database() {
  sqlite3_close_v2(handle_);
}

void Database::execute(const char* sql) {
  const int result = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (result != SQLITE_OK) fail(result);
}

std::int64_t Database::integer(std::string_view sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.integer(0) : 0;
}

std::string Database::text(std::string_view sql) {
  Statement statement(*this, sql);
  return statement.step() ? statement.text(0) : std::string();
}

std::int64_t Database::last_row_id() const {
  return sqlite3_last_insert_rowid(handle_);
}

void Database::fail(int result) const {
  const std::string file = path_.string();
  const std::string detail = handle_ ? sqlite3_errmsg(handle_) : sqlite3_errstr(result);
  switch (result & 0xff) {
    case SQLITE_FULL:
      throw Error(ErrorCode::FileUnwritable,
                  "cannot write " + file + ": the disk is full; free some space or choose another folder");
    case SQLITE_READONLY:
    case SQLITE_PERM:
      throw Error(ErrorCode::FileUnwritable, "cannot write " + file + ": no permission to write here");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      throw Error(ErrorCode::FileUnwritable,
                  file + " is open in another window or program; close it there first");
    case SQLITE_CANTOPEN:
      throw Error(ErrorCode::FileUnreadable, "cannot open " + file + ": no such file, or no permission");
    case SQLITE_IOERR:
      throw Error(ErrorCode::FileUnwritable,
                  file + ": the disk reports an error (" + detail + "); the last change may not be saved");
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
      throw Error(ErrorCode::FileMalformed,
                  file + " is damaged or not a file of Video4Edit (" + detail + ")");
    case SQLITE_NOMEM:
      throw Error(ErrorCode::OutOfMemory, file + ": not enough memory to read it");
    case SQLITE_TOOBIG:
      throw Error(ErrorCode::InvalidArgument, file + ": a picture or text is too large to be stored");
    default:
      throw Error(ErrorCode::FileMalformed, file + " is not as expected (" + detail + ")");
  }
}

Transaction::Transaction(Database& database) : database_(database) {
  database.execute("BEGIN IMMEDIATE");
}

Transaction::~Transaction() {
  if (!open_) return;
  // Nothing to do about a failure: SQLite rolls back at the latest when the file is opened again.
  sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

void Transaction::commit() {
  database_.execute("COMMIT");
  open_ = false;
}

}  // namespace v4e::sqlite
