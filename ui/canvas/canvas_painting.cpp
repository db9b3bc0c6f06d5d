// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_painting.h"

#include <QFontMetricsF>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace v4e::ui {
namespace {

constexpr double kGridFromScale = 8.0;
constexpr double kCrispFromScale = 2.0;
constexpr int kCheckSide = 8;

// Whole picture pixels that cover `clip`, so that edges of neighbouring paints meet without a seam.
void paint_part(QPainter& painter, const QImage& image, const ViewTransform& view, const QRectF& clip) {
  const QRectF photo = view.photoRect();
  const QRectF shown = photo.intersected(clip);
  if (shown.isEmpty()) return;
  const double x_scale = image.width() / photo.width();
  const double y_scale = image.height() / photo.height();
  QRectF source((shown.left() - photo.left()) * x_scale, (shown.top() - photo.top()) * y_scale,
                shown.width() * x_scale, shown.height() * y_scale);
  const QRectF whole = QRectF(source.toAlignedRect()).intersected(QRectF(image.rect()));
  const QRectF target(photo.left() + whole.left() / x_scale, photo.top() + whole.top() / y_scale,
                      whole.width() / x_scale, whole.height() / y_scale);
  painter.save();
  painter.setClipRect(clip, Qt::IntersectClip);
  const double shown_per_pixel = view.scale() * view.photoSize().width() / image.width();
  painter.setRenderHint(QPainter::SmoothPixmapTransform,
                        shown_per_pixel < kCrispFromScale || image.size() != view.photoSize());
  painter.drawImage(target, image, whole);
  painter.restore();
}

// The mask's pixels without a copy: to be used while the mask lives.
QImage view_of(const Image& mask, QImage::Format format) {
  return {reinterpret_cast<const uchar*>(mask.data()), mask.width(), mask.height(),
          static_cast<qsizetype>(mask.row_bytes()), format};
}

void paint_unmasked(QPainter& painter, const CanvasLayer& layer, const ViewTransform& view,
                    const QRectF& clip) {
  if (layer.pyramid) {
    paintPicture(painter, *layer.pyramid, view, clip);
  } else if (layer.detail) {
    paintChanged(painter, *layer.detail, layer.image, view, clip);
  } else {
    paint_part(painter, layer.image, view, clip);
  }
}

}  // namespace

void paintPart(QPainter& painter, const QImage& part, const QRect& place, const ViewTransform& view,
               const QRectF& clip) {
  const QRectF target(view.toView(place.topLeft()),
                      view.toView(QPointF(place.topLeft()) + QPointF(place.width(), place.height())));
  painter.save();
  painter.setClipRect(view.photoRect().intersected(clip), Qt::IntersectClip);
  if (part.hasAlphaChannel()) paintCheckerboard(painter, target.intersected(clip));
  painter.setRenderHint(QPainter::SmoothPixmapTransform, view.scale() < kCrispFromScale);
  painter.drawImage(target, part, QRectF(part.rect()));
  painter.restore();
}

QImage changeBetween(const QImage& first, const QImage& frame) {
  if (first.size() != frame.size()) return {};
  const QImage before = first.convertToFormat(QImage::Format_RGB32);
  const QImage after = frame.convertToFormat(QImage::Format_RGB32);
  QImage change(after.size(), QImage::Format_RGB32);
  for (int y = 0; y < change.height(); ++y) {
    const uchar* from = before.constScanLine(y);
    const uchar* to = after.constScanLine(y);
    uchar* out = change.scanLine(y);
    for (int i = 0; i < 4 * change.width(); ++i) out[i] = static_cast<uchar>((255 + to[i] - from[i] + 1) / 2);
  }
  return change;
}

void paintChanged(QPainter& painter, const ImagePyramid& picture, const QImage& change,
                  const ViewTransform& view, const QRectF& clip) {
  QRectF area = view.photoRect().intersected(clip);
  if (painter.hasClipping()) area = area.intersected(painter.clipBoundingRect());
  const QRect place = area.toAlignedRect();
  if (place.isEmpty()) return;
  const double ratio = painter.device()->devicePixelRatioF();
  const auto buffer = [&](QImage::Format format, const auto& paint) {
    QImage made(place.size() * ratio, format);
    made.setDevicePixelRatio(ratio);
    made.fill(Qt::transparent);
    QPainter inner(&made);
    inner.translate(-place.topLeft());
    paint(inner);
    return made;
  };
  QImage shown = buffer(QImage::Format_ARGB32_Premultiplied,
                        [&](QPainter& inner) { paintPicture(inner, picture, view, QRectF(place)); });
  const QImage added =
      buffer(QImage::Format_RGB32, [&](QPainter& inner) { paint_part(inner, change, view, QRectF(place)); });
  for (int y = 0; y < shown.height(); ++y) {
    auto* line = reinterpret_cast<QRgb*>(shown.scanLine(y));
    const auto* more = reinterpret_cast<const QRgb*>(added.constScanLine(y));
    for (int x = 0; x < shown.width(); ++x) {
      const int alpha = qAlpha(line[x]);
      const auto sum = [alpha](int value, int step) {
        return std::clamp(value + 2 * (step - 128) * alpha / 255, 0, alpha);
      };
      line[x] = qRgba(sum(qRed(line[x]), qRed(more[x])), sum(qGreen(line[x]), qGreen(more[x])),
                      sum(qBlue(line[x]), qBlue(more[x])), alpha);
    }
  }
  painter.save();
  painter.setClipRect(view.photoRect().intersected(clip), Qt::IntersectClip);
  painter.drawImage(place.topLeft(), shown);
  painter.restore();
}

void paintLayer(QPainter& painter, const CanvasLayer& layer, const ViewTransform& view, const QRectF& clip) {
  if (layer.mask.empty()) return paint_unmasked(painter, layer, view, clip);
  QRectF area = view.photoRect().intersected(clip);
  if (painter.hasClipping()) area = area.intersected(painter.clipBoundingRect());
  const QRect place = area.toAlignedRect();
  if (place.isEmpty()) return;
  const double ratio = painter.device()->devicePixelRatioF();
  QImage buffer(place.size() * ratio, QImage::Format_ARGB32_Premultiplied);
  buffer.setDevicePixelRatio(ratio);
  buffer.fill(Qt::transparent);
  QPainter inner(&buffer);
  inner.translate(-place.topLeft());
  paint_unmasked(inner, layer, view, QRectF(place));
  inner.setCompositionMode(QPainter::CompositionMode_DestinationIn);
  paint_part(inner, view_of(layer.mask, QImage::Format_Alpha8), view, QRectF(place));
  inner.end();
  painter.save();
  painter.setClipRect(view.photoRect().intersected(clip), Qt::IntersectClip);
  painter.drawImage(place.topLeft(), buffer);
  painter.restore();
}

void paintTint(QPainter& painter, const Image& mask, const QColor& colour, const ViewTransform& view,
               const QRectF& clip) {
  if (mask.empty()) return;
  QImage tint = view_of(mask, QImage::Format_Indexed8);
  QList<QRgb> colours(256);
  for (int i = 0; i < 256; ++i) {
    colours[i] = qRgba(colour.red(), colour.green(), colour.blue(), colour.alpha() * i / 255);
  }
  tint.setColorTable(colours);
  paint_part(painter, tint, view, clip);
}

void paintPicture(QPainter& painter, const ImagePyramid& picture, const ViewTransform& view,
                  const QRectF& clip) {
  const double shown_per_pixel = view.scale() * view.photoSize().width() / picture.size().width();
  paint_part(painter, picture.levelFor(shown_per_pixel), view, clip);
}

void paintStretched(QPainter& painter, const QImage& picture, const ViewTransform& view, const QRectF& clip) {
  paint_part(painter, picture, view, clip);
}

void paintSelectionOutline(QPainter& painter, const QPainterPath& outline, const ViewTransform& view) {
  const QRectF place = view.photoRect();
  const double scale = place.width() / std::max(1, view.photoSize().width());
  const QPainterPath path = QTransform(scale, 0, 0, scale, place.x(), place.y()).map(outline);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setBrush(Qt::NoBrush);
  QPen dark(QColor(0, 0, 0, 220), 0);  // one pixel of the device
  QPen light(Qt::white, 0);
  light.setDashPattern({4, 4});
  for (const QPen& pen : {dark, light}) {
    painter.setPen(pen);
    painter.drawPath(path);
  }
  painter.restore();
}

void paintCheckerboard(QPainter& painter, const QRectF& rect) {
  static const QImage tile = [] {
    QImage made(2 * kCheckSide, 2 * kCheckSide, QImage::Format_RGB32);
    for (int y = 0; y < made.height(); ++y) {
      for (int x = 0; x < made.width(); ++x) {
        made.setPixel(x, y,
                      (x / kCheckSide + y / kCheckSide) % 2 ? qRgb(204, 204, 204) : qRgb(255, 255, 255));
      }
    }
    return made;
  }();
  painter.save();
  painter.setBrushOrigin(rect.topLeft());
  painter.fillRect(rect, QBrush(tile));
  painter.restore();
}

void paintPixelGrid(QPainter& painter, const ViewTransform& view, const QRectF& clip) {
  if (view.scale() < kGridFromScale) return;
  const QRectF area = view.photoRect().intersected(clip);
  const QPointF first = view.toPhoto(area.topLeft());
  const QPointF last = view.toPhoto(area.bottomRight());
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(QColor(128, 128, 128, 110), 0));
  for (double x = std::ceil(first.x()); x <= last.x(); ++x) {
    const double at = view.toView({x, 0}).x();
    painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()));
  }
  for (double y = std::ceil(first.y()); y <= last.y(); ++y) {
    const double at = view.toView({0, y}).y();
    painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at));
  }
  painter.restore();
}

void paintTag(QPainter& painter, QPointF corner, Qt::Alignment alignment, const QString& text) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  const QFontMetricsF metrics(painter.font());
  QRectF plate(0, 0, metrics.horizontalAdvance(text) + 20, metrics.height() + 8);
  plate.moveTopLeft(corner);
  if (alignment & Qt::AlignRight) plate.moveRight(corner.x());
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(20, 20, 20, 190));
  painter.drawRoundedRect(plate, plate.height() / 2, plate.height() / 2);
  painter.setPen(QColor(245, 245, 245));
  painter.drawText(plate, Qt::AlignCenter, text);
  painter.restore();
}

void paintDivider(QPainter& painter, const QRectF& rect, double x, bool hasFocus) {
  constexpr double kGrip = 14;
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(QColor(0, 0, 0, 90), 3));
  painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
  painter.setPen(QPen(QColor(255, 255, 255, 235), 1.5));
  painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom()));
  const QPointF middle(x, rect.center().y());
  painter.setPen(QPen(hasFocus ? QColor(64, 140, 240) : QColor(0, 0, 0, 90), hasFocus ? 2.5 : 1));
  painter.setBrush(QColor(255, 255, 255, 240));
  painter.drawEllipse(middle, kGrip, kGrip);
  painter.setPen(QPen(QColor(70, 70, 70), 1.75, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  for (const int side : {-1, 1}) {
    QPainterPath arrow(middle + QPointF(side * 4, -4));
    arrow.lineTo(middle + QPointF(side * 8, 0));
    arrow.lineTo(middle + QPointF(side * 4, 4));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(arrow);
  }
  painter.restore();
}

}  // namespace v4e::ui
