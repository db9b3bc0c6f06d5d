// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QColorTransform>
#include <QImage>
#include <QList>
#include <QPainter>
#include <QPolygonF>
#include <QTransform>

#include "core/edit/sketch.h"
#include "core/image/geometry.h"

namespace v4e::ui {

/// One stroke of the sketch brush or its eraser. Lengths and places are in pixels of the photo as it was
/// opened, so a stroke stays on what it lies on when the photo is turned or cropped.
struct SketchStroke {
  QColor colour = Qt::black;  ///< sRGB, opaque
  double radius = 4;
  bool erases = false;  ///< whatever was sketched there before it
  QPolygonF points;     ///< at least one

  bool operator==(const SketchStroke&) const = default;
};

/// In the order of their making. Shared, so a copy costs next to nothing.
using SketchStrokes = QList<SketchStroke>;

[[nodiscard]] QTransform toTransform(const Placement& place);
/// How much longer a way becomes.
[[nodiscard]] double lengthScale(const QTransform& transform);

/// Draws a stroke, or what has come to it from the point `first` on, onto a picture of strokes alone.
/// `to_picture`: from the photo as it was opened. `colours`: to those of the picture.
void paintStroke(QPainter& painter, const SketchStroke& stroke, const QTransform& to_picture,
                 const QColorTransform& colours = {}, qsizetype first = 0);

/// All of them on a transparent picture, premultiplied; null where there is no memory for that.
[[nodiscard]] QImage sketchPicture(const SketchStrokes& strokes, const QTransform& to_picture, QSize size,
                                   const QColorTransform& colours = {});

/// Whether anything of them is left in a picture of that size.
[[nodiscard]] bool isSketched(const SketchStrokes& strokes, const QTransform& to_picture, QSize size);

/// For an edit of a picture of that size; none where nothing of them is left in it. Throws
/// Error(OutOfMemory).
[[nodiscard]] Sketch sketchOf(const SketchStrokes& strokes, const QTransform& to_picture, QSize size);

}  // namespace v4e::ui
