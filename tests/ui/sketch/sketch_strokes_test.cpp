// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_strokes.h"

#include <gtest/gtest.h>

#include "ui/engine/shaped_result.h"

namespace v4e::ui {
namespace {

SketchStroke line(QPointF from, QPointF to, double radius = 5) {
  SketchStroke stroke;
  stroke.radius = radius;
  stroke.points << from << to;
  return stroke;
}

TEST(SketchStrokes, ASketchFitsTheEngine) {
  const SketchStrokes strokes{line({20, 20}, {60, 20})};
  const Sketch sketch = sketchOf(strokes, {}, {120, 80});
  ASSERT_FALSE(sketch.is_none());
  EXPECT_NO_THROW(sketch.validate());
  EXPECT_EQ(sketch.strokes.width(), 120);
  EXPECT_EQ(sketch.strokes.height(), 80);
  EXPECT_EQ(sketch.strokes.channels(), 4);
}

TEST(SketchStrokes, ARimHasTheStrokesColourUndarkened) {
  SketchStroke stroke = line({20, 20.3}, {60, 20.3});
  stroke.colour = QColor(255, 128, 0);
  const Sketch sketch = sketchOf({stroke}, {}, {120, 80});
  bool has_rim = false;
  for (int y = 0; y < 80; ++y) {
    const auto* pixel = sketch.strokes.row<std::uint8_t>(y) + 4 * 40;
    if (pixel[3] < 16 || pixel[3] == 255) continue;
    has_rim = true;
    EXPECT_NEAR(pixel[0], 255, 8);
    EXPECT_NEAR(pixel[1], 128, 8);
    EXPECT_NEAR(pixel[2], 0, 8);
  }
  EXPECT_TRUE(has_rim);
}

TEST(SketchStrokes, FollowTheShapeOfThePhoto) {
  // A dot near the left top corner of a photo that is mirrored and cropped.
  const SketchStrokes strokes{line({30, 40}, {30, 40})};
  const Geometry geometry{.mirrored = true, .crop = PixelArea{100, 10, 100, 80}};
  const QTransform to_shaped = toTransform(placement_of(geometry, {200, 100})).inverted();
  const Sketch sketch = sketchOf(strokes, to_shaped, {100, 80});
  ASSERT_FALSE(sketch.is_none());
  EXPECT_EQ(sketch.strokes.row<std::uint8_t>(30)[4 * 70 + 3], 255) << "200 - 30 - 100, 40 - 10";
  EXPECT_EQ(sketch.strokes.row<std::uint8_t>(30)[4 * 30 + 3], 0);
  const Geometry elsewhere{.crop = PixelArea{100, 10, 100, 80}};
  EXPECT_FALSE(isSketched(strokes, toTransform(placement_of(elsewhere, {200, 100})).inverted(), {100, 80}))
      << "it was cropped away";
}

TEST(SketchStrokes, AStepMadeAgainFromAnotherShapeHasItsSketchInPlace) {
  const PixelSize size{200, 100};
  auto photo = std::make_shared<Photo>();
  photo->image = Image(size.width, size.height, 3, SampleType::U8);
  EditResult former;
  former.photo = former.edited = photo;
  SketchStroke dot = line({130, 40}, {130, 40});
  dot.colour = QColor(255, 128, 0);
  former.settings.sketch = sketchOf({dot}, {}, {size.width, size.height});
  EXPECT_EQ(movedSketch(former, size, {}), former.settings.sketch);
  const Geometry geometry{.quarter_turns = 1, .crop = PixelArea{10, 100, 80, 100}};
  const Sketch moved = movedSketch(former, shaped_size(geometry, size), placement_of(geometry, size));
  ASSERT_EQ(size_of(moved.strokes), (PixelSize{80, 100}));
  // Clockwise (130, 40) comes to (100 - 40, 130).
  const auto* pixel = moved.strokes.row<std::uint8_t>(29) + 4 * 49;
  EXPECT_EQ(pixel[3], 255);
  EXPECT_EQ(pixel[1], 128);
  EXPECT_EQ(moved.strokes.row<std::uint8_t>(60)[4 * 49 + 3], 0);
}

TEST(SketchStrokes, NothingIsLeftWhereAllWasErased) {
  SketchStroke eraser = line({0, 20}, {120, 20}, 12);
  eraser.erases = true;
  EXPECT_FALSE(isSketched({line({20, 20}, {60, 20}), eraser}, {}, {120, 80}));
  EXPECT_TRUE(isSketched({eraser, line({20, 20}, {60, 20})}, {}, {120, 80})) << "sketched after it";
  EXPECT_TRUE(isSketched({line({20, 20}, {60, 20}), line({20, 60}, {60, 60}), eraser}, {}, {120, 80}));
  SketchStroke half = eraser;
  half.points = QPolygonF({{0, 20}, {40, 20}});
  EXPECT_TRUE(isSketched({line({20, 20}, {90, 20}), half}, {}, {120, 80})) << "a part is left";
  EXPECT_FALSE(isSketched({eraser}, {}, {120, 80}));
  EXPECT_FALSE(isSketched({}, {}, {120, 80}));
}

TEST(SketchStrokes, PiecesOfAStrokeAreTheWholeOfIt) {
  SketchStroke stroke;
  stroke.radius = 3;
  for (int x = 10; x <= 100; x += 10) stroke.points << QPointF(x, 40 + x % 20);
  const QImage whole = sketchPicture({stroke}, {}, {120, 80});
  QImage pieces(120, 80, QImage::Format_ARGB32_Premultiplied);
  pieces.fill(Qt::transparent);
  {
    QPainter painter(&pieces);
    SketchStroke grown = stroke;
    grown.points = stroke.points.mid(0, 4);
    paintStroke(painter, grown, {});
    paintStroke(painter, stroke, {}, {}, 3);
  }
  for (int y = 0; y < 80; ++y) {
    for (int x = 0; x < 120; ++x)
      EXPECT_NEAR(qAlpha(pieces.pixel(x, y)), qAlpha(whole.pixel(x, y)), 160) << x << ", " << y;
  }
  EXPECT_EQ(qAlpha(pieces.pixel(70, 50)), 255);
}

}  // namespace
}  // namespace v4e::ui
