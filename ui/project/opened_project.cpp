// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/opened_project.h"

#include <algorithm>
#include <charconv>

#include "core/base/json_file.h"
#include "core/base/log.h"
#include "core/image/io/photo_io.h"
#include "core/image/photo_shape.h"
#include "ui/project/project_painted.h"
#include "ui/project/project_settings.h"
#include "ui/project/project_sketches.h"

namespace v4e::ui {
namespace {

namespace fs = std::filesystem;

/// The photo as the project describes it; nothing if there is none of that content.
std::optional<SourcePhoto> find_photo(const SourcePhoto& wanted, const fs::path& beside,
                                      const RunContext& context) {
  if (wanted.path.empty()) return std::nullopt;
  if (!source_was_replaced(wanted)) return wanted;
  // A copied or moved file has another time; a project folder may have moved with its photo.
  for (const fs::path& path : {wanted.path, beside / wanted.path.filename()}) {
    std::error_code ignored;
    if (!fs::is_regular_file(path, ignored)) continue;
    SourcePhoto found = describe_source(path, context);
    if (found.sha256 == wanted.sha256) return found;
  }
  return std::nullopt;
}

/// A drawing in the size that its edits have, whatever is chosen for others now.
ReadOptions read_options(const OpenedProject& opened) {
  return {.drawing_side_px = opened.drawing_side_px};
}

void read_from(OpenedProject& opened, const SourcePhoto& photo) {
  opened.source = photo;
  opened.photo_path = photo.path;
  opened.read_photo = [path = photo.path, options = read_options(opened)](const RunContext& run) {
    return read_photo(path, options, run);
  };
}

void choose_photo(OpenedProject& opened, const fs::path& beside, const RunContext& context) {
  ProjectFile& file = opened.working->file();
  const auto stored = file.source();
  if (!stored)
    throw Error(ErrorCode::FileMalformed, beside.string() + ": this project does not say what it edits");
  opened.source = *stored;
  const auto found = find_photo(*stored, beside, context);
  if (!found && stored->has_copy) {
    const auto copy = std::make_shared<const std::string>(file.source_copy());
    opened.read_photo = [copy, name = opened.photo_name, options = read_options(opened)](const RunContext& run) {
      return decode_photo(*copy, name, options, run);
    };
    return;
  }
  std::error_code ignored;
  opened.photo_is_missing = !found && !fs::is_regular_file(stored->path, ignored);
  if (opened.photo_is_missing) return;
  opened.photo_was_replaced = !found;
  read_from(opened, found ? *found : describe_source(stored->path, context));
}

/// A damaged one is no reason not to open the project: the photo is shown whole.
Geometry stored_geometry(ProjectFile& file) {
  try {
    const std::string text = file.setting(project::kGeometry).value_or("{}");
    return geometry_from(parse_json(text, "the project's geometry", 4), "the project");
  } catch (const Error& error) {
    logger("ui").warn("{}", error.what());
    return {};
  }
}

int stored_drawing_side(ProjectFile& file) {
  const std::string text = file.setting(project::kDrawingSide).value_or("0");
  int side = 0;
  std::from_chars(text.data(), text.data() + text.size(), side);
  return std::clamp(side, 0, kMostDrawingSide_px);
}

OpenedProject read(std::shared_ptr<WorkingProject> working) {
  OpenedProject opened;
  opened.working = std::move(working);
  ProjectFile& file = opened.working->file();
  opened.generations = file.generations();
  opened.sources = sourcesOf(file, opened.generations);
  const std::string current = file.setting(project::kCurrent).value_or("0");
  std::from_chars(current.data(), current.data() + current.size(), opened.current);
  opened.instruction = file.setting(project::kInstruction).value_or("");
  opened.geometry = stored_geometry(file);
  opened.drawing_side_px = stored_drawing_side(file);
  opened.painted = loadPainted(file);
  opened.sketches = loadSketches(file);
  opened.photo_name = file.setting(project::kPhotoName).value_or("");
  return opened;
}

/// Nothing can bring back what was removed before.
std::shared_ptr<WorkingProject> purged(const fs::path& working_file) {
  ProjectFile file = ProjectFile::open(working_file);
  file.purge();
  return std::make_shared<WorkingProject>(std::move(file));
}

}  // namespace

void takePhoto(OpenedProject& opened, const SourcePhoto& photo) {
  opened.photo_is_missing = false;
  opened.photo_was_replaced = photo.sha256 != opened.source.sha256;
  opened.modified = true;
  read_from(opened, photo);
}

OpenedProject openProject(const fs::path& project, const fs::path& working_file, const RunContext& context) {
  if (!fs::is_regular_file(project))
    throw Error(ErrorCode::FileUnreadable, "cannot open " + project.string() + ": no such file");
  std::error_code failed;
  fs::copy_file(project, working_file, failed);
  if (failed)
    throw Error(ErrorCode::FileUnwritable,
                "cannot copy " + project.string() + " to " + working_file.string() + ": " + failed.message());
  try {
    fs::permissions(working_file, fs::perms::owner_read | fs::perms::owner_write);
    OpenedProject opened = read(purged(working_file));
    opened.saved_path = project.string();
    opened.working->file().set_setting(ui::project::kSavedPath, opened.saved_path);
    opened.working->file().set_setting(ui::project::kModified, "0");
    choose_photo(opened, project.parent_path(), context);
    return opened;
  } catch (...) {
    fs::remove(working_file, failed);
    throw;
  }
}

OpenedProject continueProject(const fs::path& working_file, const RunContext& context) {
  OpenedProject opened = read(purged(working_file));
  opened.saved_path = opened.working->file().setting(project::kSavedPath).value_or("");
  opened.modified = opened.working->file().setting(project::kModified).value_or("1") == "1";
  choose_photo(opened, fs::path(opened.saved_path).parent_path(), context);
  return opened;
}

}  // namespace v4e::ui
