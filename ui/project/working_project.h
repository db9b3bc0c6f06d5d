// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "ui/masks/mask_model.h"
#include "ui/project/project_nodes.h"
#include "ui/project/project_painted.h"
#include "ui/sketch/sketch_model.h"

namespace v4e::ui {

struct ProjectNode {
  Generation generation;
  std::shared_ptr<const EditResult> result;  ///< null: as the project has it
  int version = 0;                           ///< goes up with each other result
  int made = 0;                              ///< goes up where its frames are others, too
};

/// What is open, as it is to be kept. Pictures are shared, so a copy costs next to nothing.
struct ProjectState {
  SourcePhoto source;  ///< without a path: the photo came without a file
  std::string photo_name;
  std::shared_ptr<const Photo> photo;
  Geometry geometry = {};    ///< of the photo where it is shown without an edit
  int drawing_side_px = 0;   ///< longer side of the picture that a drawing became; 0: it is none
  bool keeps_photo = false;  ///< even where its file is still there
  std::vector<ProjectNode> nodes;
  std::int64_t current = 0;  ///< 0: the photo
  std::string instruction;
  PaintedSteps painted;  ///< by the history's numbers
  SketchSteps sketches;  ///< the same
  std::string path;      ///< where the user saved it; empty: nowhere yet
  bool modified = false;
};

/// The private file that a project is worked on in. It follows what is open in small steps, so that a crash
/// loses next to nothing; saving copies it to where the user wants it. Outlives the program unless discard()
/// is called. For one thread at a time, never the GUI's.
class WorkingProject {
 public:
  /// Makes the file. Throws as ProjectFile::create().
  explicit WorkingProject(const std::filesystem::path& file)
      : remover_{false, file}, file_(ProjectFile::create(file)) {}
  /// Goes on with one that is there.
  explicit WorkingProject(ProjectFile file);

  [[nodiscard]] ProjectFile& file() { return file_; }
  [[nodiscard]] std::filesystem::path path() const { return file_.path(); }

  /// Writes what is not in the file yet; nodes that are neither there nor in memory are left out. Throws
  /// Error(FileUnwritable: not writable, or the file is gone): what was written by then stays.
  void sync(const ProjectState& state);
  /// All nodes of `state` are in the file.
  [[nodiscard]] bool isComplete(const ProjectState& state) const;
  /// sync(), then the file as the user wants it, whole or not at all.
  void save(ProjectState state, const std::filesystem::path& target);

  /// By the history's numbers. Throws as loadNode().
  [[nodiscard]] std::shared_ptr<const EditResult> load(std::int64_t node,
                                                       const std::shared_ptr<const Photo>& photo,
                                                       const RunContext& context);
  /// The edit as small as the history shows it, in sRGB.
  [[nodiscard]] Image smallPicture(std::int64_t node);

  /// Deletes the file when this object goes.
  void discard() { remover_.discards = true; }

 private:
  struct Remover {
    bool discards = false;
    std::filesystem::path path;
    ~Remover();
  };
  struct Stored {
    Generation generation;  ///< with the file's numbers
    int version = 0;
    int made = 0;
  };
  void writePhoto(const ProjectState& state);
  void writeNode(const ProjectNode& node, const ProjectState& state);
  void addNode(const ProjectNode& node, const ProjectState& state);
  /// The file's number of the nearest ancestor that is in it.
  [[nodiscard]] std::optional<std::int64_t> storedParent(const ProjectNode& node,
                                                         const ProjectState& state) const;
  void writePainted(const PaintedSteps& painted);
  void writeSketches(const SketchSteps& sketches);
  void setSetting(const std::string& key, const std::string& value);
  [[nodiscard]] const Stored& stored(std::int64_t node) const;

  Remover remover_;  ///< first: it acts when the file is closed
  ProjectFile file_;
  std::map<std::int64_t, Stored> stored_;  ///< by the history's numbers
  std::map<std::string, std::string> settings_;
  std::optional<SourcePhoto> source_;  ///< as it stands in the file
  SharedPhotos photos_;
  PaintedStore painted_;
  bool leaves_unused_ = false;  ///< pictures that nothing refers to any more
};

/// `state` with the results that are only in the file `from` (null: there is none), as far as that can still
/// be read: all that another file can be made of. Throws Cancelled.
[[nodiscard]] ProjectState withResultsOf(WorkingProject* from, ProjectState state, const RunContext& context);

}  // namespace v4e::ui
