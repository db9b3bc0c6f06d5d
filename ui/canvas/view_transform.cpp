// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/view_transform.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace v4e::ui {
namespace {

constexpr double kMargin = 16;  // logical pixels around a fitted photo
constexpr std::array kSteps{1.0 / 16, 1.0 / 8, 0.25, 1.0 / 3, 0.5,  2.0 / 3, 1.0,  1.5, 2.0,
                            3.0,      4.0,     6.0,  8.0,     12.0, 16.0,    24.0, 32.0};

}  // namespace

void ViewTransform::setPhotoSize(QSize size) {
  if (size == photo_) return;
  photo_ = size;
  fit();
}

void ViewTransform::setViewSize(QSizeF logical, double devicePixelRatio) {
  view_ = logical;
  ratio_ = devicePixelRatio;
  if (fitted_) fit();
}

double ViewTransform::fitScale() const {
  if (isEmpty()) return 1;
  const double width = std::max(1.0, view_.width() - 2 * kMargin);
  const double height = std::max(1.0, view_.height() - 2 * kMargin);
  // Enlarging a small photo beyond its pixels only blurs it.
  return std::min({width / photo_.width() * ratio_, height / photo_.height() * ratio_, 1.0});
}

void ViewTransform::fit() {
  fitted_ = true;
  scale_ = fitScale();
  centre_ = QPointF(photo_.width() / 2.0, photo_.height() / 2.0);
}

void ViewTransform::setScale(double scale, QPointF anchor) {
  if (isEmpty()) return;
  const QPointF fixed = toPhoto(anchor);
  fitted_ = false;
  scale_ = std::clamp(scale, std::min(fitScale(), 1.0 / 16), kMaxScale);
  centre_ += fixed - toPhoto(anchor);
  keepInSight();
}

void ViewTransform::panBy(QPointF delta) {
  if (isEmpty()) return;
  fitted_ = false;
  centre_ -= delta / logicalScale();
  keepInSight();
}

void ViewTransform::showLike(const ViewTransform& other) {
  if (isEmpty() || other.photo_ != photo_) return;
  if (other.fitted_) return fit();
  fitted_ = false;
  scale_ = other.scale_;
  centre_ = other.centre_;
  keepInSight();
}

void ViewTransform::keepInSight() {
  // Where the photo is smaller than the view it stays in the middle, else the middle stays on the photo.
  const QSizeF shown = QSizeF(photo_) * logicalScale();
  const auto bound = [](double centre, double photo, bool smaller) {
    return smaller ? photo / 2 : std::clamp(centre, 0.0, photo);
  };
  centre_.setX(bound(centre_.x(), photo_.width(), shown.width() <= view_.width()));
  centre_.setY(bound(centre_.y(), photo_.height(), shown.height() <= view_.height()));
}

QPointF ViewTransform::toPhoto(QPointF view) const {
  return (view - origin()) / logicalScale();
}

QPointF ViewTransform::toView(QPointF photo) const {
  return photo * logicalScale() + origin();
}

QPointF ViewTransform::origin() const {
  const QPointF exact = QPointF(view_.width() / 2, view_.height() / 2) - centre_ * logicalScale();
  if (scale_ != 1) return exact;
  return {std::round(exact.x() * ratio_) / ratio_, std::round(exact.y() * ratio_) / ratio_};
}

QRectF ViewTransform::photoRect() const {
  return {toView({0, 0}), toView(QPointF(photo_.width(), photo_.height()))};
}

double nextZoomStep(double scale, bool in) {
  constexpr double kTolerance = 1e-6;
  if (in) {
    const auto* found = std::upper_bound(kSteps.begin(), kSteps.end(), scale * (1 + kTolerance));
    return found == kSteps.end() ? kSteps.back() : *found;
  }
  const auto* found = std::lower_bound(kSteps.begin(), kSteps.end(), scale * (1 - kTolerance));
  return found == kSteps.begin() ? scale / 2 : *std::prev(found);
}

}  // namespace v4e::ui
