// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/edit_targets.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <utility>

#include "core/base/edited_name.h"
#include "core/base/error.h"
#include "core/base/os/file.h"
#include "core/image/photo_kinds.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

bool names_folder(const std::string& output) {
  std::error_code ignored;
  return !output.empty() && (output.back() == '/' || fs::is_directory(output, ignored));
}

/// The photo's own format where it can be written.
fs::path result_name(const fs::path& photo) {
  return edited_name(photo.stem().string(), output_extension(photo));
}

fs::path with_prefix(const std::string& target, const fs::path& photo, bool several) {
  if (target.empty() || !several) return target;
  const fs::path path(target);
  return path.parent_path() / file_name(photo.stem().string(), "-", path.filename().string());
}

/// A file that is read or written, and what the user knows it as.
struct NamedFile {
  fs::path path;
  std::string role;
  bool is_photo = false;
};

/// Folder and name as they are compared: links in folders followed, case ignored, as some disks do.
fs::path place_of(const fs::path& path) {
  std::error_code failure;
  const fs::path folder = fs::weakly_canonical(fs::absolute(path).parent_path(), failure);
  std::string name = path.filename().string();
  std::ranges::transform(name, name.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return (failure ? fs::absolute(path).parent_path() : folder) / name;
}

/// Device and file number: the same for all names of a file, links and hard links.
std::optional<std::pair<std::uint64_t, std::uint64_t>> identity_of(const fs::path& path) {
  const std::optional<os::FileStatus> found = os::status_of(path);
  return found ? std::optional(found->identity) : std::nullopt;
}

/// "frame-007.png" and the like in the folder for frames.
bool is_frame_of(const fs::path& path, const fs::path& folder) {
  const std::string name = place_of(path).filename().string();
  return name.starts_with("frame-") && name.ends_with(".png") &&
         place_of(path).parent_path() == place_of(folder / "x").parent_path();
}

[[noreturn]] void refuse(const NamedFile& one, const NamedFile& other) {
  if (one.is_photo || other.is_photo) {
    const NamedFile& target = one.is_photo ? other : one;
    throw Error(ErrorCode::InvalidArgument, target.role + " " + target.path.string() +
                                                " would replace " + (one.is_photo ? one.role : other.role) +
                                                   " itself; give it another name");
  }
  throw Error(ErrorCode::InvalidArgument, one.role + " and " + other.role + " would both become " +
                                              other.path.string() + "; give each a name of its own");
}

/// All files of a command against each other: the second of two would replace the first.
class TargetCheck {
 public:
  void add(NamedFile file) { files_.push_back({std::move(file), {}, {}}); }
  void add_frames(fs::path folder) { folders_.push_back(std::move(folder)); }

  void run() {
    for (Entry& entry : files_) {
      entry.place = place_of(entry.file.path);
      entry.identity = identity_of(entry.file.path);
    }
    check_pairs([](const Entry& entry) { return entry.place.string(); });
    check_pairs([](const Entry& entry) {
      return entry.identity
                 ? std::to_string(entry.identity->first) + ":" + std::to_string(entry.identity->second)
                 : std::string();
    });
    for (const fs::path& folder : folders_) {
      for (const Entry& entry : files_) {
        if (is_frame_of(entry.file.path, folder)) refuse(entry.file, {entry.file.path, "a frame", false});
      }
    }
  }

 private:
  struct Entry {
    NamedFile file;
    fs::path place;
    std::optional<std::pair<std::uint64_t, std::uint64_t>> identity;
  };

  /// Neighbours after sorting by `key`; an empty one is alone. One photo may be given twice.
  template <typename Key>
  void check_pairs(const Key& key) {
    std::ranges::stable_sort(files_, {}, key);
    for (std::size_t i = 1; i < files_.size(); ++i) {
      const Entry& one = files_[i - 1];
      const Entry& other = files_[i];
      if (key(other).empty() || key(one) != key(other)) continue;
      if (!one.file.is_photo || !other.file.is_photo) refuse(one.file, other.file);
    }
  }

  std::vector<Entry> files_;
  std::vector<fs::path> folders_;
};

/// No file of the command may replace another, least of all a photo.
void check_collisions(const std::vector<fs::path>& photos, const std::string& ending,
                      const std::vector<ExportPlan>& plans) {
  TargetCheck check;
  for (const fs::path& photo : photos) check.add({photo, "the photo", true});
  if (!ending.empty()) check.add({ending, "the finished edit", true});
  for (const ExportPlan& plan : plans) {
    if (!plan.picture.empty()) check.add({plan.picture, "the edited photo", false});
    if (!plan.mask.empty()) check.add({plan.mask, "the mask", false});
    if (!plan.video.empty()) check.add({plan.video, "the video", false});
    if (plan.frames.empty()) continue;
    check.add({plan.frames.has_filename() ? plan.frames : plan.frames.parent_path(), "the folder of frames",
               false});
    check.add_frames(plan.frames);
  }
  check.run();
}

}  // namespace

fs::path require_folder(const std::string& output) {
  std::error_code failure;
  fs::create_directories(output, failure);
  if (failure)
    throw Error(ErrorCode::FileUnwritable, output + ": the folder cannot be made: " + failure.message());
  return output;
}

std::vector<ExportPlan> plan_targets(const std::vector<fs::path>& photos, const std::string& instruction,
                                     const EditTargetArguments& arguments) {
  // A forgotten instruction takes the last photo's place.
  std::error_code ignored;
  if (fs::is_regular_file(instruction, ignored))
    throw Error(ErrorCode::InvalidArgument, "\"" + instruction +
                                                "\" is a file; the instruction must come last: "
                                                "v4e edit PHOTO... \"INSTRUCTION\"");
  for (const fs::path& photo : photos) {
    if (!fs::exists(photo, ignored))
      throw Error(ErrorCode::FileUnreadable, photo.string() + ": there is no such file");
  }
  const bool several = photos.size() > 1;
  const bool folder = several ? !arguments.output.empty() : names_folder(arguments.output);
  if (several && !arguments.output.empty() && fs::is_regular_file(arguments.output, ignored))
    throw Error(ErrorCode::InvalidArgument,
                arguments.output + " is a file; for several photos -o names a folder");
  const fs::path into = folder ? require_folder(arguments.output) : fs::path();

  std::vector<ExportPlan> plans;
  for (const fs::path& photo : photos) {
    ExportPlan plan;
    plan.picture = folder                     ? into / result_name(photo)
                   : arguments.output.empty() ? photo.parent_path() / result_name(photo)
                                              : fs::path(arguments.output);
    const bool has_film = !arguments.video.empty() || !arguments.frames.empty();
    if (!arguments.ending.empty() && arguments.output.empty() && has_film) plan.picture.clear();
    plan.mask = with_prefix(arguments.mask, photo, several);
    plan.video = with_prefix(arguments.video, photo, several);
    plan.frames = with_prefix(arguments.frames, photo, several);
    plan.overwrite = arguments.overwrite;
    plan.layers = arguments.layers;
    plans.push_back(std::move(plan));
  }
  check_collisions(photos, arguments.ending, plans);
  for (const ExportPlan& plan : plans) plan.check();
  return plans;
}

}  // namespace v4e::cli
