// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "ui/project/working_project.h"

namespace v4e::ui {

/// A project that was read up to its pictures, which come when they are asked for.
struct OpenedProject {
  std::shared_ptr<WorkingProject> working;
  std::vector<Generation> generations;
  std::map<std::int64_t, std::int64_t> sources;  ///< see sourcesOf()
  std::int64_t current = 0;
  std::string instruction;
  Geometry geometry;  ///< of the photo where it is shown without an edit
  int drawing_side_px = 0;  ///< of the picture that a drawing was made for this project; 0: it is none
  PaintedSteps painted;
  SketchSteps sketches;
  std::string saved_path;  ///< where the user keeps it; empty: nowhere yet
  bool modified = false;   ///< there is more in it than there
  SourcePhoto source;
  std::string photo_name;
  std::filesystem::path photo_path;  ///< empty: the photo comes out of the project
  bool photo_was_replaced = false;   ///< what is at photo_path is not what was edited
  bool photo_is_missing = false;     ///< it is nowhere: takePhoto() one before read_photo is called
  std::function<Photo(const RunContext&)> read_photo;
};

/// Gives the project a photo that the user found for it; where the project is kept does not say so yet.
void takePhoto(OpenedProject& opened, const SourcePhoto& photo);

/// Copies a project to a working file, which is deleted again where that fails, and reads it.
/// Throws Error(FileUnreadable: no project | FileMalformed | FileUnwritable |
/// Unsupported), Cancelled.
[[nodiscard]] OpenedProject openProject(const std::filesystem::path& project,
                                        const std::filesystem::path& working_file, const RunContext& context);

/// Goes on from a working file that a crash left behind. Throws as above; the file stays.
[[nodiscard]] OpenedProject continueProject(const std::filesystem::path& working_file,
                                            const RunContext& context);

}  // namespace v4e::ui
