// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/working_project.h"

#include <algorithm>
#include <span>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/log.h"
#include "core/image/io/photo_io.h"
#include "core/merge/strength.h"
#include "ui/project/project_settings.h"
#include "ui/project/project_sketches.h"

namespace v4e::ui {
namespace {

constexpr std::size_t kMaxCopyBytes = 1u << 30;  // SQLite's own limit of a value is not far above

/// The photo's file, or the photo written again where that is another one by now.
std::string photo_bytes(const ProjectState& state) {
  if (!state.source.path.empty() && !source_was_replaced(state.source))
    return read_file(state.source.path, kMaxCopyBytes);
  WriteOptions options;
  options.format = PhotoFormat::Png;
  options.png_compression = 1;
  return encode_photo(*state.photo, options).bytes;
}

}  // namespace

WorkingProject::Remover::~Remover() {
  if (!discards) return;
  std::error_code ignored;  // what is left is offered at the next start, and can be discarded there
  std::filesystem::remove(path, ignored);
  std::filesystem::remove(path.string() + "-journal", ignored);
}

WorkingProject::WorkingProject(ProjectFile file) : remover_{false, file.path()}, file_(std::move(file)) {
  source_ = file_.source();
  for (const Generation& generation : file_.generations()) stored_[generation.id] = {generation, 0, 0};
}

const WorkingProject::Stored& WorkingProject::stored(std::int64_t node) const {
  const auto found = stored_.find(node);
  if (found == stored_.end())
    throw Error(ErrorCode::InvalidArgument, "the project has no edit " + std::to_string(node));
  return found->second;
}

void WorkingProject::setSetting(const std::string& key, const std::string& value) {
  const auto known = settings_.find(key);
  if (known != settings_.end() && known->second == value) return;
  file_.set_setting(key, value);
  settings_[key] = value;
}

void WorkingProject::writePhoto(const ProjectState& state) {
  const bool wants_copy = state.keeps_photo || state.source.path.empty() || source_was_replaced(state.source);
  const bool is_same = source_ && source_->path == state.source.path &&
                       source_->sha256 == state.source.sha256 && source_->has_copy == wants_copy;
  if (is_same) return;
  file_.set_source(state.source, wants_copy ? photo_bytes(state) : std::string());
  source_ = state.source;
  source_->has_copy = wants_copy;
}

std::optional<std::int64_t> WorkingProject::storedParent(const ProjectNode& node,
                                                         const ProjectState& state) const {
  std::optional<std::int64_t> parent = node.generation.parent;
  while (parent) {
    if (const auto found = stored_.find(*parent); found != stored_.end()) return found->second.generation.id;
    const auto open = std::find_if(state.nodes.begin(), state.nodes.end(),
                                   [&](const ProjectNode& each) { return each.generation.id == *parent; });
    parent = open == state.nodes.end() ? std::nullopt : open->generation.parent;
  }
  return std::nullopt;
}

void WorkingProject::addNode(const ProjectNode& node, const ProjectState& state) {
  if (!node.result) return;
  Stored fresh{node.generation, node.version, node.made};
  fresh.generation.parent = storedParent(node, state);
  fresh.generation.parameters = nodeParameters(*node.result, state.photo);
  const NamedPictures pictures = storeNodePictures(file_, *node.result, state.photo, photos_);
  const EditResult& stored = node.result->unshaped ? *node.result->unshaped : *node.result;
  fresh.generation.id = file_.add_generation(fresh.generation, stored.frames, pictures);
  stored_[node.generation.id] = std::move(fresh);
}

void WorkingProject::writeNode(const ProjectNode& node, const ProjectState& state) {
  const auto known = stored_.find(node.generation.id);
  if (known == stored_.end()) return addNode(node, state);
  Stored& present = known->second;
  const bool other_result = node.result && present.version != node.version;
  const bool other_values = present.generation.removed != node.generation.removed ||
                            present.generation.edit_frame != node.generation.edit_frame ||
                            present.generation.name != node.generation.name ||
                            present.generation.is_on != node.generation.is_on;
  if (!other_result && !other_values) return;
  Generation wanted = present.generation;
  wanted.removed = node.generation.removed;
  wanted.edit_frame = node.generation.edit_frame;
  wanted.name = node.generation.name;
  wanted.is_on = node.generation.is_on;
  std::optional<NamedPictures> pictures;
  std::span<const Image> frames;
  if (other_result) {
    wanted.edit_frame =
        static_cast<int>(nearest_frame(node.result->settings.strength, node.result->frames.size()));
    wanted.parameters = nodeParameters(*node.result, state.photo);
    pictures = storeNodePictures(file_, *node.result, state.photo, photos_);
    if (present.made != node.made)
      frames = (node.result->unshaped ? node.result->unshaped : node.result)->frames;
    leaves_unused_ = true;
  }
  file_.update_generation(wanted, pictures, frames);
  if (!frames.empty()) wanted.frame_count = static_cast<int>(frames.size());
  present = {wanted, node.result ? node.version : present.version, node.result ? node.made : present.made};
}

void WorkingProject::writePainted(const PaintedSteps& painted) {
  PaintedSteps by_file;
  for (const auto& [on, state] : painted) {
    const auto known = stored_.find(on.step);
    if (on.step == 0) by_file[on] = state;
    if (known != stored_.end()) by_file[{known->second.generation.id, on.next}] = state;
  }
  leaves_unused_ = painted_.write(file_, by_file) || leaves_unused_;
}

void WorkingProject::writeSketches(const SketchSteps& sketches) {
  SketchSteps by_file;
  for (const auto& [step, strokes] : sketches) {
    const auto known = stored_.find(step);
    if (step == 0) by_file[0] = strokes;
    if (known != stored_.end()) by_file[known->second.generation.id] = strokes;
  }
  setSetting(project::kSketches, sketchesText(by_file));
}

void WorkingProject::sync(const ProjectState& state) {
  if (!std::filesystem::exists(path()))
    throw Error(ErrorCode::FileUnwritable, "cannot write " + path().string() + ": the file is gone");
  // First: a crash from here on leaves a file that is offered again.
  if (state.modified) setSetting(project::kModified, "1");
  // What is small and stands by itself comes before the edits, which take their time.
  setSetting(project::kPhotoName, state.photo_name);
  setSetting(project::kGeometry, to_json(state.geometry).dump());
  setSetting(project::kDrawingSide, std::to_string(state.drawing_side_px));
  setSetting(project::kInstruction, state.instruction);
  setSetting(project::kSavedPath, state.path);
  writePhoto(state);
  for (const ProjectNode& node : state.nodes) writeNode(node, state);
  const auto current = stored_.find(state.current);
  setSetting(project::kCurrent,
             current == stored_.end() ? "0" : std::to_string(current->second.generation.id));
  writePainted(state.painted);
  writeSketches(state.sketches);
  if (!state.modified) setSetting(project::kModified, "0");
  if (std::exchange(leaves_unused_, false)) file_.drop_unused_pictures();
}

bool WorkingProject::isComplete(const ProjectState& state) const {
  return std::all_of(state.nodes.begin(), state.nodes.end(),
                     [this](const ProjectNode& node) { return stored_.contains(node.generation.id); });
}

void WorkingProject::save(ProjectState state, const std::filesystem::path& target) {
  state.modified = true;  // until the copy is complete
  sync(state);
  file_.save_copy(target);
  setSetting(project::kSavedPath, target.string());
  setSetting(project::kModified, "0");
}

std::shared_ptr<const EditResult> WorkingProject::load(std::int64_t node,
                                                       const std::shared_ptr<const Photo>& photo,
                                                       const RunContext& context) {
  return loadNode(file_, stored(node).generation, photo, photos_, context);
}

Image WorkingProject::smallPicture(std::int64_t node) {
  return v4e::ui::smallPicture(file_, stored(node).generation);
}

ProjectState withResultsOf(WorkingProject* from, ProjectState state, const RunContext& context) {
  for (ProjectNode& node : state.nodes) {
    if (node.result || !from) continue;
    try {
      node.result = from->load(node.generation.id, state.photo, context);
    } catch (const Error& error) {
      logger("ui").warn("{}", error.what());
    }
  }
  return state;
}

}  // namespace v4e::ui
