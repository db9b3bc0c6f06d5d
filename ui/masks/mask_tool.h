// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QUndoStack>
#include <vector>

#include "ui/canvas/canvas_tool.h"
#include "ui/masks/mask_model.h"
#include "ui/masks/selection_finder.h"

namespace v4e::ui {

enum class MaskToolKind { Brush, Eraser, Lasso, Rectangle, QuickSelection, Object, Wand };

/// Paints on the model's target: by strokes with brush and eraser, by shapes with lasso and rectangle. Quick
/// selection (strokes), object (a box) and wand (a click) only mark what somebody else finds. Alt turns
/// adding into taking away and back. Each stroke is one step of the undo stack.
class MaskTool : public QObject, public CanvasTool {
  Q_OBJECT

 public:
  static constexpr double kSmallest = 1;
  static constexpr double kLargest = 2000;

  MaskTool(MaskModel& model, QUndoStack& undo, QObject* parent = nullptr);

  [[nodiscard]] MaskToolKind kind() const { return kind_; }
  void setKind(MaskToolKind kind);
  /// Half the brush's width, in photo pixels.
  [[nodiscard]] double radius() const { return radius_; }
  void setRadius(double radius);
  /// One step of the [ and ] keys.
  void stepRadius(bool larger);
  /// 0 soft … 1 hard.
  [[nodiscard]] double hardness() const { return hardness_; }
  void setHardness(double hardness);
  /// Of the wand: by how much colours may differ, 0..1 of their range.
  [[nodiscard]] double tolerance() const { return tolerance_; }
  void setTolerance(double tolerance);
  void setTintShown(bool shown);
  /// Whether the canvas shows what the mask does: then the tint is in the way and goes with the stroke.
  void setHasEffect(bool has);

  bool press(QPointF photo, const QMouseEvent& event) override;
  bool move(QPointF photo, const QMouseEvent& event) override;
  bool release(QPointF photo, const QMouseEvent& event) override;
  void leave() override;
  void wheel(double notches, Qt::KeyboardModifiers modifiers) override;
  bool key(const QKeyEvent& event) override;
  void paint(QPainter& painter, const ViewTransform& view) override;
  [[nodiscard]] QCursor cursor() const override;

 Q_SIGNALS:
  /// This part of the photo looks different, in photo pixels.
  void looksChanged(const QRectF& photo);
  void brushChanged();
  /// Something is marked that is to be found.
  void wished(const v4e::ui::SelectionWish& wish);

 private:
  enum class Action { None, Paint, Shape, Resize };

  [[nodiscard]] bool isBrush() const {
    return kind_ == MaskToolKind::Brush || kind_ == MaskToolKind::Eraser ||
           kind_ == MaskToolKind::QuickSelection;
  }
  [[nodiscard]] bool marks() const { return kind_ >= MaskToolKind::QuickSelection; }
  [[nodiscard]] bool drawsBox() const {
    return kind_ == MaskToolKind::Rectangle || kind_ == MaskToolKind::Object;
  }
  void finishMark();
  void paintMark(QPainter& painter, const ViewTransform& view) const;
  [[nodiscard]] MaskPoint toMask(QPointF photo) const;
  [[nodiscard]] bool showsTint() const;
  [[nodiscard]] QRectF ringArea(QPointF centre) const;
  [[nodiscard]] QRectF shapeArea() const;
  void moveRing(QPointF photo);
  void startStroke(bool erases);
  void paintTo(QPointF photo);
  void endStroke(const QString& text);
  void finishShape();
  void abandon();

  MaskModel& model_;
  QUndoStack& undo_;
  MaskToolKind kind_ = MaskToolKind::Brush;
  double radius_ = 40;
  double hardness_ = 0.6;
  bool tint_shown_ = false;
  bool has_effect_ = false;

  Action action_ = Action::None;
  bool erases_ = false;
  bool inside_ = false;
  QPointF position_;
  int stroke_target_ = kMaskTarget;
  int start_value_ = 0;
  Image before_;
  QRect stroke_area_;
  std::vector<QPointF> shape_;  ///< corners, photo pixels
  double tolerance_ = 0.1;      ///< of the wand
  QPointF resize_from_;
  double resize_radius_ = 0;
  double resize_hardness_ = 0;
};

}  // namespace v4e::ui
