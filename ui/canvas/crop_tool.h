// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <optional>

#include "core/image/geometry.h"
#include "ui/canvas/canvas_tool.h"

namespace v4e::ui {

/// A rectangle over the picture that says what stays, with handles; and a line to level it by. Positions are
/// pixels of the turned picture as it lies before straightening, which is what the canvas shows then.
class CropTool : public QObject, public CanvasTool {
  Q_OBJECT

 public:
  explicit CropTool(QObject* parent = nullptr) : QObject(parent) {}

  /// Goes on from a geometry of a picture of that size.
  void begin(const Geometry& geometry, PixelSize picture);
  [[nodiscard]] Geometry geometry() const;
  /// The picture's, turned by quarters.
  [[nodiscard]] PixelSize turned() const { return turned_; }

  [[nodiscard]] PixelArea area() const { return area_; }
  /// As near to that as the picture allows; the ratio counts by the width.
  void setArea(const PixelArea& area);
  /// Width by height; nothing: free. The largest part of that ratio is next.
  void setRatio(std::optional<double> ratio);
  [[nodiscard]] std::optional<double> ratio() const { return ratio_; }
  [[nodiscard]] double angle() const { return geometry_.angle_deg; }
  /// Clockwise. The rectangle shrinks where it would reach beyond the picture, and grows again.
  void setAngle(double degrees);
  /// While what was cropped is made: nothing can be moved, and no handles are shown. begin() ends it.
  void setBusy();
  /// The next drag draws the line that is to be level, or upright.
  void setLevelling(bool on);
  [[nodiscard]] bool isLevelling() const { return levelling_; }

  bool press(QPointF photo, const QMouseEvent& event) override;
  bool move(QPointF photo, const QMouseEvent& event) override;
  bool release(QPointF photo, const QMouseEvent& event) override;
  bool key(const QKeyEvent& event) override;
  [[nodiscard]] bool claims(const QKeyEvent& event) const override;
  void paint(QPainter& painter, const ViewTransform& view) override;
  [[nodiscard]] QCursor cursor() const override;

 Q_SIGNALS:
  /// Rectangle, angle, ratio or levelling.
  void changed();
  void applyAsked();
  void cancelAsked();

 private:
  /// Sides that a drag takes along; all of them: the rectangle moves.
  enum Side { None = 0, Left = 1, Top = 2, Right = 4, Bottom = 8, All = 15 };

  [[nodiscard]] int sidesAt(QPointF photo) const;
  [[nodiscard]] bool isFilled(const QRectF& area) const;
  [[nodiscard]] QRectF limited(const QRectF& from, const QRectF& wanted) const;
  [[nodiscard]] QRectF dragged(QPointF by, std::optional<double> ratio) const;
  [[nodiscard]] QRectF movedBy(QPointF by) const;
  [[nodiscard]] QRectF withRatio(QRectF wanted, double ratio) const;
  void take(const QRectF& area, bool keepsSize);
  void fitToAngle();
  void level();

  Geometry geometry_;  ///< its crop is area_
  PixelSize turned_;
  PixelArea area_;
  QRectF wanted_;            ///< as the user left it, before an angle made it smaller
  bool is_largest_ = false;  ///< it grows and shrinks with the angle
  std::optional<double> ratio_;
  bool levelling_ = false;
  bool is_busy_ = false;
  int sides_ = None;  ///< that are being dragged
  int hovered_ = None;
  QPointF press_;
  QRectF start_;
  std::optional<QLineF> line_;  ///< that is being drawn
  double reach_ = 8;            ///< of a handle, in pixels of the picture
};

}  // namespace v4e::ui
