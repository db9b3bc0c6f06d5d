// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>

#include "core/document/sqlite.h"

namespace v4e {

/// What a kind of file is called and how it grew: migrations[i] leads from format i to i + 1.
struct FileKind {
  const char* name;  ///< human-readable
  int application_id;
  std::span<const char* const> migrations;
};

/// Throws Error(FileMalformed) if the database is another kind of file, Error(Unsupported) if it was made by
/// a newer version of the program.
void check_kind(sqlite::Database& database, const FileKind& kind);

/// Brings an empty or older file to the newest format, in one transaction: it fails without a trace.
void migrate(sqlite::Database& database, const FileKind& kind);

}  // namespace v4e
