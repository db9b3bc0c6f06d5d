// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/document/sqlite.h"
#include "core/image/image.h"

namespace v4e {

/// The photo that a project edits. The file stays where it is; a copy inside the project is optional.
struct SourcePhoto {
  std::filesystem::path path;
  std::int64_t size_bytes = 0;
  std::int64_t modified_ns = 0;  ///< since 1970
  std::string sha256;
  bool has_copy = false;
};

/// Path, size, time and content hash of a photo as it is on disk now. Throws Error(FileUnreadable),
/// Cancelled.
[[nodiscard]] SourcePhoto describe_source(const std::filesystem::path& path, const RunContext& context = {});

/// True if the file at source.path is no longer the one described; compares size and time only.
[[nodiscard]] bool source_was_replaced(const SourcePhoto& source);

/// One run of the model: a node of the history tree. Its parent is the frame it was branched from.
struct Generation {
  std::int64_t id = 0;
  std::optional<std::int64_t> parent;  ///< nothing: made from the photo itself
  int parent_frame = 0;                ///< which frame of the parent it started from
  std::int64_t created_ms = 0;         ///< since 1970
  std::string name;                    ///< the user's own; empty: called after its instruction
  std::string instruction;
  std::string caption;
  std::string model;
  std::string parameters = "{}";  ///< JSON object
  std::uint64_t seed = 0;
  int frame_count = 0;
  int edit_frame = 0;    ///< the frame that counts as the edit
  bool removed = false;  ///< taken back by undo or deleted by the user; still there until purge()
  bool is_on = true;     ///< off: what is made from it is made as if it were not there
  /// Is made again when what it was made from changes. Steps of older projects whose parent was changed after
  /// them stay the pictures that they are.
  bool follows = true;
};

/// A picture in the project, by number. Frames and masks refer to pictures; pictures never change.
using PictureId = std::int64_t;

/// Pictures that belong to a generation beside its frames, by name.
using NamedPictures = std::map<std::string, PictureId>;

/// A `.v4e` project: one SQLite file with the photo's reference, the history tree, frames, masks and
/// settings. Each call that changes something is one transaction on disk: a crash at any moment leaves the
/// state before or after it. Pictures are read when asked for, so opening does not depend on their number.
/// While it is open for writing no other program can open it. Not for two threads at once.
class ProjectFile {
 public:
  /// Makes a new file. Throws Error(InvalidArgument) if there is one already, Error(FileUnwritable).
  static ProjectFile create(const std::filesystem::path& path);
  /// Opens for writing, or for reading only where writing is not allowed. Migrates older formats.
  /// Throws Error(FileUnreadable | FileMalformed | FileUnwritable: open elsewhere | Unsupported: newer).
  static ProjectFile open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return database_->path(); }
  [[nodiscard]] bool is_read_only() const { return read_only_; }

  [[nodiscard]] std::optional<SourcePhoto> source();
  /// `copy`: the photo file's bytes, empty for none.
  void set_source(const SourcePhoto& source, std::string_view copy = {});
  [[nodiscard]] std::string source_copy();

  /// All of them, removed ones too, in order of their making.
  [[nodiscard]] std::vector<Generation> generations();
  /// Stores a generation with its frames and masks; id and frame_count of `generation` are ignored. Returns
  /// its id.
  std::int64_t add_generation(const Generation& generation, std::span<const Image> frames,
                              const NamedPictures& masks = {});
  /// Everything except id, parent and frame_count. `masks` take the place of those that are there; nothing
  /// leaves them. So do `frames`, unless there are none.
  void update_generation(const Generation& generation, const std::optional<NamedPictures>& masks = {},
                         std::span<const Image> frames = {});
  [[nodiscard]] PictureId frame_id(std::int64_t generation, int frame);

  PictureId add_picture(const Image& image);
  /// Whether it is still there: purge() and drop_unused_pictures() delete what nothing refers to.
  [[nodiscard]] bool has_picture(PictureId id);
  /// Throws Error(FileMalformed) naming the picture if it is damaged; others stay readable.
  [[nodiscard]] Image picture(PictureId id);
  /// Many of them, unpacked by all cores. Throws what picture() does, or Cancelled.
  [[nodiscard]] std::vector<Image> pictures(std::span<const PictureId> ids, const RunContext& context = {});

  /// A named mask of a generation; id 0 takes it away.
  void set_mask(std::int64_t generation, const std::string& name, PictureId id);
  /// 0: there is none.
  [[nodiscard]] PictureId mask(std::int64_t generation, const std::string& name);

  /// Pictures that the user painted and that belong to no generation. They take the place of those that are
  /// there.
  void set_painted(const NamedPictures& pictures);
  [[nodiscard]] NamedPictures painted();

  void set_setting(const std::string& key, const std::string& value);
  [[nodiscard]] std::optional<std::string> setting(const std::string& key);

  /// Deletes removed generations, and pictures that nothing refers to. Undo cannot bring them back.
  void purge();
  /// Deletes pictures that no frame, no mask and nothing painted refers to.
  void drop_unused_pictures();
  /// A compact copy at `target`, replacing a file there only when the copy is complete. Throws
  /// Error(FileUnwritable).
  void save_copy(const std::filesystem::path& target);

 private:
  explicit ProjectFile(std::unique_ptr<sqlite::Database> database) : database_(std::move(database)) {}

  struct PackedPicture;
  [[nodiscard]] PackedPicture packed_picture(PictureId id);
  [[nodiscard]] bool is_format(int version);

  std::unique_ptr<sqlite::Database> database_;
  bool read_only_ = false;
};

}  // namespace v4e
