// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_tool.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>

#include "tests/ui/fake_backend.h"
#include "ui/canvas/canvas.h"

namespace v4e::ui {
namespace {

/// A canvas with a photo at 100 % and the tool in hand.
class MaskToolTest : public testing::Test {
 protected:
  void SetUp() override {
    model_.reset(QSize(400, 300));
    tool_.setRadius(20);
    tool_.setHardness(1);
    canvas_.resize(600, 500);
    canvas_.setPhoto(ImagePyramid::build(testPicture(400, 300)));
    canvas_.setZoom(1 / canvas_.devicePixelRatioF());
    canvas_.setTool(&tool_);
    QObject::connect(&tool_, &MaskTool::looksChanged, &canvas_, &Canvas::updatePhoto);
    canvas_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&canvas_));
  }
  [[nodiscard]] QPoint view(QPointF photo) const { return canvas_.view().toView(photo).toPoint(); }
  void drag(const QList<QPointF>& way, Qt::KeyboardModifiers modifiers = {},
            Qt::MouseButton button = Qt::LeftButton) {
    QTest::mousePress(&canvas_, button, modifiers, view(way.first()));
    for (const QPointF& point : way) {
      QMouseEvent move(QEvent::MouseMove, view(point), canvas_.mapToGlobal(view(point)), Qt::NoButton, button,
                       modifiers);
      QApplication::sendEvent(&canvas_, &move);
    }
    QTest::mouseRelease(&canvas_, button, modifiers, view(way.last()));
  }
  [[nodiscard]] int at(int x, int y) const {
    const Image& mask = model_.coverage(model_.target());
    return mask.empty() ? -1 : mask.row<std::uint8_t>(y)[x];
  }

  QUndoStack undo_;
  MaskModel model_;
  MaskTool tool_{model_, undo_};
  Canvas canvas_;
};

TEST_F(MaskToolTest, BrushPaintsAlongTheWayAsOneStep) {
  drag({{100, 100}, {150, 100}, {200, 150}});
  EXPECT_EQ(at(100, 100), 255);
  EXPECT_EQ(at(125, 110), 255);
  EXPECT_EQ(at(195, 145), 255);
  EXPECT_EQ(at(300, 200), 0);
  EXPECT_EQ(undo_.count(), 1);
  ASSERT_TRUE(model_.edits());
  EXPECT_EQ(model_.edits()->mask.width(), 400);
}

TEST_F(MaskToolTest, UndoAndRedoBringEveryStrokeBack) {
  drag({{100, 100}, {150, 100}});
  drag({{250, 200}, {300, 200}});
  undo_.undo();
  EXPECT_EQ(at(275, 200), 0);
  EXPECT_EQ(at(125, 100), 255);
  undo_.undo();
  EXPECT_EQ(at(125, 100), -1) << "no mask, as before the first stroke";
  EXPECT_FALSE(model_.edits());
  undo_.redo();
  undo_.redo();
  EXPECT_EQ(at(275, 200), 255);
  EXPECT_EQ(at(125, 100), 255);
}

TEST_F(MaskToolTest, EraserBeginsWithEverythingInside) {
  tool_.setKind(MaskToolKind::Eraser);
  drag({{100, 100}, {150, 100}});
  EXPECT_EQ(at(125, 100), 0);
  EXPECT_EQ(at(300, 200), 255);
}

TEST_F(MaskToolTest, AltTurnsTheBrushIntoTheEraser) {
  drag({{100, 100}, {200, 100}});
  drag({{150, 100}, {151, 100}}, Qt::AltModifier);
  EXPECT_EQ(at(150, 100), 0);
  EXPECT_EQ(at(105, 100), 255);
}

TEST_F(MaskToolTest, LassoAndRectangleFillTheirInside) {
  tool_.setKind(MaskToolKind::Rectangle);
  drag({{50, 50}, {80, 80}, {150, 120}});
  EXPECT_EQ(at(100, 80), 255);
  EXPECT_EQ(at(160, 80), 0);
  tool_.setKind(MaskToolKind::Lasso);
  drag({{200, 200}, {300, 200}, {250, 280}});
  EXPECT_EQ(at(250, 220), 255);
  EXPECT_EQ(at(210, 270), 0);
  drag({{60, 60}, {140, 60}, {140, 110}, {60, 110}}, Qt::AltModifier);
  EXPECT_EQ(at(100, 80), 0);
  EXPECT_EQ(at(55, 55), 255);
  EXPECT_EQ(undo_.count(), 3);
}

TEST_F(MaskToolTest, ClickWithAShapeToolDoesNothing) {
  tool_.setKind(MaskToolKind::Rectangle);
  QTest::mouseClick(&canvas_, Qt::LeftButton, {}, view({100, 100}));
  EXPECT_EQ(undo_.count(), 0);
  EXPECT_EQ(at(100, 100), -1);
}

TEST_F(MaskToolTest, StrokeBesideThePhotoIsNoStep) {
  drag({{-80, -60}, {-70, -50}});
  EXPECT_EQ(undo_.count(), 0);
  EXPECT_EQ(at(100, 100), -1);
}

TEST_F(MaskToolTest, EscapeTakesTheStrokeBack) {
  QTest::mousePress(&canvas_, Qt::LeftButton, {}, view({100, 100}));
  EXPECT_EQ(at(100, 100), 255);
  QTest::keyClick(&canvas_, Qt::Key_Escape);
  EXPECT_EQ(at(100, 100), -1);
  QTest::mouseRelease(&canvas_, Qt::LeftButton, {}, view({100, 100}));
  EXPECT_EQ(undo_.count(), 0);
}

TEST_F(MaskToolTest, WheelWithAltChangesTheBrushAndNotTheZoom) {
  const double zoom = canvas_.view().scale();
  const auto wheel = [&](Qt::KeyboardModifiers modifiers) {
    const QPointF at = view({100, 100});
    QWheelEvent event(at, canvas_.mapToGlobal(at), {}, {0, 120}, Qt::NoButton, modifiers, Qt::NoScrollPhase,
                      false);
    QApplication::sendEvent(&canvas_, &event);
  };
  wheel(Qt::AltModifier);
  EXPECT_NEAR(tool_.radius(), 22, 0.1);
  tool_.setHardness(0.5);
  wheel(Qt::AltModifier | Qt::ShiftModifier);
  EXPECT_NEAR(tool_.hardness(), 0.6, 1e-9);
  EXPECT_DOUBLE_EQ(canvas_.view().scale(), zoom);
}

TEST_F(MaskToolTest, RightDragChangesSizeSidewaysAndHardnessUpAndDown) {
  tool_.setHardness(0.5);
  drag({{100, 100}, {200, 100}}, {}, Qt::RightButton);
  EXPECT_NEAR(tool_.radius(), 40, 1);
  drag({{100, 100}, {100, 150}}, {}, Qt::RightButton);
  EXPECT_NEAR(tool_.hardness(), 0.25, 0.01);
  EXPECT_EQ(undo_.count(), 0);
}

TEST_F(MaskToolTest, SmallBrushesGrowByWholePixels) {
  tool_.setRadius(1);
  tool_.stepRadius(true);
  EXPECT_DOUBLE_EQ(tool_.radius(), 2);
  tool_.stepRadius(false);
  tool_.stepRadius(false);
  EXPECT_DOUBLE_EQ(tool_.radius(), MaskTool::kSmallest);
}

TEST_F(MaskToolTest, LargePhotosArePaintedAtLimitedSize) {
  model_.reset(QSize(6000, 4000));
  EXPECT_EQ(model_.size(), QSize(2048, 1365));
  EXPECT_NEAR(model_.scale(), 2048.0 / 6000, 1e-9);
  model_.reset(QSize(30000, 2));
  EXPECT_EQ(model_.size(), QSize(2048, 1));
}

TEST_F(MaskToolTest, TintShowsWhatIsPainted) {
  const auto colour = [this](QPointF photo) {
    const QImage picture = canvas_.grab().toImage();
    return picture.pixelColor(view(photo) * picture.devicePixelRatio());
  };
  const QColor before = colour({100, 200});
  drag({{100, 200}, {140, 200}});
  canvas_.setTool(&tool_);
  EXPECT_NE(colour({100, 200}), before);
  // An edit shows by itself where the mask is.
  tool_.setHasEffect(true);
  EXPECT_EQ(colour({100, 200}), before);
  tool_.setTintShown(true);
  EXPECT_NE(colour({100, 200}), before);
}

}  // namespace
}  // namespace v4e::ui
