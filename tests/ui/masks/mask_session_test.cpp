// SPDX-License-Identifier: GPL-3.0-or-later
// Mask and regions in the whole window, with an engine that makes negatives.
#include "ui/masks/mask_session.h"

#include <gtest/gtest.h>

#include <QSignalSpy>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {
namespace {

class MaskSessionTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto();
    edit("make it night");
    ASSERT_TRUE(QTest::qWaitFor([this] { return timeline().model().count() == 5; }, test::kPatience_ms));
  }
  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] TimelinePanel& timeline() const { return workspace().timeline(); }
  [[nodiscard]] MaskSession& session() const { return workspace().masks().session(); }
  [[nodiscard]] std::shared_ptr<const EditResult> result() const { return window_->document().result(); }

  /// As the rectangle tool does it, in photo pixels.
  void paintRectangle(const QRectF& area) {
    MaskTool& tool = session().tool();
    tool.setKind(MaskToolKind::Rectangle);
    const auto event = [](QEvent::Type type) {
      return QMouseEvent(type, QPointF(0, 0), QPointF(0, 0), Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    };
    tool.press(area.topLeft(), event(QEvent::MouseButtonPress));
    tool.move(area.bottomRight(), event(QEvent::MouseMove));
    tool.release(area.bottomRight(), event(QEvent::MouseButtonRelease));
  }
  void waitForMerge() {
    ASSERT_TRUE(session().isPending());
    ASSERT_TRUE(QTest::qWaitFor([this] { return !session().isPending(); }, test::kPatience_ms));
  }
  [[nodiscard]] int red(const Photo& photo, int x, int y) const {
    return photo.image.row<std::uint8_t>(y)[x * photo.image.channels()];
  }
  void expectNegative(int x, int y, double share = 1) const {
    const int before = red(*window_->document().photo(), x, y);
    EXPECT_NEAR(red(*result()->edited, x, y), before + (255 - 2 * before) * share, 2) << x << ',' << y;
  }
};

TEST_F(MaskSessionTest, MaskIsMergedWithoutANewGeneration) {
  const int edits = control_->edits;
  paintRectangle({20, 20, 100, 100});
  waitForMerge();
  EXPECT_EQ(control_->edits, edits);
  expectNegative(60, 60);
  EXPECT_EQ(red(*result()->edited, 200, 180), red(*window_->document().photo(), 200, 180));
}

TEST_F(MaskSessionTest, UndoTakesTheStrokeBackAndMergesAgain) {
  const int steps = window_->document().undoStack().count();
  paintRectangle({20, 20, 100, 100});
  waitForMerge();
  EXPECT_EQ(window_->document().undoStack().count(), steps + 1) << "the merge is no step of its own";
  window_->document().undoStack().undo();
  waitForMerge();
  expectNegative(200, 180);
  window_->document().undoStack().redo();
  waitForMerge();
  EXPECT_EQ(red(*result()->edited, 200, 180), red(*window_->document().photo(), 200, 180));
}

TEST_F(MaskSessionTest, CanvasShowsTheMaskAtOnce) {
  const auto colour = [this](QPointF photo) {
    const QImage picture = window_->canvas().grab().toImage();
    return picture.pixelColor(
        (window_->canvas().view().toView(photo) * picture.devicePixelRatio()).toPoint());
  };
  window_->canvas().setCompareMode(CompareMode::Edit);
  const QColor edited = colour({200, 120});
  window_->canvas().setOriginalShown(true);
  const QColor original = colour({200, 120});
  window_->canvas().setOriginalShown(false);
  ASSERT_NE(edited, original);
  const int merges = control_->merges;
  paintRectangle({20, 20, 100, 100});
  EXPECT_EQ(colour({200, 120}), original);
  EXPECT_NEAR(colour({60, 60}).red(), 255 - red(*window_->document().photo(), 60, 60), 2);
  EXPECT_EQ(control_->merges, merges) << "that was before any merge";
}

TEST_F(MaskSessionTest, RegionStandsAtItsOwnPointInTime) {
  timeline().model().setPlayhead(4);
  session().addRegion();
  const int region = session().model().target();
  EXPECT_NE(region, kMaskTarget);
  EXPECT_DOUBLE_EQ(session().model().state().region(region)->position, 0.5)
      << "half as strong as what is shown";
  paintRectangle({20, 20, 100, 100});
  waitForMerge();
  expectNegative(60, 60, 0.5);
  expectNegative(200, 180, 1);
  session().moveRegion(region, 0.25);
  session().moveRegion(region, 0.0);
  const int steps = window_->document().undoStack().count();
  waitForMerge();
  expectNegative(60, 60, 0);
  window_->document().undoStack().undo();
  EXPECT_EQ(window_->document().undoStack().count(), steps);
  EXPECT_DOUBLE_EQ(session().model().state().region(region)->position, 0.5) << "a slider's way is one step";
}

TEST_F(MaskSessionTest, ChosenFrameKeepsTheMask) {
  paintRectangle({20, 20, 100, 100});
  waitForMerge();
  window_->session().keepStrength(0.5);
  ASSERT_TRUE(QTest::qWaitFor(
      [this] { return result()->settings.strength == 0.5 && !window_->session().isEditing(); },
      test::kPatience_ms));
  expectNegative(60, 60, 0.5);
  EXPECT_EQ(red(*result()->edited, 200, 180), red(*window_->document().photo(), 200, 180));
  EXPECT_FALSE(session().isPending());
}

TEST_F(MaskSessionTest, NextEditIsMergedWithWhatIsPaintedForIt) {
  const auto before = result();
  for (const BuildsOn base : {BuildsOn::Photo, BuildsOn::Edit}) {
    window_->session().setBuildsOn(base);
    session().setPaintsNext(true);
    paintRectangle({20, 20, 100, 100});
    ASSERT_FALSE(session().isPending()) << "the present edit is not concerned";
    edit("make it snow");
    ASSERT_EVENTUALLY(!session().isPending());
    EXPECT_FALSE(session().paintsNext());
    EXPECT_FALSE(session().model().state().mask.empty()) << "it can be painted on";
    EXPECT_NEAR(red(*result()->edited, 60, 60), 255 - red(*result()->photo, 60, 60), 2);
    EXPECT_EQ(red(*result()->edited, 200, 180), red(*result()->photo, 200, 180));
    workspace().history().goTo(1);
    ASSERT_EVENTUALLY(result() == before);
    EXPECT_TRUE(session().model().state().mask.empty());
  }
}

TEST_F(MaskSessionTest, EachStepHasItsOwnMask) {
  paintRectangle({20, 20, 100, 100});
  waitForMerge();
  const auto first = result();
  edit("make it snow");
  EXPECT_TRUE(session().model().isEmpty()) << "it is the step's before";
  EXPECT_FALSE(session().isPending());
  session().setMode(UserMaskMode::Extend);
  paintRectangle({150, 150, 180, 180});
  waitForMerge();
  workspace().history().goTo(1);
  ASSERT_EVENTUALLY(result() == first);
  EXPECT_FALSE(session().isPending()) << "nothing is to be merged again";
  EXPECT_EQ(session().model().state().mode, UserMaskMode::Restrict);
  EXPECT_EQ(session().model().state().mask.row<std::uint8_t>(60)[60], 255);
  EXPECT_EQ(session().model().state().mask.row<std::uint8_t>(160)[160], 0);
  workspace().history().goTo(2);
  ASSERT_EVENTUALLY(result() != first);
  EXPECT_EQ(session().model().state().mode, UserMaskMode::Extend);
  EXPECT_EQ(session().model().state().mask.row<std::uint8_t>(160)[160], 255);
  EXPECT_FALSE(session().isPending());
}

TEST_F(MaskSessionTest, LeavingAStepBeforeItIsMergedLosesNothing) {
  edit("make it snow");
  workspace().history().goTo(1);
  ASSERT_EVENTUALLY(workspace().history().isShown(1));
  paintRectangle({20, 20, 100, 100});
  ASSERT_TRUE(session().isPending());
  workspace().history().goTo(2);
  ASSERT_EVENTUALLY(!window_->session().isEditing() && workspace().history().isShown(2) &&
                    !session().isPending());
  // What follows was made again from the step with its mask.
  const auto made_of = result()->photo;
  EXPECT_EQ(red(*made_of, 200, 180), red(*window_->document().original(), 200, 180));
  EXPECT_NE(red(*made_of, 60, 60), red(*window_->document().original(), 60, 60));
  workspace().history().goTo(1);
  ASSERT_EVENTUALLY(workspace().history().isShown(1));
  EXPECT_FALSE(session().isPending());
  EXPECT_EQ(result()->edited, made_of);
}

TEST_F(MaskSessionTest, UndoShowsWhatItIsAbout) {
  session().setPaintsNext(true);
  paintRectangle({20, 20, 100, 100});
  session().setPaintsNext(false);
  window_->document().undoStack().undo();
  EXPECT_TRUE(session().paintsNext());
  EXPECT_TRUE(session().model().isEmpty());
  window_->document().undoStack().redo();
  EXPECT_FALSE(session().model().isEmpty());
}

TEST_F(MaskSessionTest, InvertFeatherAndClearAreSteps) {
  paintRectangle({20, 20, 100, 100});
  session().invert();
  session().feather(8);
  const Image soft = session().model().state().mask;
  EXPECT_GT(soft.row<std::uint8_t>(60)[20], 60);
  EXPECT_LT(soft.row<std::uint8_t>(60)[20], 200);
  EXPECT_EQ(soft.row<std::uint8_t>(60)[60], 0);
  session().clear();
  EXPECT_TRUE(session().model().state().mask.empty());
  window_->document().undoStack().undo();
  window_->document().undoStack().undo();
  EXPECT_EQ(session().model().state().mask.row<std::uint8_t>(60)[10], 255);
  window_->document().undoStack().undo();
  EXPECT_EQ(session().model().state().mask.row<std::uint8_t>(60)[60], 255);
}

TEST_F(MaskSessionTest, AnotherPhotoBeginsWithoutMask) {
  paintRectangle({20, 20, 100, 100});
  session().addRegion();
  openPhoto(200, 100);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().photo()->image.width() == 200; },
                              test::kPatience_ms));
  EXPECT_TRUE(session().model().isEmpty());
  EXPECT_EQ(session().model().size(), QSize(200, 100));
  EXPECT_EQ(session().model().target(), kMaskTarget);
}

TEST_F(MaskSessionTest, ExportWaitsForTheMerge) {
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  paintRectangle({20, 20, 100, 100});
  const QString path = folder_.filePath("masked.png");
  window_->document().exportTo(path, {}, false);
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, test::kPatience_ms));
  const QImage written(path);
  EXPECT_EQ(written.pixelColor(200, 180).red(), red(*window_->document().photo(), 200, 180));
  EXPECT_NE(written.pixelColor(60, 60).red(), red(*window_->document().photo(), 60, 60));
}

TEST_F(MaskSessionTest, StabiliserOffIsMergedToo) {
  timeline().model().setStabilised(false);
  waitForMerge();
  ASSERT_TRUE(result()->edits);
  EXPECT_FALSE(result()->edits->stabilise);
  timeline().model().setStabilised(true);
  waitForMerge();
  EXPECT_FALSE(result()->edits);
}

}  // namespace
}  // namespace v4e::ui
