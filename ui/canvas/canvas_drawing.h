// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/canvas/view_transform.h"

namespace v4e::ui {

/// What lies over photo and edit, whatever tool is in hand.
class CanvasDrawing {
 public:
  virtual ~CanvasDrawing() = default;
  /// In view coordinates; `clip` is the whole of what is in view.
  virtual void paint(QPainter& painter, const ViewTransform& view, const QRectF& clip) = 0;
};

}  // namespace v4e::ui
