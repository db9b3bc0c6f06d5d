// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/crop_tool.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "ui/canvas/canvas.h"

namespace v4e::ui {
namespace {

constexpr PixelSize kSize{400, 300};

/// The tool on a canvas of 800 x 600, where a pixel of the picture is two of the screen.
class CropToolTest : public testing::Test {
 protected:
  void SetUp() override {
    canvas_.resize(800, 600);
    QImage image(kSize.width, kSize.height, QImage::Format_RGB32);
    image.fill(QColor(200, 30, 30));
    const auto picture = ImagePyramid::build(image);
    canvas_.setPhoto(picture);
    canvas_.setStage(picture);
    canvas_.setTool(&tool_);
    QObject::connect(&tool_, &CropTool::changed, &canvas_, [this] { canvas_.setStageAngle(tool_.angle()); });
    canvas_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&canvas_));
    begin({});
  }
  void begin(const Geometry& geometry) {
    tool_.begin(geometry, kSize);
    (void)canvas_.grab();  // the tool learns its scale by painting
  }
  [[nodiscard]] QPoint view(double x, double y) const { return canvas_.view().toView({x, y}).toPoint(); }
  void drag(QPointF from, QPointF to, Qt::KeyboardModifiers modifiers = {}) {
    const QPoint start = view(from.x(), from.y());
    const QPoint end = view(to.x(), to.y());
    QTest::mousePress(&canvas_, Qt::LeftButton, modifiers, start);
    for (const QPoint& at : {(start + end) / 2, end}) {
      QMouseEvent move(QEvent::MouseMove, at, canvas_.mapToGlobal(at), Qt::NoButton, Qt::LeftButton,
                       modifiers);
      QApplication::sendEvent(&canvas_, &move);
    }
    QTest::mouseRelease(&canvas_, Qt::LeftButton, modifiers, end);
    (void)canvas_.grab();
  }
  void expectArea(int x, int y, int width, int height) const {
    EXPECT_EQ(tool_.area(), (PixelArea{x, y, width, height}))
        << tool_.area().x << ", " << tool_.area().y << ", " << tool_.area().width << " x "
        << tool_.area().height;
  }

  CropTool tool_;
  Canvas canvas_;
};

TEST_F(CropToolTest, BeginsWithAllOfThePicture) {
  expectArea(0, 0, 400, 300);
  EXPECT_EQ(simplified(tool_.geometry(), kSize), Geometry{});
}

TEST_F(CropToolTest, HandlesMoveTheirSides) {
  drag({0, 0}, {40, 30});
  expectArea(40, 30, 360, 270);
  drag({400, 165}, {380, 200});
  expectArea(40, 30, 340, 270);
  drag({210, 300}, {10, 290});
  expectArea(40, 30, 340, 260);
  drag({40, 290}, {60, 250});
  expectArea(60, 30, 320, 220);
  // Not beyond the picture, and not through the other side.
  drag({60, 30}, {-50, -70});
  expectArea(0, 0, 380, 250);
  drag({0, 125}, {395, 125});
  EXPECT_EQ(tool_.area().width, 1);
}

TEST_F(CropToolTest, TheInsideMovesAllAndStopsAtTheEdges) {
  tool_.setArea({100, 100, 100, 80});
  drag({150, 140}, {170, 120});
  expectArea(120, 80, 100, 80);
  drag({170, 120}, {900, 150});
  expectArea(300, 110, 100, 80);
}

TEST_F(CropToolTest, ADragOutsideMovesTheViewInstead) {
  tool_.setArea({100, 100, 100, 80});
  drag({20, 20}, {60, 60});
  expectArea(100, 100, 100, 80);
}

TEST_F(CropToolTest, KeepsTheRatio) {
  tool_.setRatio(1.0);
  expectArea(50, 0, 300, 300);
  drag({350, 300}, {250, 200});
  expectArea(50, 0, 200, 200);
  drag({50, 100}, {100, 100});
  EXPECT_EQ(tool_.area().width, tool_.area().height);
  tool_.setRatio(std::nullopt);
  tool_.setArea({100, 100, 120, 60});
  drag({220, 160}, {260, 160}, Qt::ShiftModifier);
  EXPECT_EQ(tool_.area().width, 160);
  EXPECT_EQ(tool_.area().height, 80);
}

TEST_F(CropToolTest, TypedNumbersFollowTheRatio) {
  tool_.setRatio(1.5);
  expectArea(0, 17, 400, 266);
  tool_.setArea({0, 17, 300, 266});
  expectArea(0, 17, 300, 200);
  tool_.setArea({0, 17, 300, 100});
  expectArea(0, 17, 150, 100);
  tool_.setRatio(std::nullopt);
  tool_.setArea({10, 20, 5000, 30});
  expectArea(10, 20, 390, 30);
}

TEST_F(CropToolTest, ArrowsNudgeEnterAppliesEscapeCancels) {
  tool_.setArea({100, 100, 100, 80});
  canvas_.setFocus();
  QTest::keyClick(&canvas_, Qt::Key_Left);
  QTest::keyClick(&canvas_, Qt::Key_Down, Qt::ShiftModifier);
  expectArea(99, 110, 100, 80);
  const QSignalSpy applied(&tool_, &CropTool::applyAsked);
  const QSignalSpy cancelled(&tool_, &CropTool::cancelAsked);
  QTest::keyClick(&canvas_, Qt::Key_Return);
  EXPECT_EQ(applied.count(), 1);
  QTest::keyClick(&canvas_, Qt::Key_Escape);
  EXPECT_EQ(cancelled.count(), 1);
}

TEST_F(CropToolTest, TheRectangleFollowsTheAngleAndGrowsAgain) {
  tool_.setAngle(10);
  EXPECT_EQ(tool_.area(), largest_crop(kSize, 10));
  tool_.setAngle(0);
  expectArea(0, 0, 400, 300);
  tool_.setArea({0, 0, 200, 300});
  for (double angle = 0; angle <= 45; angle += 2.5) {
    tool_.setAngle(angle);
    ASSERT_TRUE(is_filled(tool_.area(), kSize, angle)) << angle;
  }
  EXPECT_LT(tool_.area().width, 200);
  tool_.setAngle(0);
  expectArea(0, 0, 200, 300);
}

TEST_F(CropToolTest, NoDragLeavesTheTurnedPicture) {
  begin({false, 0, 17});
  for (int i = 0; i < 60; ++i) {
    const PixelArea area = tool_.area();
    const QPointF middle(area.x + area.width / 2.0, area.y + area.height / 2.0);
    const QPointF corner(area.x + (i % 2 ? area.width : 0), area.y + (i % 4 > 1 ? area.height : 0));
    drag(i % 3 == 0 ? middle : corner, {(i * 67) % 400 + 0.0, (i * 131) % 300 + 0.0});
    ASSERT_TRUE(is_filled(tool_.area(), kSize, 17)) << i;
  }
}

TEST_F(CropToolTest, ALineAlongTheHorizonMakesItLevel) {
  tool_.setLevelling(true);
  drag({100, 100}, {300, 100 + 200 * std::tan(5 * 3.14159265 / 180)});
  EXPECT_NEAR(tool_.angle(), -5, 0.3);
  EXPECT_FALSE(tool_.isLevelling());
  // As it is seen now: what lies level there changes nothing.
  tool_.setLevelling(true);
  drag({300, 150}, {100, 150});
  EXPECT_NEAR(tool_.angle(), -5, 0.3);
  // An upright line is made upright.
  tool_.setAngle(0);
  tool_.setLevelling(true);
  drag({200, 50}, {200 + 200 * std::tan(8 * 3.14159265 / 180), 250});
  EXPECT_NEAR(tool_.angle(), 8, 0.3);
  // A click is no line.
  tool_.setLevelling(true);
  drag({200, 50}, {200, 50});
  EXPECT_NEAR(tool_.angle(), 8, 0.3);
}

TEST_F(CropToolTest, TheCanvasShowsTheTurnedPictureAndShadesWhatGoes) {
  tool_.setArea({200, 0, 200, 300});
  const QImage seen = canvas_.grab().toImage();
  EXPECT_EQ(seen.pixelColor(view(250, 75)), QColor(200, 30, 30));
  EXPECT_LT(seen.pixelColor(view(50, 75)).red(), 120);
  tool_.setAngle(45);
  // The corner of the picture has turned away.
  EXPECT_LT(canvas_.grab().toImage().pixelColor(view(2, 2)).red(), 100);
}

TEST_F(CropToolTest, ApixelIsCroppedToo) {
  tool_.begin({}, {1, 1});
  expectArea(0, 0, 1, 1);
  tool_.setAngle(30);
  expectArea(0, 0, 1, 1);
  tool_.setRatio(1.5);
  validate(simplified(tool_.geometry(), {1, 1}), {1, 1});
}

}  // namespace
}  // namespace v4e::ui
