// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/project/project_schema.h"

#include <string>

namespace v4e {

void check_kind(sqlite::Database& database, const FileKind& kind) {
  const std::string file = database.path().string();
  if (database.integer("PRAGMA application_id") != kind.application_id) {
    throw Error(ErrorCode::FileMalformed, file + " is not a " + kind.name + " of Video4Edit");
  }
  const auto format = database.integer("PRAGMA user_version");
  const auto newest = static_cast<std::int64_t>(kind.migrations.size());
  if (format > newest) {
    throw Error(ErrorCode::Unsupported, file + " was made by a newer Video4Edit (format " +
                                            std::to_string(format) + "; this one reads up to " +
                                            std::to_string(newest) + "): update the program to open it");
  }
  if (format < 1) throw Error(ErrorCode::FileMalformed, file + " is damaged: it has no format number");
}

void migrate(sqlite::Database& database, const FileKind& kind) {
  const auto format = static_cast<std::size_t>(database.integer("PRAGMA user_version"));
  if (format >= kind.migrations.size()) return;
  sqlite::Transaction transaction(database);
  for (std::size_t step = format; step < kind.migrations.size(); ++step) {
    database.execute(kind.migrations[step]);
  }
  database.execute(("PRAGMA application_id = " + std::to_string(kind.application_id)).c_str());
  database.execute(("PRAGMA user_version = " + std::to_string(kind.migrations.size())).c_str());
  transaction.commit();
}

}  // namespace v4e
