// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/edit_targets.h"

#include <set>

#include "core/base/error.h"
#include "core/image/photo.h"

namespace v4e::cli {
namespace {

namespace fs = std::filesystem;

bool names_folder(const std::string& output) {
  std::error_code ignored;
  return !output.empty() && (output.back() == '/' || fs::is_directory(output, ignored));
}

/// The photo's own format where it can be written, else PNG.
std::string result_name(const fs::path& photo) {
  const auto format = format_of_extension(photo);
  const bool writable = format && *format != PhotoFormat::Gif;
  return photo.stem().string() + "-edited" + (writable ? photo.extension().string() : ".png");
}

/// The folder is made here, so that a mistake in it is found before the work.
fs::path require_folder(const std::string& output) {
  std::error_code failure;
  fs::create_directories(output, failure);
  if (failure)
    throw Error(ErrorCode::FileUnwritable, output + ": the folder cannot be made: " + failure.message());
  return output;
}

fs::path with_prefix(const std::string& target, const fs::path& photo, bool several) {
  if (target.empty() || !several) return target;
  const fs::path path(target);
  return path.parent_path() / (photo.stem().string() + "-" + path.filename().string());
}

}  // namespace

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
  std::set<fs::path> taken;
  for (const fs::path& photo : photos) {
    ExportPlan plan;
    plan.picture = folder                     ? into / result_name(photo)
                   : arguments.output.empty() ? photo.parent_path() / result_name(photo)
                                              : fs::path(arguments.output);
    plan.mask = with_prefix(arguments.mask, photo, several);
    plan.video = with_prefix(arguments.video, photo, several);
    plan.frames = with_prefix(arguments.frames, photo, several);
    plan.overwrite = arguments.overwrite;
    if (!taken.insert(plan.picture).second)
      throw Error(ErrorCode::InvalidArgument, "two photos would both become " + plan.picture.string() +
                                                  "; edit them one by one, or rename one");
    plan.check();
    plans.push_back(std::move(plan));
  }
  return plans;
}

}  // namespace v4e::cli
