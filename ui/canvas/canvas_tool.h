// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/canvas/view_transform.h"

namespace v4e::ui {

/// A tool that draws on the photo (mask brush, lasso …). The canvas offers it each mouse event that is not a
/// pan; positions are photo pixels. Returns of false leave the event to the canvas.
class CanvasTool {
 public:
  virtual ~CanvasTool() = default;
  virtual bool press(QPointF photo, const QMouseEvent& event) = 0;
  virtual bool move(QPointF photo, const QMouseEvent& event) = 0;
  virtual bool release(QPointF photo, const QMouseEvent& event) = 0;
  /// The pointer has left the canvas.
  virtual void leave() {}
  /// A wheel with the Alt key, `notches` away from the user.
  virtual void wheel(double /*notches*/, Qt::KeyboardModifiers /*modifiers*/) {}
  virtual bool key(const QKeyEvent& /*event*/) { return false; }
  /// A key that goes to the tool even where it is a shortcut of the window, as long as there is a stage.
  [[nodiscard]] virtual bool claims(const QKeyEvent& /*event*/) const { return false; }
  /// On top of the photo and the overlays, in view coordinates.
  virtual void paint(QPainter& painter, const ViewTransform& view) = 0;
  [[nodiscard]] virtual QCursor cursor() const = 0;
};

}  // namespace v4e::ui
