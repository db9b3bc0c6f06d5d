// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>

#include "ui/canvas/canvas_tool.h"
#include "ui/sketch/sketch_model.h"

namespace v4e::ui {

/// Sketches on the model's step with brush and eraser. Alt, or the other end of a pen, turns the brush into
/// the eraser; the right button changes the size. Each stroke is one step of the undo stack.
class SketchTool : public QObject, public CanvasTool {
  Q_OBJECT

 public:
  static constexpr double kSmallest = 0.5;
  static constexpr double kLargest = 500;

  SketchTool(SketchModel& model, QUndoStack& undo, QObject* parent = nullptr);

  /// Where the picture that is shown lies on the photo as it was opened; empty: there is none.
  void setPlace(const QTransform& place, QSize shown);
  void setErases(bool erases);
  [[nodiscard]] bool erases() const { return erases_; }
  /// sRGB, opaque.
  [[nodiscard]] QColor colour() const { return colour_; }
  void setColour(const QColor& colour);
  /// Half the brush's width, in photo pixels.
  [[nodiscard]] double radius() const { return radius_; }
  void setRadius(double radius);
  /// One step of the [ and ] keys.
  void stepRadius(bool larger);
  /// Nothing can be sketched meanwhile.
  void setResting(bool resting);

  bool press(QPointF photo, const QMouseEvent& event) override;
  bool move(QPointF photo, const QMouseEvent& event) override;
  bool release(QPointF photo, const QMouseEvent& event) override;
  void leave() override;
  void wheel(double notches, Qt::KeyboardModifiers modifiers) override;
  bool key(const QKeyEvent& event) override;
  void paint(QPainter& painter, const ViewTransform& view) override;
  [[nodiscard]] QCursor cursor() const override;

  /// The stroke that is being made is not wanted.
  void abandon();

 Q_SIGNALS:
  /// This part of the photo looks different, in photo pixels.
  void looksChanged(const QRectF& photo);
  void brushChanged();

 private:
  enum class Action { None, Sketch, Resize };

  [[nodiscard]] QRectF ringArea(QPointF centre) const;
  void moveRing(QPointF photo);
  void sketchTo(QPointF photo);
  void endStroke();

  SketchModel& model_;
  QUndoStack& undo_;
  QTransform place_;
  QSize shown_;
  bool erases_ = false;
  QColor colour_ = Qt::black;
  double radius_ = 4;
  bool resting_ = false;

  Action action_ = Action::None;
  bool inside_ = false;
  QPointF position_;
  QPointF resize_from_;
  double resize_radius_ = 0;
};

}  // namespace v4e::ui
