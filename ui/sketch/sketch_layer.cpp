// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_layer.h"

#include <algorithm>
#include <cmath>

namespace v4e::ui {

void SketchLayer::setScreen(const QColorSpace& screen) {
  const QColorSpace target = screen.isValid() ? screen : QColorSpace(QColorSpace::SRgb);
  colours_ = QColorSpace(QColorSpace::SRgb).transformationToColorSpace(target);
  picture_ = {};
}

bool SketchLayer::isReady(const Look& wanted) const {
  // A stroke that was given up is still on the picture.
  const bool has_less = drawn_ > (model_.stroke() ? model_.stroke()->points.size() : 0);
  return !picture_.isNull() && !has_less && look_.isFor(wanted) && look_.strokes.isSharedWith(wanted.strokes);
}

/// A stroke that is done is drawn over what it was while it was made: all of a large sketch again after each
/// stroke would be late.
bool SketchLayer::takeLast(const Look& wanted) {
  const qsizetype before = look_.strokes.size();
  if (picture_.isNull() || !look_.isFor(wanted) || model_.stroke() || drawn_ == 0 ||
      wanted.strokes.size() != before + 1 || wanted.strokes.first(before) != look_.strokes)
    return false;
  const SketchStroke& last = wanted.strokes.last();
  if (last.points.size() < drawn_ || last.points.first() != first_) return false;
  QPainter painter(&picture_);
  paintStroke(painter, last, look_.to_view, colours_, std::max<qsizetype>(0, drawn_ - 1));
  look_.strokes = wanted.strokes;
  drawn_ = 0;
  return true;
}

/// Only what has come to it: the whole of a long stroke again at each move would be late.
void SketchLayer::takeStroke() {
  const auto& stroke = model_.stroke();
  if (!stroke || drawn_ == stroke->points.size() || picture_.isNull()) return;
  QPainter painter(&picture_);
  paintStroke(painter, *stroke, look_.to_view, colours_, std::max<qsizetype>(0, drawn_ - 1));
  drawn_ = stroke->points.size();
  first_ = stroke->points.first();
}

void SketchLayer::paint(QPainter& painter, const ViewTransform& view, const QRectF& clip) {
  if (!shown_ || (model_.strokes().isEmpty() && !model_.stroke()) || view.isEmpty()) return;
  const QRectF photo = view.photoRect();
  const double ratio = painter.device()->devicePixelRatioF();
  const double scale = ratio * photo.width() / view.photoSize().width();
  const QTransform to_view = place_.inverted() * QTransform::fromScale(scale, scale) *
                             QTransform::fromTranslate(ratio * photo.left(), ratio * photo.top());
  const QSize size(static_cast<int>(std::ceil(ratio * clip.right())),
                   static_cast<int>(std::ceil(ratio * clip.bottom())));
  const Look wanted{to_view, size, ratio, model_.strokes()};
  if (!isReady(wanted) && !takeLast(wanted)) {
    look_ = wanted;
    picture_ = sketchPicture(wanted.strokes, to_view, size, colours_);
    drawn_ = 0;
  }
  takeStroke();
  painter.save();
  painter.setClipRect(photo, Qt::IntersectClip);
  painter.setRenderHint(QPainter::SmoothPixmapTransform, false);
  painter.drawImage(QRectF(QPointF(0, 0), QSizeF(size) / ratio), picture_);
  painter.restore();
}

}  // namespace v4e::ui
