// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline in the whole window: what it does to canvas, edit and files.
#include <gtest/gtest.h>

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QWindow>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/timeline/video_frame_dialog.h"

namespace v4e::ui {
namespace {

class WorkspaceTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto();
    edit("make it night");
    ASSERT_TRUE(QTest::qWaitFor([this] { return model().count() == 5; }, test::kPatience_ms));
  }
  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] TimelineModel& model() const { return workspace().timeline().model(); }
  [[nodiscard]] QAction* fromPhoto() const { return window_->commands().action("generate.fromPhoto"); }
  QString writeProfile(const QColorSpace& space) {
    QFile file(folder_.filePath("screen.icc"));
    EXPECT_TRUE(file.open(QIODevice::WriteOnly));
    file.write(space.iccProfile());
    return file.fileName();
  }
  /// The window's screen has these colours from now on.
  void useScreen(const QColorSpace& space) {
    const QSignalSpy shown(&window_->document(), &PhotoDocument::photoShown);
    settings_.setScreenProfile(writeProfile(space));
    ASSERT_TRUE(QTest::qWaitFor([&] { return shown.count() == 1; }, test::kPatience_ms));
  }
  [[nodiscard]] QColor canvasAt(QPointF photo) const {
    const QImage picture = window_->canvas().grab().toImage();
    const QPointF at = window_->canvas().view().toView(photo) * picture.devicePixelRatio();
    return picture.pixelColor(at.toPoint());
  }
};

TEST_F(WorkspaceTest, SpaceOnTheCanvasPlays) {
  window_->canvas().setFocus();
  QTest::keyClick(&window_->canvas(), Qt::Key_Space);
  EXPECT_TRUE(workspace().timeline().player().isPlaying());
  QTest::keyClick(&window_->canvas(), Qt::Key_Space);
  EXPECT_FALSE(workspace().timeline().player().isPlaying());
}

TEST_F(WorkspaceTest, ComparesTwoFramesInsteadOfPhotoAndEdit) {
  window_->canvas().setCompareMode(CompareMode::Split);
  window_->canvas().setSplit(0.5);
  const QColor photo = canvasAt({40, 120});
  model().setCompareFrame(2);
  const QColor middle = canvasAt({40, 120});
  EXPECT_NE(middle, photo) << "left of the line stands the frame, not the photo";
  model().setPlayhead(4);
  EXPECT_EQ(canvasAt({40, 120}), middle);
  model().setCompareFrame(std::nullopt);
  EXPECT_EQ(canvasAt({40, 120}), photo);
}

TEST_F(WorkspaceTest, ScrubbedFramesHaveThePhotosColoursOnAnyScreen) {
  window_->canvas().setCompareMode(CompareMode::Edit);
  model().setPlayhead(0);  // the photo itself, small
  const QColor plain = canvasAt({160, 230});
  useScreen(QColorSpace::AdobeRgb);
  const QColor photo(window_->document().photoPyramid()->full().pixel(160, 230));
  ASSERT_GT(std::abs(photo.red() - plain.red()), 6) << "else this tests nothing";
  EXPECT_TRUE(QTest::qWaitFor(
      [&] {
        return std::abs(canvasAt({160, 230}).red() - photo.red()) <= 2;
      },
      test::kPatience_ms))
      << canvasAt({160, 230}).red() << " instead of " << photo.red();
}

TEST_F(WorkspaceTest, PreviewsAreInTheScreensColoursToo) {
  useScreen(QColorSpace::AdobeRgb);
  QImage first;
  QObject::connect(&window_->session(), &EditSession::previewed, window_.get(),
                   [&](const QList<QImage>& frames, int) { first = frames.value(0); });
  window_->session().setBuildsOn(BuildsOn::Photo);
  edit("make it snow");
  ASSERT_FALSE(first.isNull());
  const QRgb photo = window_->document().photoPyramid()->full().pixel(160, 230);
  EXPECT_NEAR(qRed(first.pixel(first.width() / 2, first.height() * 230 / 240)), qRed(photo), 3);
}

TEST_F(WorkspaceTest, AnotherScreenIsNoticed) {
  useScreen(QColorSpace::DisplayP3);
  const QSignalSpy screen(&window_->document(), &PhotoDocument::screenChanged);
  writeProfile(QColorSpace::AdobeRgb);
  EXPECT_EQ(screen.count(), 0);
  Q_EMIT window_->windowHandle()->screenChanged(window_->screen());
  EXPECT_EQ(screen.count(), 1);
}

TEST_F(WorkspaceTest, EvolutionWindowFollowsThePlayhead) {
  window_->commands().action("view.evolution")->trigger();
  auto* evolution = window_->findChild<EvolutionWindow*>();
  ASSERT_NE(evolution, nullptr);
  model().setPlayhead(1.5);
  const QImage pushed = evolution->sink().videoFrame().toImage();
  EXPECT_EQ(pushed.size(), model().currentImage().size());
  EXPECT_EQ(pushed.pixel(5, 5), model().currentImage().pixel(5, 5));
}

TEST_F(WorkspaceTest, EvolutionWindowHasTheColoursOfItsOwnScreen) {
  useScreen(QColorSpace::DisplayP3);
  window_->commands().action("view.evolution")->trigger();
  auto* evolution = window_->findChild<EvolutionWindow*>();
  ASSERT_NE(evolution, nullptr);
  // Of one colour, so that it does not matter how the window's size scales it.
  QImage flat(64, 48, QImage::Format_RGB32);
  flat.fill(QColor(40, 200, 60));
  model().setFrames({flat, flat});
  model().setPlayhead(0);
  const auto shown = [&] {
    const QImage picture = evolution->grab().toImage();
    return picture.pixelColor(picture.width() / 2, picture.height() / 2).red();
  };
  const auto pushed = [&] {
    const QImage picture = evolution->sink().videoFrame().toImage();
    return picture.pixelColor(picture.width() / 2, picture.height() / 2);
  };
  EXPECT_NEAR(shown(), pushed().red(), 1);
  writeProfile(QColorSpace::AdobeRgb);  // as another screen has it
  Q_EMIT evolution->windowHandle()->screenChanged(evolution->screen());
  const QColorTransform way =
      QColorSpace(QColorSpace::DisplayP3).transformationToColorSpace(QColorSpace(QColorSpace::AdobeRgb));
  const int expected = way.map(pushed()).red();
  ASSERT_GT(std::abs(expected - pushed().red()), 4) << "else this tests nothing";
  EXPECT_NEAR(shown(), expected, 2);
}

TEST_F(WorkspaceTest, EvolutionWindowFollowsTheFramesToTheMainWindowsScreen) {
  window_->commands().action("view.evolution")->trigger();
  auto* evolution = window_->findChild<EvolutionWindow*>();
  ASSERT_NE(evolution, nullptr);
  const QSignalSpy replaced(&model(), &TimelineModel::picturesChanged);
  useScreen(QColorSpace::AdobeRgb);
  ASSERT_TRUE(QTest::qWaitFor([&] { return replaced.count() == 1; }, test::kPatience_ms));
  // One profile for all screens: the frames are shown as they are pushed.
  const QImage picture = evolution->grab().toImage();
  const QImage pushed = evolution->sink().videoFrame().toImage();
  EXPECT_NEAR(picture.pixelColor(picture.width() / 2, picture.height() / 2).red(),
              pushed.pixelColor(pushed.width() / 2, pushed.height() / 2).red(), 1);
}

TEST_F(WorkspaceTest, TakenVideoOpensTheFramePicker) {
  ASSERT_TRUE(VideoFrameDialog::canPlay()) << "GStreamer's plugins are missing";
  const auto photo = window_->document().photo();
  window_->intake().takeFiles({folder_.filePath("clip.mp4")});
  auto* dialog = window_->findChild<VideoFrameDialog*>();
  ASSERT_NE(dialog, nullptr);
  EXPECT_TRUE(dialog->isVisible());
  EXPECT_EQ(window_->document().photo(), photo);
  dialog->close();
}

TEST_F(WorkspaceTest, ComparingNeedsTwoSides) {
  window_->canvas().setCompareMode(CompareMode::Edit);
  model().setCompareFrame(1);
  EXPECT_EQ(window_->canvas().compareMode(), CompareMode::Split);
}

TEST_F(WorkspaceTest, UndoOfAFrameIsNoNewChoice) {
  QUndoStack& undo = window_->document().undoStack();
  model().setEditPosition(2);
  ASSERT_TRUE(QTest::qWaitFor(
      [this] {
        return window_->document().result()->settings.strength == 0.5 && !window_->session().isEditing();
      },
      test::kPatience_ms));
  const int steps = undo.count();
  undo.undo();
  EXPECT_EQ(model().editPosition(), 4);
  EXPECT_FALSE(window_->session().isEditing());
  EXPECT_EQ(undo.count(), steps);
  EXPECT_TRUE(undo.canRedo());
}

TEST_F(WorkspaceTest, FrameChosenWhileMergingIsMergedNext) {
  model().setEditPosition(1);
  ASSERT_TRUE(window_->session().isEditing());
  model().setEditPosition(3);
  ASSERT_TRUE(QTest::qWaitFor(
      [this] {
        return window_->document().result()->settings.strength == 0.75 && !window_->session().isEditing();
      },
      test::kPatience_ms));
  EXPECT_EQ(model().editPosition(), 3);
}

TEST_F(WorkspaceTest, BranchGoesOnFromAFrame) {
  EXPECT_TRUE(fromPhoto()->isEnabled());
  workspace().branchFrom(0.5);
  ASSERT_TRUE(QTest::qWaitFor(
      [this] {
        return window_->document().result()->settings.strength == 0.5 && !window_->session().isEditing();
      },
      test::kPatience_ms));
  const auto source = window_->document().result()->edited;
  edit("make it snow");
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().result()->settings.instruction == "make it snow"; },
                      test::kPatience_ms));
  EXPECT_EQ(window_->document().result()->photo, source);
  EXPECT_NE(window_->document().photo(), source) << "the photo itself stays";
  fromPhoto()->trigger();
  EXPECT_EQ(window_->session().buildsOn(), BuildsOn::Photo);
  EXPECT_FALSE(fromPhoto()->isEnabled());
  edit("make it fog");
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().result()->settings.instruction == "make it fog"; },
                      test::kPatience_ms));
  EXPECT_EQ(window_->document().result()->photo, window_->document().photo());
}

TEST_F(WorkspaceTest, BranchFromTheEditItselfNeedsNoMerge) {
  const int merges = control_->merges;
  window_->session().setBuildsOn(BuildsOn::Photo);
  workspace().branchFrom(1);
  EXPECT_EQ(window_->session().buildsOn(), BuildsOn::Edit);
  EXPECT_EQ(control_->merges, merges);
}

TEST_F(WorkspaceTest, TheNextEditBuildsOnTheOneThatIsShown) {
  const auto first = window_->document().result();
  auto* on_edit = window_->findChild<QRadioButton*>("onThisEdit");
  auto* on_photo = window_->findChild<QRadioButton*>("onThePhoto");
  ASSERT_TRUE(on_edit->isVisible());
  EXPECT_TRUE(on_edit->isChecked());
  edit("make it snow");
  EXPECT_EQ(window_->document().result()->photo, first->edited);
  QTest::mouseClick(on_photo, Qt::LeftButton, {}, {8, on_photo->height() / 2});
  edit("make it fog");
  EXPECT_EQ(window_->document().result()->photo, window_->document().photo());
}

TEST_F(WorkspaceTest, AnotherPhotoBeginsFromItself) {
  window_->session().setBuildsOn(BuildsOn::Photo);
  openPhoto(100, 80);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().photo()->image.width() == 100; },
                              test::kPatience_ms));
  EXPECT_EQ(window_->session().buildsOn(), BuildsOn::Edit);
  EXPECT_FALSE(window_->findChild<QWidget*>("baseSwitch")->isVisible());
  edit("make it snow");
  EXPECT_EQ(window_->document().result()->photo, window_->document().photo());
}

TEST_F(WorkspaceTest, SavesAnyFrameAtFullSizeAndLeavesTheEditAlone) {
  FrameSaver saver(engine_);
  const QSignalSpy saved(&saver, &FrameSaver::saved);
  const auto before = window_->document().result();
  const QString path = folder_.filePath("frame.png");
  saver.save(before, {}, 0.5, path);
  ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 1; }, test::kPatience_ms));
  const QImage picture(path);
  EXPECT_EQ(picture.size(), QSize(320, 240));
  const auto& photo = window_->document().photo()->image;
  const int red = photo.row<std::uint8_t>(100)[100 * photo.channels()];
  EXPECT_NEAR(picture.pixelColor(100, 100).red(), red + (255 - 2 * red) * 0.5, 2);
  EXPECT_EQ(window_->document().result(), before);
}

TEST_F(WorkspaceTest, SavingWhereNothingCanBeWrittenIsTold) {
  FrameSaver saver(engine_);
  const QSignalSpy failed(&saver, &FrameSaver::failed);
  saver.save(window_->document().result(), {}, 0.25, folder_.filePath("no/such/folder/frame.png"));
  ASSERT_TRUE(QTest::qWaitFor([&] { return failed.count() == 1; }, test::kPatience_ms));
}

TEST(VideoFrameDialog, HandsOverTheFrameAtItsOwnSize) {
  ASSERT_TRUE(VideoFrameDialog::canPlay()) << "GStreamer's plugins are missing";
  VideoFrameDialog dialog("/nowhere/clip.mp4");
  dialog.show();
  QImage picked;
  QString name;
  QObject::connect(&dialog, &VideoFrameDialog::framePicked, &dialog,
                   [&](const QImage& frame, const QString& text) {
                     picked = frame;
                     name = text;
                   });
  EXPECT_FALSE(dialog.findChild<QPushButton*>("videoPick")->isEnabled());
  QVideoFrame frame(QVideoFrameFormat(QSize(64, 48), QVideoFrameFormat::Format_BGRX8888));
  ASSERT_TRUE(frame.map(QVideoFrame::WriteOnly));
  std::fill_n(frame.bits(0), frame.mappedBytes(0), uchar{200});
  frame.unmap();
  dialog.sink().setVideoFrame(frame);
  QTest::mouseClick(dialog.findChild<QPushButton*>("videoPick"), Qt::LeftButton);
  EXPECT_EQ(picked.size(), QSize(64, 48));
  EXPECT_EQ(picked.pixelColor(10, 10).red(), 200);
  EXPECT_TRUE(name.startsWith("clip at")) << name.toStdString();
  EXPECT_EQ(dialog.result(), QDialog::Accepted);
}

}  // namespace
}  // namespace v4e::ui
