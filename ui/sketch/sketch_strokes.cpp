// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_strokes.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

constexpr double kLongestLook = 1024;  // of the picture that tells whether an eraser left anything

QRectF area_of(const SketchStroke& stroke) {
  const double reach = stroke.radius;
  return stroke.points.boundingRect().adjusted(-reach, -reach, reach, reach);
}

bool reaches(const SketchStroke& stroke, const QTransform& to_picture, QSize size) {
  return to_picture.mapRect(area_of(stroke)).intersects(QRectF(QPointF(0, 0), size));
}

/// Whether a stroke lies there that no eraser came near: then nobody need look at pixels.
bool has_untouched(const SketchStrokes& strokes, const QTransform& to_picture, QSize size) {
  QList<QRectF> erased;
  for (auto stroke = strokes.rbegin(); stroke != strokes.rend(); ++stroke) {
    const QRectF area = area_of(*stroke);
    if (stroke->erases) {
      erased << area;
    } else if (reaches(*stroke, to_picture, size) &&
               std::none_of(erased.begin(), erased.end(),
                            [&area](const QRectF& each) { return each.intersects(area); })) {
      return true;
    }
  }
  return false;
}

bool has_ink(const QImage& picture) {
  for (int y = 0; y < picture.height(); ++y) {
    const auto* line = reinterpret_cast<const QRgb*>(picture.constScanLine(y));
    if (std::any_of(line, line + picture.width(), [](QRgb pixel) { return qAlpha(pixel) > 0; })) return true;
  }
  return false;
}

}  // namespace

QTransform toTransform(const Placement& place) {
  return {place.a, place.d, place.b, place.e, place.c, place.f};
}

double lengthScale(const QTransform& transform) {
  return std::sqrt(std::abs(transform.determinant()));
}

void paintStroke(QPainter& painter, const SketchStroke& stroke, const QTransform& to_picture,
                 const QColorTransform& colours, qsizetype first) {
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setCompositionMode(stroke.erases ? QPainter::CompositionMode_DestinationOut
                                           : QPainter::CompositionMode_SourceOver);
  painter.setTransform(to_picture, true);
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(stroke.erases ? QColor(Qt::black) : colours.map(stroke.colour), 2 * stroke.radius,
                      Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  const QPolygonF way = first > 0 ? QPolygonF(stroke.points.mid(first)) : stroke.points;
  // A way of no length would not be drawn.
  way.boundingRect().isNull() ? painter.drawPoint(way.first()) : painter.drawPolyline(way);
  painter.restore();
}

QImage sketchPicture(const SketchStrokes& strokes, const QTransform& to_picture, QSize size,
                     const QColorTransform& colours) {
  QImage picture(size, QImage::Format_ARGB32_Premultiplied);
  if (picture.isNull()) return picture;
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  for (const SketchStroke& stroke : strokes) {
    if (reaches(stroke, to_picture, size)) paintStroke(painter, stroke, to_picture, colours);
  }
  return picture;
}

bool isSketched(const SketchStrokes& strokes, const QTransform& to_picture, QSize size) {
  const auto is_there = [&](const SketchStroke& stroke) {
    return !stroke.erases && reaches(stroke, to_picture, size);
  };
  if (size.isEmpty() || std::none_of(strokes.begin(), strokes.end(), is_there)) return false;
  if (has_untouched(strokes, to_picture, size)) return true;
  const double scale = std::min(1.0, kLongestLook / std::max(size.width(), size.height()));
  const QSize small = (QSizeF(size) * scale).toSize().expandedTo({1, 1});
  return has_ink(sketchPicture(strokes, to_picture * QTransform::fromScale(scale, scale), small));
}

Sketch sketchOf(const SketchStrokes& strokes, const QTransform& to_picture, QSize size) {
  if (!isSketched(strokes, to_picture, size)) return {};
  const QImage picture = sketchPicture(strokes, to_picture, size);
  if (picture.isNull()) throw Error(ErrorCode::OutOfMemory, "the memory does not suffice for the sketch");
  return {fromQImage(picture)};
}

}  // namespace v4e::ui
