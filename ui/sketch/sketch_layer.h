// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>

#include "ui/canvas/canvas_drawing.h"
#include "ui/sketch/sketch_model.h"

namespace v4e::ui {

/// Shows the strokes over the photo, as sharp as the view is.
class SketchLayer : public CanvasDrawing {
 public:
  /// The model must outlive it.
  explicit SketchLayer(const SketchModel& model) : model_(model) {}

  /// Where the picture that is shown lies on the photo as it was opened.
  void setPlace(const QTransform& place) { place_ = place; }
  void setScreen(const QColorSpace& screen);
  void setShown(bool shown) { shown_ = shown; }

  void paint(QPainter& painter, const ViewTransform& view, const QRectF& clip) override;

 private:
  /// What a picture of the strokes is made for.
  struct Look {
    QTransform to_view;
    QSize size;  ///< device pixels
    double ratio = 1;
    SketchStrokes strokes;

    [[nodiscard]] bool isFor(const Look& other) const {
      return to_view == other.to_view && size == other.size && ratio == other.ratio;
    }
  };
  [[nodiscard]] bool isReady(const Look& wanted) const;
  bool takeLast(const Look& wanted);
  void takeStroke();

  const SketchModel& model_;
  QTransform place_;
  QColorTransform colours_;
  bool shown_ = true;
  Look look_;
  QImage picture_;
  qsizetype drawn_ = 0;  ///< points of the stroke that is being made that are on it
  QPointF first_;        ///< of these
};

}  // namespace v4e::ui
