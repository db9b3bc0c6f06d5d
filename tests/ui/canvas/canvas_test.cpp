// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <QWheelEvent>

#include "tests/ui/fake_backend.h"
#include "ui/canvas/dropped_files.h"
#include "ui/canvas/screen_profile.h"

namespace v4e::ui {
namespace {

const QColor kPhotoColour(200, 30, 30);
const QColor kEditColour(30, 30, 200);

std::shared_ptr<const ImagePyramid> plain(const QColor& colour, int side = 400) {
  QImage image(side, side, QImage::Format_RGB32);
  image.fill(colour);
  return ImagePyramid::build(image);
}

class CanvasTest : public testing::Test {
 protected:
  void SetUp() override {
    canvas_.resize(600, 500);
    canvas_.setPhoto(plain(kPhotoColour));
    canvas_.show();
    ASSERT_TRUE(QTest::qWaitForWindowExposed(&canvas_));
  }
  QColor at(QPointF point) {
    const QImage picture = canvas_.grab().toImage();
    return picture.pixelColor((point * picture.devicePixelRatio()).toPoint());
  }
  void wheel(QPointF position, int delta, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QWheelEvent event(position, canvas_.mapToGlobal(position), {}, {0, delta}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(&canvas_, &event);
  }
  void drag(Qt::MouseButton button, QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {}) {
    QTest::mousePress(&canvas_, button, modifiers, from);
    QMouseEvent move(QEvent::MouseMove, to, canvas_.mapToGlobal(to), Qt::NoButton, button, modifiers);
    QApplication::sendEvent(&canvas_, &move);
    QTest::mouseRelease(&canvas_, button, modifiers, to);
  }

  Canvas canvas_;
};

TEST_F(CanvasTest, ShowsThePhotoInTheMiddle) {
  EXPECT_EQ(at({300, 250}), kPhotoColour);
}

TEST_F(CanvasTest, WheelZoomsToTheCursor) {
  canvas_.setZoom(2);  // a photo smaller than the view stays in the middle
  const QPointF cursor(380, 210);
  const QPointF before = canvas_.view().toPhoto(cursor);
  wheel(cursor, 120);
  EXPECT_GT(canvas_.view().scale(), 2);
  EXPECT_NEAR(canvas_.view().toPhoto(cursor).x(), before.x(), 1e-6);
}

TEST_F(CanvasTest, CtrlWheelStepsFramesAndDoesNotZoom) {
  const QSignalSpy steps(&canvas_, &Canvas::frameStepAsked);
  const double scale = canvas_.view().scale();
  wheel({300, 250}, -120, Qt::ControlModifier);
  ASSERT_EQ(steps.count(), 1);
  EXPECT_EQ(steps.first().first().toInt(), -1);
  EXPECT_DOUBLE_EQ(canvas_.view().scale(), scale);
}

TEST_F(CanvasTest, MiddleButtonPans) {
  canvas_.setZoom(4);
  const QPointF before = canvas_.view().toPhoto({0, 0});
  drag(Qt::MiddleButton, {300, 250}, {340, 250});
  EXPECT_NEAR(canvas_.view().toPhoto({0, 0}).x(), before.x() - 10, 1e-6);
}

TEST_F(CanvasTest, SpaceAndDragPansButSpaceAlonePlays) {
  const QSignalSpy play(&canvas_, &Canvas::playAsked);
  canvas_.setZoom(4);
  const QPointF before = canvas_.view().toPhoto({0, 0});
  QTest::keyPress(&canvas_, Qt::Key_Space);
  drag(Qt::LeftButton, {300, 250}, {300, 290});
  QTest::keyRelease(&canvas_, Qt::Key_Space);
  EXPECT_NEAR(canvas_.view().toPhoto({0, 0}).y(), before.y() - 10, 1e-6);
  EXPECT_EQ(play.count(), 0);
  QTest::keyClick(&canvas_, Qt::Key_Space);
  EXPECT_EQ(play.count(), 1);
}

TEST_F(CanvasTest, DoubleClickSwitchesBetweenFitAndHundredPercent) {
  canvas_.setPhoto(plain(kPhotoColour, 2000));
  ASSERT_LT(canvas_.view().scale(), 1);
  QTest::mouseDClick(&canvas_, Qt::LeftButton, {}, {300, 250});
  EXPECT_DOUBLE_EQ(canvas_.view().scale(), 1);
  QTest::mouseDClick(&canvas_, Qt::LeftButton, {}, {300, 250});
  EXPECT_TRUE(canvas_.view().isFitted());
}

TEST_F(CanvasTest, SplitShowsPhotoLeftAndEditRight) {
  canvas_.setEdit(plain(kEditColour));
  EXPECT_EQ(at({180, 350}), kPhotoColour);
  EXPECT_EQ(at({420, 350}), kEditColour);
}

TEST_F(CanvasTest, DividerIsDraggedAndMovedByKeys) {
  canvas_.setEdit(plain(kEditColour));
  drag(Qt::LeftButton, {300, 250}, {460, 250});
  EXPECT_NEAR(canvas_.split(), 0.9, 0.01);
  EXPECT_EQ(at({420, 350}), kPhotoColour);
  canvas_.setFocus();
  QTest::keyClick(&canvas_, Qt::Key_Left, Qt::ShiftModifier);
  EXPECT_NEAR(canvas_.split(), 0.88, 0.01);
}

TEST_F(CanvasTest, SplitNeverLeavesThePhoto) {
  canvas_.setEdit(plain(kEditColour));
  canvas_.setSplit(7);
  EXPECT_DOUBLE_EQ(canvas_.split(), 1);
}

TEST_F(CanvasTest, HoldingShowsTheOriginal) {
  canvas_.setEdit(plain(kEditColour));
  canvas_.setCompareMode(CompareMode::Edit);
  EXPECT_EQ(at({300, 350}), kEditColour);
  canvas_.setOriginalShown(true);
  EXPECT_EQ(at({300, 350}), kPhotoColour);
  canvas_.setOriginalShown(false);
  EXPECT_EQ(at({300, 350}), kEditColour);
}

TEST_F(CanvasTest, SideBySideShowsBothAtOneZoom) {
  canvas_.setEdit(plain(kEditColour));
  canvas_.setCompareMode(CompareMode::SideBySide);
  EXPECT_EQ(at({150, 250}), kPhotoColour);
  EXPECT_EQ(at({450, 250}), kEditColour);
  const QPointF before = canvas_.view().toPhoto({100, 200});
  wheel({400, 200}, 240);  // the same photo point in the right pane
  EXPECT_NEAR(canvas_.view().toPhoto({100, 200}).x(), before.x(), 1e-6);
}

TEST_F(CanvasTest, AFrameStandsInUntilTheEditComes) {
  QImage frame(40, 40, QImage::Format_RGB32);
  frame.fill(Qt::green);
  canvas_.setCompareMode(CompareMode::Edit);
  canvas_.setFrame(frame);
  EXPECT_EQ(at({300, 350}), QColor(Qt::green));
  canvas_.setEdit(plain(kEditColour));
  EXPECT_EQ(at({300, 350}), kEditColour);
}

TEST_F(CanvasTest, OverlayLiesOverTheEditOnly) {
  canvas_.setEdit(plain(kEditColour));
  QImage overlay(8, 8, QImage::Format_ARGB32_Premultiplied);
  overlay.fill(QColor(255, 255, 0));
  canvas_.setOverlay(overlay);
  EXPECT_EQ(at({180, 350}), kPhotoColour);
  EXPECT_EQ(at({420, 350}), QColor(255, 255, 0));
}

TEST_F(CanvasTest, PixelGridAppearsWhenZoomedFarIn) {
  canvas_.setZoom(32);
  const QImage picture = canvas_.grab().toImage();
  int other = 0;
  for (int x = 200; x < 264; ++x) other += picture.pixelColor(x, 260) != kPhotoColour;
  EXPECT_GE(other, 2);
  EXPECT_LE(other, 8);
}

TEST_F(CanvasTest, TransparencyShowsAsChecks) {
  QImage clear(400, 400, QImage::Format_ARGB32_Premultiplied);
  clear.fill(Qt::transparent);
  canvas_.setPhoto(ImagePyramid::build(clear));
  const QImage picture = canvas_.grab().toImage();
  EXPECT_NE(picture.pixelColor(300, 250), picture.pixelColor(308, 250));
}

TEST_F(CanvasTest, ShiftDragScrubs) {
  canvas_.setEdit(plain(kEditColour));
  canvas_.setCompareMode(CompareMode::Edit);
  const QSignalSpy scrub(&canvas_, &Canvas::scrubAsked);
  drag(Qt::LeftButton, {200, 250}, {300, 250}, Qt::ShiftModifier);
  ASSERT_EQ(scrub.count(), 1);
  EXPECT_NEAR(scrub.first().first().toDouble(), 0.25, 0.01);
}

TEST_F(CanvasTest, DescribesItselfToScreenReaders) {
  EXPECT_TRUE(canvas_.accessibleDescription().contains("400 by 400"));
  canvas_.setPhoto(nullptr);
  EXPECT_TRUE(canvas_.accessibleDescription().contains("No photo"));
}

TEST_F(CanvasTest, PaintsNothingSlowlyWithALargePhoto) {
  canvas_.resize(1600, 1000);
  canvas_.setPhoto(ImagePyramid::build(testPicture(6000, 4000)));
  canvas_.setEdit(ImagePyramid::build(testPicture(6000, 4000)));
  QPixmap target(canvas_.size());
  QElapsedTimer clock;
  clock.start();
  for (int i = 0; i < 5; ++i) canvas_.render(&target);
  RecordProperty("paint_ms", static_cast<int>(clock.elapsed() / 5));
  EXPECT_LT(clock.elapsed() / 5, 100);
}

TEST(DroppedFiles, TakesFilesBeforePictures) {
  QMimeData data;
  EXPECT_FALSE(canTake(data));
  data.setImageData(testPicture(4, 4));
  EXPECT_TRUE(canTake(data));
  EXPECT_FALSE(contentOf(data).image.isNull());
  data.setUrls({QUrl::fromLocalFile("/tmp/a.jpg"), QUrl("https://example.org/b.jpg")});
  EXPECT_EQ(contentOf(data).paths, QStringList{"/tmp/a.jpg"});
  EXPECT_TRUE(contentOf(data).image.isNull());
}

TEST(DroppedFiles, KnowsPhotosByName) {
  EXPECT_TRUE(isPhotoName("/x/IMG.JPG"));
  EXPECT_FALSE(isPhotoName("/x/readme.txt"));
}

TEST(DroppedFiles, EveryPathHasItsKind) {
  QTemporaryDir folder;
  const QDir root(folder.path());
  ASSERT_TRUE(root.mkpath("photos/holiday") && root.mkpath("models/wan") && root.mkpath("late.mp4"));
  QFile index(folder.filePath("models/wan/model_index.json"));
  ASSERT_TRUE(index.open(QIODevice::WriteOnly));
  index.close();
  const auto kind = [&](const char* name) { return kindOf(folder.filePath(name)); };
  EXPECT_EQ(kind("a.JPG"), FileKind::Photo);
  EXPECT_EQ(kind("a.gif"), FileKind::Photo);
  EXPECT_EQ(kind("a.MOV"), FileKind::Video);
  EXPECT_EQ(kind("a.v4e"), FileKind::Project);
  EXPECT_EQ(kind("a.txt"), FileKind::Other);
  EXPECT_EQ(kind("a"), FileKind::Other);
  EXPECT_EQ(kind("photos"), FileKind::Folder);
  EXPECT_EQ(kind("late.mp4"), FileKind::Folder) << "whatever it is called";
  EXPECT_EQ(kind("models/wan"), FileKind::ModelFolder);
  EXPECT_EQ(kind("models"), FileKind::ModelFolder) << "models side by side";
  EXPECT_EQ(kind("models/wan/model_index.json"), FileKind::Other);
}

TEST(DroppedFiles, OpenFilterOffersPhotosVideosAndProjects) {
  const QStringList filters = openFilter().split(";;");
  ASSERT_EQ(filters.size(), 4);
  for (const char* pattern : {"*.jpg", "*.mp4", "*.v4e"}) EXPECT_TRUE(filters[0].contains(pattern));
  EXPECT_EQ(filters[1], photoFilter());
  EXPECT_EQ(filters[2], videoFilter());
  EXPECT_EQ(filters[3], projectFilter());
}

TEST(ScreenWatcher, TellsOfAnotherScreenAndOfComingBack) {
  QWidget window;
  ScreenWatcher watcher(window);
  QSignalSpy changed(&watcher, &ScreenWatcher::changed);
  window.show();
  ASSERT_TRUE(QTest::qWaitForWindowActive(&window));
  EXPECT_FALSE(changed.isEmpty()) << "now it stands on some screen";
  changed.clear();
  Q_EMIT window.windowHandle()->screenChanged(window.screen());
  EXPECT_EQ(changed.count(), 1);
  QEvent activated(QEvent::WindowActivate);
  QApplication::sendEvent(&window, &activated);
  EXPECT_EQ(changed.count(), 2);
}

}  // namespace
}  // namespace v4e::ui
