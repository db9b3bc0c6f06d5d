// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/edit/edit_export.h"

namespace v4e::cli {

struct EditTargetArguments {
  std::string output;
  std::string frames;
  std::string video;
  std::string mask;
  std::string evolution_size = "model";  ///< of frames and video: model, photo, or pixels of the longer side
  bool overwrite = false;
  bool layers = false;
  /// The finished edit that is there already, where that is so: it is not written over, and without `output`
  /// there is no picture beside a video or frames.
  std::string ending;
};

/// The folder, made where it is not there, so that a mistake in it is found before the work. Throws
/// Error(FileUnwritable).
[[nodiscard]] std::filesystem::path require_folder(const std::string& output);

/// Where the results of each photo go. One photo: `output` is a file, or an existing folder or one written
/// with a slash at its end. Several: a folder, made if it is not there; frames, video and mask get the
/// photo's name in front. Without `output`: "photo-edited.jpg" beside the photo. All targets are checked
/// before anything is read. Throws Error(InvalidArgument | FileUnwritable).
[[nodiscard]] std::vector<ExportPlan> plan_targets(const std::vector<std::filesystem::path>& photos,
                                                   const std::string& instruction,
                                                   const EditTargetArguments& arguments);

}  // namespace v4e::cli
