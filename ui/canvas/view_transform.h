// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointF>
#include <QRectF>
#include <QSize>
#include <QSizeF>

namespace v4e::ui {

/// Where a photo lies in a view. Scale 1 is 100 %: one photo pixel on one device pixel. View coordinates are
/// logical pixels, photo coordinates photo pixels; both continuous.
class ViewTransform {
 public:
  static constexpr double kMaxScale = 32.0;

  void setPhotoSize(QSize size);
  void setViewSize(QSizeF logical, double devicePixelRatio);

  [[nodiscard]] bool isEmpty() const { return photo_.isEmpty() || view_.isEmpty(); }
  [[nodiscard]] QSize photoSize() const { return photo_; }
  [[nodiscard]] double scale() const { return scale_; }
  /// Whether the photo follows the view's size.
  [[nodiscard]] bool isFitted() const { return fitted_; }
  [[nodiscard]] double fitScale() const;

  void fit();
  /// The photo point under `anchor` stays where it is.
  void setScale(double scale, QPointF anchor);
  void zoomBy(double factor, QPointF anchor) { setScale(scale_ * factor, anchor); }
  void panBy(QPointF delta);
  /// The same zoom and the same point in the middle as another view of a photo of this size has.
  void showLike(const ViewTransform& other);

  [[nodiscard]] QPointF toPhoto(QPointF view) const;
  [[nodiscard]] QPointF toView(QPointF photo) const;
  /// The whole photo in view coordinates.
  [[nodiscard]] QRectF photoRect() const;

 private:
  /// Logical pixels per photo pixel.
  [[nodiscard]] double logicalScale() const { return scale_ / ratio_; }
  void keepInSight();
  /// The photo's corner in the view. At 100 % it lies between pixels of the screen, so that each of the photo's
  /// covers just one of them: half a pixel aside the photo would look soft.
  [[nodiscard]] QPointF origin() const;

  QSize photo_;
  QSizeF view_;
  double ratio_ = 1;
  double scale_ = 1;
  QPointF centre_;  ///< photo point in the middle of the view
  bool fitted_ = true;
};

/// The next round zoom step above or below: 6.25 %, 12.5 % … 100, 150, 200, 300, 400 … 3200 %.
[[nodiscard]] double nextZoomStep(double scale, bool in);

}  // namespace v4e::ui
