// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/working_project.h"

#include <utility>

#include "core/base/atomic_file.h"
#include "core/image/io/photo_io.h"
#include "ui/project/project_painted.h"
#include "ui/project/project_settings.h"

namespace v4e::ui {
namespace {

constexpr std::size_t kMaxCopyBytes = 1u << 30;  // SQLite's own limit of a value is not far above

/// The photo's file, or the photo written anew where that is another one by now.
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
  for (const Generation& generation : file_.generations()) stored_[generation.id] = {generation, 0};
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

void WorkingProject::addNode(const ProjectNode& node, const std::shared_ptr<const Photo>& photo) {
  Stored fresh{node.generation, node.version};
  if (node.generation.parent) fresh.generation.parent = stored(*node.generation.parent).generation.id;
  fresh.generation.parameters = nodeParameters(*node.result, photo);
  const NamedPictures pictures = storeNodePictures(file_, *node.result, photo, photos_);
  fresh.generation.id = file_.add_generation(fresh.generation, node.result->frames, pictures);
  stored_[node.generation.id] = std::move(fresh);
}

void WorkingProject::writeNode(const ProjectNode& node, const std::shared_ptr<const Photo>& photo) {
  const auto known = stored_.find(node.generation.id);
  if (known == stored_.end()) return addNode(node, photo);
  Stored& present = known->second;
  const bool other_result = node.result && present.version != node.version;
  const bool other_values = present.generation.removed != node.generation.removed ||
                            present.generation.edit_frame != node.generation.edit_frame;
  if (!other_result && !other_values) return;
  Generation wanted = present.generation;
  wanted.removed = node.generation.removed;
  wanted.edit_frame = node.generation.edit_frame;
  std::optional<NamedPictures> pictures;
  if (other_result) {
    wanted.edit_frame = static_cast<int>(node.result->chosen);
    wanted.parameters = nodeParameters(*node.result, photo);
    pictures = storeNodePictures(file_, *node.result, photo, photos_);
    leaves_unused_ = true;
  }
  file_.update_generation(wanted, pictures);
  present = {wanted, node.result ? node.version : present.version};
}

void WorkingProject::writePainted(const MaskState& painted) {
  if (painted_ && isSame(*painted_, painted)) return;
  storePainted(file_, painted);
  painted_ = painted;
  leaves_unused_ = true;
}

void WorkingProject::sync(const ProjectState& state) {
  writePhoto(state);
  for (const ProjectNode& node : state.nodes) writeNode(node, state.photo);
  setSetting(project::kCurrent, std::to_string(state.current == 0 ? 0 : stored(state.current).generation.id));
  setSetting(project::kPhotoName, state.photo_name);
  setSetting(project::kInstruction, state.instruction);
  if (state.painted) writePainted(*state.painted);
  setSetting(project::kSavedPath, state.path);
  setSetting(project::kModified, state.modified ? "1" : "0");
  if (std::exchange(leaves_unused_, false)) file_.drop_unused_pictures();
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

Image WorkingProject::editFrame(std::int64_t node) {
  const Generation& generation = stored(node).generation;
  return file_.picture(file_.frame_id(generation.id, generation.edit_frame));
}

}  // namespace v4e::ui
