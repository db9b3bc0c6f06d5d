// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/project/project_file.h"

#include <array>

#include "core/base/atomic_file.h"
#include "core/base/json_file.h"
#include "core/base/log.h"
#include "core/base/os/file.h"
#include "core/base/content_hash.h"
#include "core/document/project/picture_blob.h"
#include "core/document/project/project_schema.h"

namespace v4e {
namespace {

constexpr std::array<const char*, 11> kMigrations = {
    // Pixels stand last, so that reading the other columns does not touch their pages.
    "CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE source(id INTEGER PRIMARY KEY CHECK(id = 1), path TEXT NOT NULL, size_bytes INTEGER NOT "
    "NULL,"
    "  modified_ns INTEGER NOT NULL, sha256 TEXT NOT NULL, copy BLOB);"
    "CREATE TABLE picture(id INTEGER PRIMARY KEY AUTOINCREMENT, width INTEGER NOT NULL,"
    "  height INTEGER NOT NULL, channels INTEGER NOT NULL, type INTEGER NOT NULL, pixels BLOB NOT NULL);"
    "CREATE TABLE generation(id INTEGER PRIMARY KEY AUTOINCREMENT,"
    "  parent INTEGER REFERENCES generation(id) ON DELETE SET NULL, parent_frame INTEGER NOT NULL,"
    "  created_ms INTEGER NOT NULL, instruction TEXT NOT NULL, caption TEXT NOT NULL, model TEXT NOT NULL,"
    "  parameters TEXT NOT NULL, seed INTEGER NOT NULL, edit_frame INTEGER NOT NULL,"
    "  removed INTEGER NOT NULL);"
    "CREATE TABLE frame(generation INTEGER NOT NULL REFERENCES generation(id) ON DELETE CASCADE,"
    "  position INTEGER NOT NULL, picture INTEGER NOT NULL REFERENCES picture(id),"
    "  PRIMARY KEY(generation, position)) WITHOUT ROWID;"
    "CREATE TABLE mask(generation INTEGER NOT NULL REFERENCES generation(id) ON DELETE CASCADE,"
    "  name TEXT NOT NULL, picture INTEGER NOT NULL REFERENCES picture(id),"
    "  PRIMARY KEY(generation, name)) WITHOUT ROWID;",
    "CREATE TABLE painted(name TEXT PRIMARY KEY, picture INTEGER NOT NULL REFERENCES picture(id)) WITHOUT "
    "ROWID;",
    // A generation's parameters hold its settings as one object. Older ones are read as they are; the number
    // keeps older programs from taking them for damaged.
    "SELECT 1", "ALTER TABLE generation ADD COLUMN name TEXT NOT NULL DEFAULT '';",
    // Photo and edits may be turned and cropped, which older programs would not show. An older program would
    // show what was made from a step that is off as if that were on. What followed its
    // parent until now goes on doing so.
    "ALTER TABLE generation ADD COLUMN is_on INTEGER NOT NULL DEFAULT 1;"
    "ALTER TABLE generation ADD COLUMN follows INTEGER NOT NULL DEFAULT 1;"
    "UPDATE generation SET follows = EXISTS(SELECT 1 FROM mask AS source JOIN mask AS edited"
    "    ON edited.picture = source.picture WHERE source.generation = generation.id"
    "    AND source.name = 'source' AND edited.generation = generation.parent AND edited.name = 'edited')"
    "  WHERE parent IS NOT NULL;",
    // Each step has its own masks: an older program would take those of one step for another's.
    "SELECT 1",
    // Settings may have a region, and frames may be of a part of the photo: older programs know neither.
    "SELECT 1",
    // What changed may be made again from near, or not, as the settings say; and they may have LoRAs and a
    // sampler, without which an older program would make another picture.
    "SELECT 1",
    // They may lead to a finished edit, whose file they name; an older program would make another edit.
    "SELECT 1",
    // They may say by which method the model edits, and how a film is thinned out and ends, without which an
    // older
    // program would make another edit.
    "SELECT 1",
    // They may have a sketch, without which an older program would make another edit.
    "SELECT 1"};
constexpr int kFormatWithPainted = 2;
constexpr int kFormatWithNames = 4;
constexpr int kFormatWithSwitches = 5;

constexpr FileKind kProject{"project", 0x76346570, kMigrations};

/// One file (no log beside it), every commit on the disk, and nobody else in it meanwhile.
void take(sqlite::Database& database) {
  database.execute("PRAGMA locking_mode = EXCLUSIVE");
  database.execute("PRAGMA synchronous = FULL");
  database.execute("BEGIN EXCLUSIVE");
  database.execute("COMMIT");
}

void check_parameters(const Generation& generation) {
  try {
    if (parse_json(generation.parameters, "parameters").is_object()) return;
  } catch (const Error&) {
  }
  throw Error(ErrorCode::InvalidArgument, "the parameters of a generation must be a JSON object");
}

std::int64_t insert_picture(sqlite::Database& database, const Image& image, const std::string& packed) {
  sqlite::Statement insert(
      database, "INSERT INTO picture(width, height, channels, type, pixels) VALUES(?, ?, ?, ?, ?)");
  insert.bind(image.width()).bind(image.height()).bind(image.channels()).bind(static_cast<int>(image.type()));
  insert.bind_blob(packed).run();
  return database.last_row_id();
}

void insert_masks(sqlite::Database& database, std::int64_t generation, const NamedPictures& masks) {
  sqlite::Statement insert(database, "INSERT INTO mask(generation, name, picture) VALUES(?, ?, ?)");
  for (const auto& [name, picture] : masks) insert.bind(generation).bind(name).bind(picture).run();
}

std::vector<std::string> packed_frames(std::span<const Image> frames) {
  std::vector<std::string> packed;
  for (const Image& frame : frames) packed.push_back(pack_picture(frame));
  return packed;
}

void insert_frames(sqlite::Database& database, std::int64_t generation, std::span<const Image> frames,
                   const std::vector<std::string>& packed) {
  sqlite::Statement link(database, "INSERT INTO frame(generation, position, picture) VALUES(?, ?, ?)");
  for (std::size_t i = 0; i < frames.size(); ++i) {
    link.bind(generation)
        .bind(static_cast<int>(i))
        .bind(insert_picture(database, frames[i], packed[i]))
        .run();
  }
}

constexpr const char* kDropUnused =
    "DELETE FROM picture WHERE id NOT IN"
    "  (SELECT picture FROM frame UNION SELECT picture FROM mask UNION SELECT picture FROM painted)";

}  // namespace

SourcePhoto describe_source(const std::filesystem::path& path, const RunContext& context) {
  const std::optional<os::FileStatus> status = os::status_of(path);
  if (!status) throw Error(ErrorCode::FileUnreadable, "cannot read " + path.string() + ": no such file");
  SourcePhoto source;
  source.path = std::filesystem::absolute(path);
  source.size_bytes = status->size_bytes;
  source.modified_ns = status->modified_ns;
  source.sha256 = hash_file(path, context);
  return source;
}

bool source_was_replaced(const SourcePhoto& source) {
  const std::optional<os::FileStatus> status = os::status_of(source.path);
  return !status || status->size_bytes != source.size_bytes || status->modified_ns != source.modified_ns;
}

ProjectFile ProjectFile::create(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) {
    throw Error(ErrorCode::InvalidArgument, path.string() + " exists already; it was left as it is");
  }
  try {
    ProjectFile project(std::make_unique<sqlite::Database>(path, sqlite::OpenMode::Create));
    take(*project.database_);
    migrate(*project.database_, kProject);
    return project;
  } catch (const Error& error) {
    throw Error(ErrorCode::FileUnwritable, error.what());
  }
}

ProjectFile ProjectFile::open(const std::filesystem::path& path) {
  if (!std::filesystem::is_regular_file(path)) {
    throw Error(ErrorCode::FileUnreadable, "cannot open " + path.string() + ": no such file");
  }
  const bool writable = os::is_writable(path);
  ProjectFile project(std::make_unique<sqlite::Database>(
      path, writable ? sqlite::OpenMode::ReadWrite : sqlite::OpenMode::ReadOnly));
  project.read_only_ = !writable;
  check_kind(*project.database_, kProject);
  if (writable) {
    take(*project.database_);
    migrate(*project.database_, kProject);
  }
  // Asks for every table once: a file that lacks one is refused here and not in the middle of the work.
  std::vector<const char*> tables{"setting", "source", "picture", "generation", "frame", "mask"};
  if (project.is_format(kFormatWithPainted)) tables.push_back("painted");
  for (const char* table : tables) {
    (void)project.database_->integer(std::string("SELECT 1 FROM ") + table + " LIMIT 1");
  }
  return project;
}

std::optional<SourcePhoto> ProjectFile::source() {
  sqlite::Statement query(*database_,
                          "SELECT path, size_bytes, modified_ns, sha256, copy IS NOT NULL FROM source");
  if (!query.step()) return std::nullopt;
  return SourcePhoto{query.text(0), query.integer(1), query.integer(2), query.text(3), query.integer(4) != 0};
}

void ProjectFile::set_source(const SourcePhoto& source, std::string_view copy) {
  sqlite::Statement insert(*database_,
                           "INSERT OR REPLACE INTO source(id, path, size_bytes, modified_ns, sha256, copy)"
                           " VALUES(1, ?, ?, ?, ?, ?)");
  insert.bind(source.path.string()).bind(source.size_bytes).bind(source.modified_ns).bind(source.sha256);
  if (copy.empty()) {
    insert.bind_null().run();
  } else {
    insert.bind_blob(copy).run();
  }
}

std::string ProjectFile::source_copy() {
  sqlite::Statement query(*database_, "SELECT copy FROM source");
  return query.step() ? std::string(query.blob(0)) : std::string();
}

std::vector<Generation> ProjectFile::generations() {
  sqlite::Statement query(
      *database_,
      std::string(
          "SELECT id, parent, parent_frame, created_ms, instruction, caption, model, parameters, seed,"
          "  (SELECT count(*) FROM frame WHERE generation = generation.id), edit_frame, removed, ") +
          (is_format(kFormatWithNames) ? "name, " : "'', ") +
          (is_format(kFormatWithSwitches) ? "is_on, follows" : "1, 0") + " FROM generation ORDER BY id");
  std::vector<Generation> all;
  while (query.step()) {
    Generation one;
    one.id = query.integer(0);
    if (!query.is_null(1)) one.parent = query.integer(1);
    one.parent_frame = static_cast<int>(query.integer(2));
    one.created_ms = query.integer(3);
    one.instruction = query.text(4);
    one.caption = query.text(5);
    one.model = query.text(6);
    one.parameters = query.text(7);
    one.seed = static_cast<std::uint64_t>(query.integer(8));
    one.frame_count = static_cast<int>(query.integer(9));
    one.edit_frame = static_cast<int>(query.integer(10));
    one.removed = query.integer(11) != 0;
    one.name = query.text(12);
    one.is_on = query.integer(13) != 0;
    one.follows = query.integer(14) != 0;
    // A tree, whatever the file says: parents come first, so there can be no ring.
    if (one.parent && (*one.parent >= one.id || *one.parent < 1)) {
      throw Error(ErrorCode::FileMalformed, path().string() + " is damaged: its history is not a tree");
    }
    all.push_back(std::move(one));
  }
  return all;
}

std::int64_t ProjectFile::add_generation(const Generation& generation, std::span<const Image> frames,
                                         const NamedPictures& masks) {
  check_parameters(generation);
  if (frames.empty()) throw Error(ErrorCode::InvalidArgument, "a generation has at least one frame");
  const std::vector<std::string> packed = packed_frames(frames);
  sqlite::Transaction transaction(*database_);
  sqlite::Statement insert(*database_,
                           "INSERT INTO generation(parent, parent_frame, created_ms, instruction, caption,"
                           "  model, parameters, seed, edit_frame, removed, name, is_on, follows)"
                           " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(generation.parent).bind(generation.parent_frame).bind(generation.created_ms);
  insert.bind(generation.instruction).bind(generation.caption).bind(generation.model);
  insert.bind(generation.parameters).bind(static_cast<std::int64_t>(generation.seed));
  insert.bind(generation.edit_frame).bind(generation.removed ? 1 : 0).bind(generation.name);
  insert.bind(generation.is_on ? 1 : 0).bind(generation.follows ? 1 : 0).run();
  const std::int64_t id = database_->last_row_id();
  insert_frames(*database_, id, frames, packed);
  insert_masks(*database_, id, masks);
  transaction.commit();
  return id;
}

void ProjectFile::update_generation(const Generation& generation, const std::optional<NamedPictures>& masks,
                                    std::span<const Image> frames) {
  check_parameters(generation);
  const std::vector<std::string> packed = packed_frames(frames);
  sqlite::Transaction transaction(*database_);
  sqlite::Statement update(*database_,
                           "UPDATE generation SET instruction = ?, caption = ?, model = ?, parameters = ?,"
                           "  seed = ?, edit_frame = ?, removed = ?, name = ?, is_on = ?, follows = ?"
                           " WHERE id = ?");
  update.bind(generation.instruction).bind(generation.caption).bind(generation.model);
  update.bind(generation.parameters).bind(static_cast<std::int64_t>(generation.seed));
  update.bind(generation.edit_frame).bind(generation.removed ? 1 : 0).bind(generation.name);
  update.bind(generation.is_on ? 1 : 0).bind(generation.follows ? 1 : 0).bind(generation.id).run();
  if (masks) {
    sqlite::Statement(*database_, "DELETE FROM mask WHERE generation = ?").bind(generation.id).run();
    insert_masks(*database_, generation.id, *masks);
  }
  if (!frames.empty()) {
    sqlite::Statement(*database_, "DELETE FROM frame WHERE generation = ?").bind(generation.id).run();
    insert_frames(*database_, generation.id, frames, packed);
  }
  transaction.commit();
}

PictureId ProjectFile::frame_id(std::int64_t generation, int frame) {
  sqlite::Statement query(*database_, "SELECT picture FROM frame WHERE generation = ? AND position = ?");
  if (!query.bind(generation).bind(frame).step()) {
    throw Error(ErrorCode::InvalidArgument,
                "generation " + std::to_string(generation) + " has no frame " + std::to_string(frame));
  }
  return query.integer(0);
}

PictureId ProjectFile::add_picture(const Image& image) {
  return insert_picture(*database_, image, pack_picture(image));
}

bool ProjectFile::has_picture(PictureId id) {
  return sqlite::Statement(*database_, "SELECT 1 FROM picture WHERE id = ?").bind(id).step();
}

void ProjectFile::set_mask(std::int64_t generation, const std::string& name, PictureId id) {
  if (id == 0) {
    sqlite::Statement(*database_, "DELETE FROM mask WHERE generation = ? AND name = ?")
        .bind(generation)
        .bind(name)
        .run();
    return;
  }
  sqlite::Statement(*database_, "INSERT OR REPLACE INTO mask(generation, name, picture) VALUES(?, ?, ?)")
      .bind(generation)
      .bind(name)
      .bind(id)
      .run();
}

PictureId ProjectFile::mask(std::int64_t generation, const std::string& name) {
  sqlite::Statement query(*database_, "SELECT picture FROM mask WHERE generation = ? AND name = ?");
  return query.bind(generation).bind(name).step() ? query.integer(0) : 0;
}

// An older file that may not be written to stays as it is.
/// One that may not be written keeps an older format.
bool ProjectFile::is_format(int version) {
  return database_->integer("PRAGMA user_version") >= version;
}

void ProjectFile::set_painted(const NamedPictures& pictures) {
  sqlite::Transaction transaction(*database_);
  database_->execute("DELETE FROM painted");
  sqlite::Statement insert(*database_, "INSERT INTO painted(name, picture) VALUES(?, ?)");
  for (const auto& [name, picture] : pictures) insert.bind(name).bind(picture).run();
  transaction.commit();
}

NamedPictures ProjectFile::painted() {
  NamedPictures pictures;
  if (!is_format(kFormatWithPainted)) return pictures;
  sqlite::Statement query(*database_, "SELECT name, picture FROM painted");
  while (query.step()) pictures[query.text(0)] = query.integer(1);
  return pictures;
}

void ProjectFile::set_setting(const std::string& key, const std::string& value) {
  sqlite::Statement(*database_, "INSERT OR REPLACE INTO setting(key, value) VALUES(?, ?)")
      .bind(key)
      .bind(value)
      .run();
}

std::optional<std::string> ProjectFile::setting(const std::string& key) {
  sqlite::Statement query(*database_, "SELECT value FROM setting WHERE key = ?");
  if (!query.bind(key).step()) return std::nullopt;
  return query.text(0);
}

void ProjectFile::purge() {
  sqlite::Transaction transaction(*database_);
  // A removed node whose branch lives on stays, or the branch would lose what it was made from.
  database_->execute(
      "WITH RECURSIVE kept(id) AS (SELECT id FROM generation WHERE NOT removed UNION"
      "  SELECT parent FROM generation JOIN kept USING(id) WHERE parent IS NOT NULL)"
      " DELETE FROM generation WHERE id NOT IN (SELECT id FROM kept)");
  database_->execute(kDropUnused);
  transaction.commit();
}

void ProjectFile::drop_unused_pictures() {
  database_->execute(kDropUnused);
}

void ProjectFile::save_copy(const std::filesystem::path& target) {
  AtomicFile file(target);
  sqlite::Statement vacuum(*database_, "VACUUM INTO ?");
  vacuum.bind(file.temporary_path().string()).run();
  file.commit();
}

}  // namespace v4e
