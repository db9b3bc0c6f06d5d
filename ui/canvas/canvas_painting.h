// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainter>

#include "ui/canvas/canvas_layer.h"
#include "ui/canvas/image_pyramid.h"
#include "ui/canvas/view_transform.h"

namespace v4e::ui {

/// Draws the part of the picture inside `clip` (view coordinates) where `view` puts the photo. The picture
/// may be smaller than the photo: it is stretched to the photo's place.
void paintPicture(QPainter& painter, const ImagePyramid& picture, const ViewTransform& view,
                  const QRectF& clip);

/// The same for a small picture without levels, e.g. a frame while scrubbing or an overlay.
void paintStretched(QPainter& painter, const QImage& picture, const ViewTransform& view, const QRectF& clip);

/// A picture of that part of the photo, pixel on pixel.
void paintPart(QPainter& painter, const QImage& part, const QRect& place, const ViewTransform& view,
               const QRectF& clip);

/// What a small frame changed against the first one, as a picture: 128 is no change, a step is two levels.
[[nodiscard]] QImage changeBetween(const QImage& first, const QImage& frame);

/// The picture with a small change added: sharp as the picture, coloured as the frame. It stands for an edit
/// at full size until that is there.
void paintChanged(QPainter& painter, const ImagePyramid& picture, const QImage& change,
                  const ViewTransform& view, const QRectF& clip);

/// A layer through its mask.
void paintLayer(QPainter& painter, const CanvasLayer& layer, const ViewTransform& view, const QRectF& clip);

/// A mask (one channel, U8) as a tint; its full value is as opaque as the colour.
void paintTint(QPainter& painter, const Image& mask, const QColor& colour, const ViewTransform& view,
               const QRectF& clip);

/// Dashed, dark and light, so that it is seen on any picture; `outline` in photo pixels.
void paintSelectionOutline(QPainter& painter, const QPainterPath& outline, const ViewTransform& view);

/// Grey checks under transparent pictures; they keep their size whatever the zoom.
void paintCheckerboard(QPainter& painter, const QRectF& rect);

/// Lines between photo pixels, from 800 % on.
void paintPixelGrid(QPainter& painter, const ViewTransform& view, const QRectF& clip);

/// A word on a rounded dark plate, for "Before" and "After".
void paintTag(QPainter& painter, QPointF corner, Qt::Alignment alignment, const QString& text);

/// The split's line with its grip in the middle of `rect`.
void paintDivider(QPainter& painter, const QRectF& rect, double x, bool hasFocus);

}  // namespace v4e::ui
