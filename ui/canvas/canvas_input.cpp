// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse, wheel and keys of the canvas.
#include <QKeyEvent>
#include <QWheelEvent>
#include <cmath>

#include "ui/canvas/canvas.h"

namespace v4e::ui {
namespace {

constexpr double kWheelUnitsPerDoubling = 360;  // three notches double the size
constexpr double kWheelUnitsPerNotch = 120;
constexpr double kKeySplitStep = 0.02;

}  // namespace

bool Canvas::event(QEvent* event) {
  // The canvas' own keys win over shortcuts of the same letters elsewhere in the window.
  if (event->type() == QEvent::ShortcutOverride) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Space || (stage_ && tool_ && tool_->claims(*key))) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void Canvas::wheelEvent(QWheelEvent* event) {
  const int delta = event->angleDelta().y() != 0 ? event->angleDelta().y() : event->angleDelta().x();
  if (delta == 0 || !hasPhoto()) return;
  if (tool_ && (event->modifiers() & Qt::AltModifier)) {
    tool_->wheel(delta / kWheelUnitsPerNotch, event->modifiers());
  } else if (event->modifiers() & Qt::ControlModifier) {
    Q_EMIT frameStepAsked(delta > 0 ? 1 : -1);
  } else {
    view_.zoomBy(std::exp2(delta / kWheelUnitsPerDoubling), toPane(event->position()));
    viewChanged();
  }
  event->accept();
}

void Canvas::mousePressEvent(QMouseEvent* event) {
  last_position_ = event->position();
  if (!hasPhoto()) return;
  const bool left = event->button() == Qt::LeftButton;
  const bool panning = event->button() == Qt::MiddleButton || (left && (space_held_ || hand_tool_));
  if (panning) {
    drag_ = Drag::Pan;
    space_dragged_ = space_held_;
  } else if (left && isOnDivider(event->position())) {
    drag_ = Drag::Divider;
  } else if (left && (event->modifiers() & Qt::ShiftModifier) && hasEdit() && !stage_) {
    drag_ = Drag::Scrub;
  } else if (tool_ && tool_->press(view_.toPhoto(toPane(event->position())), *event)) {
    drag_ = Drag::Tool;
  } else if (left) {
    drag_ = Drag::Pan;
  }
  updateCursor(event->position());
}

void Canvas::mouseMoveEvent(QMouseEvent* event) {
  const QPointF delta = event->position() - last_position_;
  last_position_ = event->position();
  switch (drag_) {
    case Drag::Pan:
      view_.panBy(delta);
      viewChanged();
      break;
    case Drag::Divider: {
      const QRectF visible = visiblePhoto();
      if (visible.width() > 0) setSplit((event->position().x() - visible.left()) / visible.width());
      break;
    }
    case Drag::Scrub:
      Q_EMIT scrubAsked(delta.x() / std::max(1.0, visiblePhoto().width()));
      break;
    case Drag::Tool:
    case Drag::None:
      if (tool_) tool_->move(view_.toPhoto(toPane(event->position())), *event);
      break;
  }
  updateCursor(event->position());
}

void Canvas::mouseReleaseEvent(QMouseEvent* event) {
  if (drag_ == Drag::Tool && tool_) tool_->release(view_.toPhoto(toPane(event->position())), *event);
  drag_ = Drag::None;
  updateCursor(event->position());
}

void Canvas::mouseDoubleClickEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || tool_ || isOnDivider(event->position())) return;
  if (view_.isFitted()) {
    view_.setScale(1.0, toPane(event->position()));
    viewChanged();
  } else {
    fitToWindow();
  }
}

void Canvas::keyPressEvent(QKeyEvent* event) {
  const bool shift = event->modifiers() & Qt::ShiftModifier;
  if (tool_ && tool_->key(*event)) return;
  if (event->key() == Qt::Key_Space && !event->modifiers()) {
    if (!event->isAutoRepeat()) {
      space_held_ = true;
      space_dragged_ = false;
      updateCursor(last_position_);
    }
  } else if (shift && event->key() == Qt::Key_Left) {
    setSplit(split_ - kKeySplitStep);
  } else if (shift && event->key() == Qt::Key_Right) {
    setSplit(split_ + kKeySplitStep);
  } else {
    QWidget::keyPressEvent(event);
  }
}

void Canvas::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() != Qt::Key_Space || !space_held_) {
    QWidget::keyReleaseEvent(event);
    return;
  }
  if (event->isAutoRepeat()) return;
  space_held_ = false;
  updateCursor(last_position_);
  if (!space_dragged_) Q_EMIT playAsked();
}

void Canvas::leaveEvent(QEvent* event) {
  if (tool_) tool_->leave();
  QWidget::leaveEvent(event);
}

void Canvas::focusOutEvent(QFocusEvent* event) {
  space_held_ = false;
  updateCursor(last_position_);
  QWidget::focusOutEvent(event);
}

void Canvas::updateCursor(QPointF position) {
  if (!hasPhoto()) {
    unsetCursor();
  } else if (drag_ == Drag::Pan) {
    setCursor(Qt::ClosedHandCursor);
  } else if (drag_ == Drag::Divider || (drag_ == Drag::None && isOnDivider(position))) {
    setCursor(Qt::SplitHCursor);
  } else if (space_held_ || hand_tool_) {
    setCursor(Qt::OpenHandCursor);
  } else if (tool_) {
    setCursor(tool_->cursor());
  } else {
    unsetCursor();
  }
}

}  // namespace v4e::ui
