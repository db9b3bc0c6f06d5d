// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/workspace.h"

#include <QEvent>

namespace v4e::ui {

Workspace::Workspace(MainWindow& window)
    : QObject(&window), window_(window), timeline_(new TimelinePanel), timeline_dock_(nullptr) {
  timeline_dock_ = window_.addTimeline(timeline_, {});
  window_.installEventFilter(this);
  retranslate();
  connectTimeline();
}

void Workspace::connectTimeline() {
  connect(&window_.document(), &PhotoDocument::editChanged, this, &Workspace::showTrack);
  connect(&window_, &MainWindow::previewed, timeline_,
          [this](const QList<QImage>& frames, int) { timeline_->model().setPreview(frames); });
  connect(timeline_, &TimelinePanel::imageShown, &window_.canvas(), [this](const QImage& image) {
    // At the chosen frame there is something better than the small frame: the edit at full size.
    const TimelineModel& model = timeline_->model();
    const bool at_edit = !model.isPreview() && model.playhead() == model.editFrame();
    window_.canvas().setFrame(at_edit ? QImage() : image);
  });
  connect(&window_, &MainWindow::editingChanged, this, [this](bool editing) {
    // A run that gave nothing leaves its previews behind: back to the track from before.
    if (editing || !timeline_->model().isPreview() || window_.document().result() != shown_) return;
    shown_ = nullptr;
    window_.document().result() ? showTrack() : timeline_->clear();
  });
  connect(timeline_, &TimelinePanel::editFrameChosen, &window_, &MainWindow::chooseFrame);
  connect(&window_.canvas(), &Canvas::frameStepAsked, timeline_,
          [this](int frames) { timeline_->model().step(frames); });
  connect(&window_.canvas(), &Canvas::scrubAsked, timeline_, [this](double share) {
    TimelineModel& model = timeline_->model();
    model.setPlayhead(model.playhead() + share * std::max(0, model.count() - 1));
  });
}

void Workspace::showTrack() {
  const auto result = window_.document().result();
  if (result == shown_) return;
  const bool same_track = result && shown_ && result->frames.size() == shown_->frames.size() &&
                          result->order.photo == shown_->order.photo &&
                          result->order.seed == shown_->order.seed && result->caption == shown_->caption;
  shown_ = result;
  if (same_track) {
    timeline_->model().setEditFrame(static_cast<int>(result->chosen));
  } else if (result) {
    // The frames live as long as the result: one shared block for both.
    timeline_->setTrack(std::shared_ptr<const std::vector<Image>>(result, &result->frames), result->change,
                        static_cast<int>(result->chosen));
  } else {
    timeline_->clear();
  }
}

void Workspace::retranslate() {
  timeline_dock_->setWindowTitle(tr("Evolution"));
}

bool Workspace::eventFilter(QObject* watched, QEvent* event) {
  if (watched == &window_ && event->type() == QEvent::LanguageChange) retranslate();
  return QObject::eventFilter(watched, event);
}

}  // namespace v4e::ui
