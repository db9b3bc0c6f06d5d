// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/evolution_window.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QVideoFrame>

namespace v4e::ui {

EvolutionWindow::EvolutionWindow(TimelineModel& model, FramePlayer& player, QWidget* parent)
    : QWidget(parent, Qt::Window), model_(model), player_(player) {
  setObjectName("evolutionWindow");
  setAttribute(Qt::WA_OpaquePaintEvent);
  setFocusPolicy(Qt::StrongFocus);
  connect(&sink_, &QVideoSink::videoFrameChanged, this, [this] {
    converted_ = {};
    update();
  });
  // An emptied track pushes no frame; what stood there last must go.
  connect(&model_, &TimelineModel::framesChanged, this, qOverload<>(&QWidget::update));
  retranslate();
}

void EvolutionWindow::setFrameColours(const QColorSpace& colours) {
  if (colours == frame_colours_) return;
  frame_colours_ = colours;
  takeColours();
}

void EvolutionWindow::setScreenColours(const QColorSpace& colours) {
  if (colours == screen_colours_) return;
  screen_colours_ = colours;
  takeColours();
}

void EvolutionWindow::takeColours() {
  transform_ = frame_colours_.transformationToColorSpace(screen_colours_);
  converted_ = {};
  update();
}

void EvolutionWindow::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  player_.setVideoSink(&sink_);
}

void EvolutionWindow::hideEvent(QHideEvent* event) {
  player_.setVideoSink(nullptr);
  QWidget::hideEvent(event);
}

void EvolutionWindow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), Qt::black);
  QVideoFrame frame = sink_.videoFrame();
  if (model_.isEmpty()) {
    painter.setPen(QColor(200, 200, 200));
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap,
                     tr("The steps from photo to edit appear here"));
  } else if (frame.isValid()) {
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    if (frame_colours_ == screen_colours_) return frame.paint(&painter, rect(), {});
    if (converted_.isNull()) {
      converted_ = frame.toImage();
      converted_.applyColorTransform(transform_);
    }
    QRect place({}, converted_.size().scaled(size(), Qt::KeepAspectRatio));
    place.moveCenter(rect().center());
    painter.drawImage(place, converted_);
  }
}

void EvolutionWindow::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Space:
      return player_.toggle();
    case Qt::Key_Left:
    case Qt::Key_Right:
      player_.pause();
      return model_.step(event->key() == Qt::Key_Left ? -1 : 1);
    case Qt::Key_F11:
      return toggleFullScreen();
    case Qt::Key_Escape:
      isFullScreen() ? toggleFullScreen() : static_cast<void>(close());
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void EvolutionWindow::mouseDoubleClickEvent(QMouseEvent*) {
  toggleFullScreen();
}

void EvolutionWindow::toggleFullScreen() {
  isFullScreen() ? showNormal() : showFullScreen();
}

void EvolutionWindow::retranslate() {
  setWindowTitle(tr("Evolution"));
  setAccessibleName(windowTitle());
  setAccessibleDescription(tr("Space plays, the arrow keys step, F11 fills the screen, Escape closes."));
}

void EvolutionWindow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
