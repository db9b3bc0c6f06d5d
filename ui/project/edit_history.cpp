// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/project/edit_history.h"

#include <QDateTime>
#include <algorithm>
#include <utility>

#include "core/merge/strength.h"
#include "ui/engine/image_convert.h"
#include "ui/history/history_commands.h"
#include "ui/masks/mask_session.h"

namespace v4e::ui {
namespace {

constexpr int kThumbnailSide = 160;

int nearestFrame(const EditResult& result) {
  return static_cast<int>(nearest_frame(result.settings.strength, result.frames.size()));
}

QImage thumbnailOf(const EditResult& result, const QColorSpace& screen) {
  return historyThumbnail(
      toScreenImage(result.frames.at(static_cast<std::size_t>(nearestFrame(result))), screen));
}

}  // namespace

QImage historyThumbnail(const QImage& picture) {
  return picture.scaled(kThumbnailSide, kThumbnailSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

EditHistory::EditHistory(PhotoDocument& document, EditSession& session, QObject* parent)
    : QObject(parent), document_(document), session_(session) {
  connect(&document_, &PhotoDocument::opened, this, &EditHistory::startDocument);
  connect(&document_, &PhotoDocument::closed, this, &EditHistory::startDocument);
  connect(&session_, &EditSession::editFinished, this, &EditHistory::addGeneration);
  connect(&document_, &PhotoDocument::editChanged, this, &EditHistory::followDocument);
  connect(&session_, &EditSession::sourceChosen, this, [this](BuildsOn base) {
    // The current node may still wait for its result, while the edit before is on the canvas.
    source_node_ = base == BuildsOn::Edit ? std::max(nodeOf(document_.result()), kPhotoNode) : kPhotoNode;
  });
  connect(&model_, &HistoryModel::currentChanged, this, &EditHistory::showCurrent);
  connect(&model_, &HistoryModel::changed, this, &EditHistory::changed);
}

void EditHistory::startDocument() {
  entries_.clear();
  last_id_ = source_node_ = awaited_ = wanted_copy_ = kPhotoNode;
  if (!document_.hasPhoto()) return model_.clear();
  const double scale = 2.0 * kThumbnailSide / std::max(1, document_.photoPyramid()->size().width());
  following_ = true;
  model_.reset(historyThumbnail(document_.photoPyramid()->levelFor(scale)));
  following_ = false;
}

std::int64_t EditHistory::nodeOf(const ResultPtr& result) const {
  if (!result) return kPhotoNode;
  for (const auto& [id, known] : entries_) {
    if (known.result && isSameTrack(known.result.get(), result.get())) return id;
  }
  return -1;
}

void EditHistory::addGeneration(const ResultPtr& result) {
  Generation generation;
  generation.id = ++last_id_;
  if (source_node_ != kPhotoNode) {
    generation.parent = source_node_;
    generation.parent_frame = model_.node(source_node_)->generation.edit_frame;
  }
  generation.created_ms = QDateTime::currentMSecsSinceEpoch();
  generation.instruction = result->settings.instruction;
  generation.caption = result->caption;
  generation.model = result->model_name;
  generation.seed = result->settings.seed;
  generation.frame_count = static_cast<int>(result->frames.size());
  generation.edit_frame = nearestFrame(*result);
  entries_[generation.id] = {result, 0};
  awaited_ = kPhotoNode;
  following_ = true;
  model_.add(generation, thumbnailOf(*result, document_.screen()));
  following_ = false;
}

void EditHistory::followDocument() {
  const ResultPtr result = document_.result();
  const std::int64_t id = nodeOf(result);
  // A new one comes with editFinished.
  if (showing_ || awaited_ != kPhotoNode || id < 0) return;
  following_ = true;
  if (result) {
    Entry& entry = entries_[id];
    const bool other_strength = entry.result->settings.strength != result->settings.strength;
    if (entry.result != result) entry = {result, entry.version + 1};
    if (other_strength) {
      model_.setEditFrame(id, nearestFrame(*result));
      model_.setThumbnail(id, thumbnailOf(*result, document_.screen()));
    }
  }
  model_.setCurrent(id);
  following_ = false;
  Q_EMIT changed();
}

void EditHistory::showCurrent() {
  if (following_) return;
  const std::int64_t id = model_.current();
  const ResultPtr result = id == kPhotoNode ? nullptr : entries_.at(id).result;
  awaited_ = kPhotoNode;
  if (id != kPhotoNode && !result) {
    awaited_ = id;
    Q_EMIT resultWanted(id);
    return;
  }
  showing_ = true;
  document_.replaceResult(result);
  if (result) Q_EMIT orderShown(result->settings);
  showing_ = false;
}

std::vector<ProjectNode> EditHistory::nodes() const {
  std::vector<ProjectNode> nodes;
  for (const auto& [id, entry] : entries_)
    nodes.push_back({model_.node(id)->generation, entry.result, entry.version});
  return nodes;
}

void EditHistory::restore(const std::vector<Generation>& generations, std::int64_t current) {
  const QImage photo = model_.node(kPhotoNode)->thumbnail;
  for (const Generation& generation : generations) {
    entries_[generation.id] = {};
    last_id_ = std::max(last_id_, generation.id);
  }
  following_ = true;
  model_.reset(photo, generations);
  model_.setCurrent(current);
  following_ = false;
  showCurrent();
}

void EditHistory::provide(std::int64_t id, const ResultPtr& result) {
  const auto entry = entries_.find(id);
  if (entry != entries_.end() && result && !entry->second.result) entry->second.result = result;
  if (std::exchange(wanted_copy_, wanted_copy_ == id ? kPhotoNode : wanted_copy_) == id && result)
    addCopy(id);
  if (awaited_ != id) return;
  awaited_ = kPhotoNode;
  result ? showCurrent() : followDocument();
}

void EditHistory::goTo(std::int64_t id) {
  if (session_.isEditing() || id == model_.current()) return;
  document_.undoStack().push(new GoToCommand(model_, id));
}

void EditHistory::remove(std::int64_t id) {
  if (session_.isEditing() || id == kPhotoNode) return;
  document_.undoStack().push(new RemoveGenerationCommand(model_, id));
}

void EditHistory::rename(std::int64_t id, const QString& name) {
  if (id == kPhotoNode || !model_.node(id)) return;
  // A step that is called after its instruction needs no name of its own.
  const QString own =
      name == QString::fromStdString(model_.node(id)->generation.instruction) ? QString() : name;
  document_.undoStack().push(new RenameCommand(model_, id, own));
}

void EditHistory::duplicate(std::int64_t id) {
  const auto entry = entries_.find(id);
  if (session_.isEditing() || entry == entries_.end()) return;
  if (entry->second.result) return addCopy(id);
  wanted_copy_ = id;
  Q_EMIT resultWanted(id);
}

void EditHistory::addCopy(std::int64_t id) {
  const HistoryNode original = *model_.node(id);
  auto result = std::make_shared<EditResult>(*entries_.at(id).result);
  Generation generation = original.generation;
  generation.id = ++last_id_;
  generation.created_ms = QDateTime::currentMSecsSinceEpoch();
  result->copy = generation.id;
  entries_[generation.id] = {result, 0};
  document_.undoStack().push(new DuplicateCommand(model_, generation, original.thumbnail));
}

}  // namespace v4e::ui
