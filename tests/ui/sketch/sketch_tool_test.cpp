// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/sketch/sketch_tool.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QPointingDevice>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/ui/fake_backend.h"
#include "ui/canvas/canvas.h"
#include "ui/sketch/sketch_layer.h"

namespace v4e::ui {
namespace {

/// A canvas with a photo at 100 % and the sketch brush in hand.
class SketchToolTest : public testing::Test {
 protected:
  void SetUp() override {
    tool_.setPlace({}, {400, 300});
    tool_.setRadius(10);
    canvas_.resize(600, 500);
    canvas_.setPhoto(ImagePyramid::build(testPicture(400, 300)));
    canvas_.setZoom(1 / canvas_.devicePixelRatioF());
    canvas_.setDrawing(&layer_);
    canvas_.setTool(&tool_);
    QObject::connect(&tool_, &SketchTool::looksChanged, &canvas_, &Canvas::updatePhoto);
    QObject::connect(&model_, &SketchModel::changed, &canvas_, qOverload<>(&QWidget::update));
    canvas_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&canvas_));
  }
  [[nodiscard]] QPoint view(QPointF photo) const { return canvas_.view().toView(photo).toPoint(); }
  void moveTo(QPointF photo, Qt::KeyboardModifiers modifiers = {}, Qt::MouseButton button = Qt::LeftButton) {
    QMouseEvent move(QEvent::MouseMove, view(photo), canvas_.mapToGlobal(view(photo)), Qt::NoButton, button,
                     modifiers);
    QApplication::sendEvent(&canvas_, &move);
  }
  void drag(const QList<QPointF>& way, Qt::KeyboardModifiers modifiers = {},
            Qt::MouseButton button = Qt::LeftButton) {
    QTest::mousePress(&canvas_, button, modifiers, view(way.first()));
    for (const QPointF& point : way) moveTo(point, modifiers, button);
    QTest::mouseRelease(&canvas_, button, modifiers, view(way.last()));
  }
  /// Red, green, blue and alpha that the model would be given there; all 0 without a sketch.
  [[nodiscard]] std::array<int, 4> at(int x, int y) const {
    const Sketch sketch = sketchOf(model_.strokes(), {}, {400, 300});
    if (sketch.is_none()) return {};
    const auto* pixel = sketch.strokes.row<std::uint8_t>(y) + 4 * x;
    return {pixel[0], pixel[1], pixel[2], pixel[3]};
  }
  /// What one sees there.
  [[nodiscard]] QColor shown(QPointF photo) {
    const QImage image = canvas_.grab().toImage();
    return image.pixelColor(canvas_.view().toView(photo).toPoint() * image.devicePixelRatio());
  }

  const std::array<int, 4> kBlack{0, 0, 0, 255};
  const std::array<int, 4> kNothing{};
  QUndoStack undo_;
  SketchModel model_;
  SketchTool tool_{model_, undo_};
  SketchLayer layer_{model_};
  Canvas canvas_;
};

TEST_F(SketchToolTest, StrokesBecomeOpaquePixelsOfTheirColourAlongTheWay) {
  drag({{100, 100}, {150, 100}, {200, 150}});
  EXPECT_EQ(at(100, 100), kBlack);
  EXPECT_EQ(at(125, 108), kBlack) << "as wide as the brush";
  EXPECT_EQ(at(125, 112), kNothing);
  EXPECT_EQ(at(195, 145), kBlack);
  EXPECT_EQ(at(300, 200), kNothing);
  EXPECT_EQ(undo_.count(), 1);
  tool_.setColour(QColor(200, 30, 10));
  drag({{300, 50}, {300, 90}});
  EXPECT_EQ(at(300, 70), (std::array{200, 30, 10, 255}));
  EXPECT_EQ(at(125, 100), kBlack) << "the colour counts for what comes";
}

TEST_F(SketchToolTest, AClickIsADot) {
  drag({{50, 60}});
  EXPECT_EQ(at(50, 60), kBlack);
  EXPECT_EQ(at(50, 67), kBlack);
  EXPECT_EQ(at(50, 73), kNothing);
}

TEST_F(SketchToolTest, EraserAndAltTakeAwayAgain) {
  drag({{100, 100}, {300, 100}});
  tool_.setErases(true);
  drag({{200, 80}, {200, 120}});
  EXPECT_EQ(at(200, 100), kNothing);
  EXPECT_EQ(at(150, 100), kBlack);
  drag({{250, 100}, {260, 100}}, Qt::AltModifier);
  EXPECT_EQ(at(255, 100), kBlack) << "the eraser turned into the brush";
  tool_.setErases(false);
  drag({{150, 80}, {150, 120}}, Qt::AltModifier);
  EXPECT_EQ(at(150, 100), kNothing);
  drag({{0, 100}, {399, 100}}, Qt::AltModifier);
  EXPECT_FALSE(isSketched(model_.strokes(), {}, {400, 300})) << "nothing is left";
  EXPECT_TRUE(sketchOf(model_.strokes(), {}, {400, 300}).is_none());
}

TEST_F(SketchToolTest, TheOtherEndOfAPenErases) {
  drag({{100, 100}, {300, 100}});
  const QPointingDevice pen("pen", 1, QInputDevice::DeviceType::Stylus, QPointingDevice::PointerType::Eraser,
                            QInputDevice::Capability::Position, 1, 2);
  for (const auto type : {QEvent::MouseButtonPress, QEvent::MouseButtonRelease}) {
    QMouseEvent event(type, QPointF(view({200, 100})), QPointF(canvas_.mapToGlobal(view({200, 100}))),
                      Qt::LeftButton, type == QEvent::MouseButtonPress ? Qt::LeftButton : Qt::NoButton, {},
                      &pen);
    QApplication::sendEvent(&canvas_, &event);
  }
  EXPECT_EQ(at(200, 100), kNothing);
  EXPECT_EQ(at(150, 100), kBlack);
}

TEST_F(SketchToolTest, EachStrokeIsUndoneAndRedoneByItself) {
  drag({{100, 100}, {150, 100}});
  drag({{250, 200}, {300, 200}});
  drag({{260, 180}, {260, 220}}, Qt::AltModifier);
  undo_.undo();
  EXPECT_EQ(at(260, 200), kBlack);
  undo_.undo();
  EXPECT_EQ(at(275, 200), kNothing);
  EXPECT_EQ(at(125, 100), kBlack);
  undo_.undo();
  EXPECT_TRUE(model_.strokes().isEmpty());
  for (int i = 0; i < 3; ++i) undo_.redo();
  EXPECT_EQ(at(275, 200), kBlack);
  EXPECT_EQ(at(260, 200), kNothing);
}

TEST_F(SketchToolTest, IsSeenWhileItIsMadeAndAfterwards) {
  tool_.setColour(QColor(255, 0, 255));
  QTest::mousePress(&canvas_, Qt::LeftButton, {}, view({100, 100}));
  moveTo({200, 100});
  (void)canvas_.grab();
  moveTo({200, 200});
  EXPECT_EQ(shown({150, 100}), QColor(255, 0, 255));
  EXPECT_EQ(shown({200, 150}), QColor(255, 0, 255));
  QTest::mouseRelease(&canvas_, Qt::LeftButton, {}, view({200, 200}));
  EXPECT_EQ(shown({200, 150}), QColor(255, 0, 255));
  tool_.setErases(true);
  const QColor photo = QColor(testPicture(400, 300).pixel(150, 100));
  QTest::mousePress(&canvas_, Qt::LeftButton, {}, view({150, 100}));
  EXPECT_EQ(shown({150, 100}), photo) << "the eraser acts at once";
  QTest::keyClick(&canvas_, Qt::Key_Escape);
  EXPECT_EQ(shown({150, 100}), QColor(255, 0, 255)) << "the stroke was given up";
  QTest::mouseRelease(&canvas_, Qt::LeftButton, {}, view({150, 100}));
  EXPECT_EQ(undo_.count(), 1);
  layer_.setShown(false);
  EXPECT_EQ(shown({150, 100}), photo);
}

TEST_F(SketchToolTest, StaysInPlaceAtAnyZoom) {
  drag({{100, 100}, {200, 100}});
  canvas_.setZoom(3);
  drag({{190, 140}, {210, 140}});
  EXPECT_EQ(at(150, 100), kBlack);
  EXPECT_EQ(at(200, 140), kBlack);
  EXPECT_EQ(at(200, 148), kBlack) << "the brush is measured in photo pixels";
  EXPECT_EQ(at(200, 152), kNothing);
  EXPECT_EQ(shown({205, 140}), QColor(Qt::black));
}

TEST_F(SketchToolTest, StrokesLieOnThePhotoAsItWasOpened) {
  // What is shown is the middle of it, turned by a quarter.
  const Geometry geometry{.quarter_turns = 1, .crop = PixelArea{50, 100, 150, 200}};
  tool_.setPlace(toTransform(placement_of(geometry, {400, 300})), {150, 200});
  drag({{10, 20}});
  const Placement place = placement_of(geometry, {400, 300});
  const QPointF there(place.x(10, 20), place.y(10, 20));
  ASSERT_EQ(model_.strokes().size(), 1);
  EXPECT_NEAR(model_.strokes().first().points.first().x(), there.x(), 1);
  EXPECT_NEAR(model_.strokes().first().points.first().y(), there.y(), 1);
  EXPECT_EQ(at(static_cast<int>(there.x()), static_cast<int>(there.y())), kBlack);
}

TEST_F(SketchToolTest, BesideThePhotoNothingIsSketched) {
  drag({{-60, -40}, {-50, -50}});
  EXPECT_EQ(undo_.count(), 0);
  tool_.setErases(true);
  drag({{100, 100}, {200, 100}});
  EXPECT_EQ(undo_.count(), 0) << "there was nothing to erase";
}

TEST_F(SketchToolTest, SizeFollowsRightDragAltWheelAndSteps) {
  const QSignalSpy changed(&tool_, &SketchTool::brushChanged);
  drag({{100, 100}, {200, 100}}, {}, Qt::RightButton);
  EXPECT_NEAR(tool_.radius(), 20, 0.5);
  EXPECT_EQ(undo_.count(), 0);
  QWheelEvent wheel(view({100, 100}), canvas_.mapToGlobal(view({100, 100})), {}, {0, 120}, Qt::NoButton,
                    Qt::AltModifier, Qt::NoScrollPhase, false);
  QApplication::sendEvent(&canvas_, &wheel);
  EXPECT_NEAR(tool_.radius(), 22, 0.6);
  tool_.setRadius(0.5);
  tool_.stepRadius(false);
  EXPECT_EQ(tool_.radius(), 0.5) << "one pixel wide at least";
  tool_.stepRadius(true);
  EXPECT_EQ(tool_.radius(), 1);
  EXPECT_GE(changed.count(), 4);
}

TEST_F(SketchToolTest, RestsWhileAnEditIsMade) {
  tool_.setResting(true);
  drag({{100, 100}, {200, 100}});
  EXPECT_EQ(undo_.count(), 0);
  EXPECT_EQ(tool_.cursor().shape(), Qt::ForbiddenCursor);
}

}  // namespace
}  // namespace v4e::ui
