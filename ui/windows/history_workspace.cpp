// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/history_workspace.h"

#include <QDateTime>
#include <utility>

#include "ui/engine/image_convert.h"
#include "ui/history/history_commands.h"
#include "ui/masks/mask_session.h"

namespace v4e::ui {
namespace {

constexpr int kThumbnailSide = 160;

QImage thumbnailOf(const QImage& picture) {
  return picture.scaled(kThumbnailSide, kThumbnailSide, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

QImage thumbnailOf(const EditResult& result, const QColorSpace& screen) {
  return thumbnailOf(toScreenImage(result.frames.at(result.chosen), screen));
}

}  // namespace

HistoryWorkspace::HistoryWorkspace(MainWindow& window, QObject* parent)
    : QObject(parent),
      window_(window),
      panel_(new HistoryPanel(model_)),
      dock_(window.addHistoryDock(panel_, {})) {
  connect(&window_.document(), &PhotoDocument::opened, this, &HistoryWorkspace::startDocument);
  connect(&window_, &MainWindow::editFinished, this, &HistoryWorkspace::addGeneration);
  connect(&window_.document(), &PhotoDocument::editChanged, this, &HistoryWorkspace::followDocument);
  connect(&window_, &MainWindow::sourceChanged, this,
          [this] { source_node_ = window_.hasSource() ? model_.current() : kPhotoNode; });
  connect(&model_, &HistoryModel::currentChanged, this, &HistoryWorkspace::showCurrent);
  connect(&panel_->view(), &HistoryView::goToAsked, this, &HistoryWorkspace::goTo);
  connect(&panel_->view(), &HistoryView::removeAsked, this, &HistoryWorkspace::remove);
  dock_->hide();
  retranslate();
}

void HistoryWorkspace::startDocument() {
  results_.clear();
  last_id_ = source_node_ = kPhotoNode;
  const double scale = 2.0 * kThumbnailSide / std::max(1, window_.document().photoPyramid()->size().width());
  following_ = true;
  model_.reset(thumbnailOf(window_.document().photoPyramid()->levelFor(scale)));
  following_ = false;
}

std::int64_t HistoryWorkspace::nodeOf(const ResultPtr& result) const {
  if (!result) return kPhotoNode;
  for (const auto& [id, known] : results_) {
    if (isSameTrack(known.get(), result.get())) return id;
  }
  return -1;
}

void HistoryWorkspace::addGeneration(const ResultPtr& result) {
  Generation generation;
  generation.id = ++last_id_;
  if (source_node_ != kPhotoNode) {
    generation.parent = source_node_;
    generation.parent_frame = static_cast<int>(results_.at(source_node_)->chosen);
  }
  generation.created_ms = QDateTime::currentMSecsSinceEpoch();
  generation.instruction = result->order.instruction;
  generation.caption = result->caption;
  generation.model = result->model_name;
  generation.seed = result->order.seed;
  generation.frame_count = static_cast<int>(result->frames.size());
  generation.edit_frame = static_cast<int>(result->chosen);
  results_[generation.id] = result;
  following_ = true;
  model_.add(generation, thumbnailOf(*result, window_.document().screen()));
  following_ = false;
}

void HistoryWorkspace::followDocument() {
  const ResultPtr result = window_.document().result();
  const std::int64_t id = nodeOf(result);
  if (showing_ || id < 0) return;  // a new one comes with editFinished
  following_ = true;
  if (result) {
    const bool other_frame = results_[id]->chosen != result->chosen;
    results_[id] = result;
    if (other_frame) {
      model_.setEditFrame(id, static_cast<int>(result->chosen));
      model_.setThumbnail(id, thumbnailOf(*result, window_.document().screen()));
    }
  }
  model_.setCurrent(id);
  following_ = false;
}

void HistoryWorkspace::showCurrent() {
  if (following_) return;
  const std::int64_t id = model_.current();
  const ResultPtr result = id == kPhotoNode ? nullptr : results_.at(id);
  showing_ = true;
  window_.document().replaceResult(result);
  const std::int64_t parent = id == kPhotoNode ? kPhotoNode : model_.parentOf(id);
  window_.setSource(parent == kPhotoNode ? nullptr : results_.at(parent)->edited);
  source_node_ = parent;
  if (result) window_.instructionPanel().setOrder(result->order);
  showing_ = false;
}

void HistoryWorkspace::goTo(std::int64_t id) {
  if (window_.isEditing() || id == model_.current()) return;
  window_.document().undoStack().push(new GoToCommand(model_, id));
}

void HistoryWorkspace::remove(std::int64_t id) {
  if (window_.isEditing() || id == kPhotoNode) return;
  window_.document().undoStack().push(new RemoveGenerationCommand(model_, id));
}

void HistoryWorkspace::retranslate() {
  dock_->setWindowTitle(tr("History"));
}

}  // namespace v4e::ui
