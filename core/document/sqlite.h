// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace v4e::sqlite {

enum class OpenMode { ReadOnly, ReadWrite, Create };

class Database;

/// A prepared statement. Values are bound in order of the question marks, from 1; columns count from 0.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  Statement& bind(std::int64_t value);
  Statement& bind(int value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(double value);
  Statement& bind(std::string_view text);
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  Statement& bind_blob(std::string_view bytes);
  Statement& bind_null();
  Statement& bind(const std::optional<std::int64_t>& value) { return value ? bind(*value) : bind_null(); }

  /// True while there is a row. Throws Error as Database::fail() maps it.
  bool step();
  /// For statements that return no row: runs it and makes it ready for the next values.
  void run();
  void reset();

  [[nodiscard]] bool is_null(int column) const;
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] double real(int column) const;
  [[nodiscard]] std::string text(int column) const;
  /// Valid until the next step().
  [[nodiscard]] std::string_view blob(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
  int next_parameter_ = 1;
};

/// One connection, hardened against files made by others (no triggers or views of the file can do harm,
/// cells are checked). Not for two threads at once.
class Database {
 public:
  /// Throws Error(FileUnreadable | FileUnwritable | FileMalformed).
  Database(const std::filesystem::path& path, OpenMode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Runs statements that return nothing of interest.
  void execute(const char* sql);
  /// The first column of the first row, 0 or empty if there is none.
  [[nodiscard]] std::int64_t integer(std::string_view sql);
  [[nodiscard]] std::string text(std::string_view sql);
  [[nodiscard]] std::int64_t last_row_id() const;
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] sqlite3* handle() { return handle_; }

  /// Throws the Error that an SQLite result code stands for: a full disk, a file in use, a damaged file …
  [[noreturn]] void fail(int result) const;

 private:
  std::filesystem::path path_;
  sqlite3* handle_ = nullptr;
};

/// Everything between construction and commit() happens or does not. Without commit() it does not.
class Transaction {
 public:
  /// Takes the write lock at once, so that a later statement cannot find the file taken.
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit();

 private:
  Database& database_;
  bool open_ = true;
};

}  // namespace v4e::sqlite
