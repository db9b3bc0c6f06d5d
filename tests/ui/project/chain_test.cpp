// SPDX-License-Identifier: GPL-3.0-or-later
// Steps that build on each other: an early one changed or switched off, and what follows it.
#include <gtest/gtest.h>

#include <QLabel>
#include <QSignalSpy>

#include "core/edit/edit_provenance.h"
#include "tests/ui/windows/project_fixture.h"

namespace v4e::ui {
namespace {

/// As the engine of the tests makes it: each step mixes the picture with its negative.
Image mixed(const Image& photo, const std::vector<double>& strengths) {
  Image result = photo;
  auto* pixels = reinterpret_cast<std::uint8_t*>(result.mutable_data());
  for (const double share : strengths) {
    for (std::size_t i = 0; i < result.size_bytes(); ++i)
      pixels[i] = static_cast<std::uint8_t>(pixels[i] + (255 - 2 * pixels[i]) * share);
  }
  return result;
}

class ChainTest : public ProjectTest {
 protected:
  void SetUp() override {
    ProjectTest::SetUp();
    openPhoto(64, 48);
  }
  [[nodiscard]] EditHistory& steps() const { return workspace().history(); }
  [[nodiscard]] QUndoStack& undo() const { return window_->document().undoStack(); }

  void settle() {
    ASSERT_TRUE(QTest::qWaitFor(
        [this] {
          return isSettled() && !workspace().masks().session().isPending() &&
                 steps().isShown(history().current());
        },
        test::kPatience_ms));
    QCoreApplication::processEvents();
  }
  void keep(double strength) {
    window_->session().keepStrength(strength);
    settle();
  }
  void goTo(std::int64_t id) {
    steps().goTo(id);
    settle();
  }
  void setOn(std::int64_t id, bool on) {
    steps().setOn(id, on);
    settle();
  }
  /// What is shown is the photo with these edits, one after the other.
  void expectShown(const std::vector<double>& strengths) const {
    const auto shown = result();
    const Image& image = shown ? shown->edited->image : window_->document().photo()->image;
    EXPECT_TRUE(samePixels(image, mixed(window_->document().photo()->image, strengths)));
  }
};

TEST_F(ChainTest, AnotherStrengthOfAnEarlyStepReachesTheLastOne) {
  for (const char* wish : {"make it night", "add fog", "make it warmer"}) {
    edit(wish);
    keep(0.25);
  }
  expectShown({0.25, 0.25, 0.25});
  goTo(1);
  keep(0.75);
  EXPECT_EQ(window_->commands().action("edit.undo")->text(), "&Undo: Strength of “make it night”");
  EXPECT_TRUE(history().isOutdated(2));
  EXPECT_TRUE(history().isOutdated(3));
  const int edits = control_->edits;
  goTo(3);
  EXPECT_EQ(control_->edits, edits + 2);
  expectShown({0.75, 0.25, 0.25});
  EXPECT_FALSE(history().isOutdated(3));
  goTo(2);
  expectShown({0.75, 0.25});
  EXPECT_EQ(control_->edits, edits + 2) << "it was made on the way";
}

TEST_F(ChainTest, UndoGivesTheFormerPicturesAtOnce) {
  edit("make it night");
  edit("add fog");
  const auto before = result();
  goTo(1);
  keep(0.5);
  goTo(2);
  const auto after = result();
  expectShown({0.5, 1});
  const int edits = control_->edits;
  undo().undo();
  undo().undo();
  undo().undo();
  EXPECT_EQ(result(), before);
  for (int i = 0; i < 3; ++i) {
    undo().redo();
    settle();
  }
  EXPECT_EQ(result(), after);
  EXPECT_EQ(control_->edits, edits);
}

TEST_F(ChainTest, AStepThatIsOffIsAsIfItWereNotThere) {
  for (const char* wish : {"make it night", "add fog", "make it warmer"}) {
    edit(wish);
    keep(0.25);
  }
  const auto before = result();
  setOn(2, false);
  expectShown({0.25, 0.25});
  EXPECT_EQ(history().current(), 3);
  setOn(1, false);
  expectShown({0.25});
  setOn(3, false);
  EXPECT_EQ(result(), nullptr) << "nothing is left of it";
  EXPECT_EQ(history().current(), 3);
  const int edits = control_->edits;
  setOn(3, true);
  setOn(2, true);
  setOn(1, true);
  EXPECT_EQ(result(), before);
  EXPECT_LE(control_->edits, edits + 2) << "only what the photo and step 2 give without step 1 is new";
}

TEST_F(ChainTest, SwitchingIsUndoneAndNamed) {
  edit("make it night");
  edit("add fog");
  const auto before = result();
  workspace().historyPanel().view().setFocus();
  goTo(1);
  QTest::keyClick(&workspace().historyPanel().view(), Qt::Key_Space);
  settle();
  EXPECT_FALSE(history().isOn(1));
  EXPECT_EQ(result(), nullptr);
  EXPECT_EQ(window_->commands().action("edit.undo")->text(), "&Undo: Switch off “make it night”");
  EXPECT_EQ(window_->commands().action("history.switch")->text(), "S&witch on");
  EXPECT_EQ(workspace().historyPanel().view().describe(1), "make it night, made from Photo, switched off");
  EXPECT_EQ(workspace().historyPanel().view().describe(2), "add fog, made from make it night, out of date");
  goTo(2);
  expectShown({1});
  undo().undo();
  undo().undo();
  settle();
  undo().undo();
  settle();
  EXPECT_EQ(history().current(), 2);
  EXPECT_EQ(result(), before);
}

TEST_F(ChainTest, AStepBehindOneThatIsOffComesWithItAgain) {
  edit("make it night");
  keep(0.25);
  setOn(1, false);
  edit("add fog");
  keep(0.5);
  EXPECT_EQ(history().parentOf(2), 1);
  expectShown({0.5});
  setOn(1, true);
  expectShown({0.25, 0.5});
  undo().undo();
  settle();
  expectShown({0.5});
  undo().undo();
  undo().undo();
  settle();
  EXPECT_EQ(result(), nullptr);
  EXPECT_EQ(history().current(), 1) << "which is off";
}

TEST_F(ChainTest, TheFormerPictureStaysUntilTheNewOneIsThereAndStoppingLeavesIt) {
  edit("make it night");
  keep(0.25);
  edit("add fog");
  const auto before = result();
  control_->waits = true;
  steps().setOn(1, false);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->session().isUpdating(); }, test::kPatience_ms));
  control_->go.release();
  EXPECT_TRUE(QTest::qWaitFor(
      [this] { return window_->findChild<QLabel*>("phase")->text().contains("Updating the step"); },
      test::kPatience_ms))
      << window_->findChild<QLabel*>("phase")->text().toStdString();
  EXPECT_EQ(result(), before);
  EXPECT_TRUE(history().isOutdated(2));
  window_->session().stop(false);
  settle();
  EXPECT_EQ(result(), before);
  EXPECT_TRUE(history().isOutdated(2));
  control_->waits = false;
  auto* now = window_->messages().findChild<QPushButton*>();
  for (auto* button : window_->messages().findChildren<QPushButton*>()) {
    if (button->text() == "Update now") now = button;
  }
  ASSERT_EQ(now->text(), "Update now");
  QTest::mouseClick(now, Qt::LeftButton);
  settle();
  expectShown({1});
  EXPECT_FALSE(history().isOutdated(2));
}

TEST_F(ChainTest, TheStatusCountsTheSteps) {
  for (const char* wish : {"make it night", "add fog", "make it warmer"}) edit(wish);
  const auto says = [this](const char* text) {
    return QTest::qWaitFor(
        [&] { return window_->findChild<QLabel*>("phase")->text().startsWith(QString(text)); },
        test::kPatience_ms);
  };
  control_->waits = true;
  steps().setOn(1, false);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->session().isUpdating(); }, test::kPatience_ms));
  control_->go.release();
  EXPECT_TRUE(says("Updating 1 of 2 steps"));
  control_->go.release(4);
  EXPECT_TRUE(says("Updating 2 of 2 steps"));
  EXPECT_FALSE(history().isOutdated(2)) << "which is done";
  EXPECT_TRUE(history().isOutdated(3));
  undo().undo();
  control_->waits = false;
  undo().redo();
  settle();
  expectShown({1, 1});
}

TEST_F(ChainTest, UndoEndsAnUpdateThatNobodyWantsAnyMore) {
  edit("make it night");
  edit("add fog");
  const auto before = result();
  control_->waits = true;
  steps().setOn(1, false);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->session().isUpdating(); }, test::kPatience_ms));
  undo().undo();
  EXPECT_FALSE(window_->session().isUpdating());
  EXPECT_EQ(result(), before);
  control_->waits = false;
}

TEST_F(ChainTest, AnotherPhotoEndsTheUpdate) {
  edit("make it night");
  edit("add fog");
  control_->waits = true;
  steps().setOn(1, false);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->session().isUpdating(); }, test::kPatience_ms));
  window_->document().openImage(testPicture(80, 60), "other");
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().name() == "other"; }, test::kPatience_ms));
  EXPECT_FALSE(window_->session().isEditing());
  EXPECT_EQ(history().shown().size(), 1U);
  control_->waits = false;
  edit("make it warmer");
  expectShown({1});
}

TEST_F(ChainTest, AFailureLeavesThePictureAndOffersToTryAgain) {
  edit("make it night");
  edit("add fog");
  const auto before = result();
  control_->fails = true;
  setOn(1, false);
  EXPECT_EQ(result(), before);
  EXPECT_TRUE(history().isOutdated(2));
  control_->fails = false;
  setOn(1, true);
  EXPECT_FALSE(history().isOutdated(2));
  setOn(1, false);
  expectShown({1});
}

TEST_F(ChainTest, MasksOfEachStepAreAppliedAgain) {
  edit("make it night");
  keep(0.25);
  edit("add fog");
  MaskSession& masks = workspace().masks().session();
  masks.takeChangeMask();  // the engine of the tests changes nothing there, so that all is kept from the step
  settle();
  ASSERT_NE(result()->edits, nullptr);
  const auto edits = result()->edits;
  expectShown({0.25});
  steps().setOn(1, false);
  settle();
  EXPECT_EQ(result()->edits, edits);
  expectShown({});
}

TEST_F(ChainTest, AProjectKeepsSwitchesAndGoesOnUpdating) {
  for (const char* wish : {"make it night", "add fog", "make it warmer"}) {
    edit(wish);
    keep(0.25);
  }
  setOn(1, false);
  saveProject();
  setOn(2, false);
  EXPECT_TRUE(project().isModified());
  saveProject();
  EXPECT_FALSE(project().isModified());
  anotherWindow();
  openProject(projectFile());
  settle();
  EXPECT_FALSE(history().isOn(1));
  EXPECT_FALSE(history().isOn(2));
  const int edits = control_->edits;
  expectShown({0.25});
  EXPECT_FALSE(project().isModified());
  EXPECT_EQ(control_->edits, edits) << "nothing is made for what is as it was left";
  setOn(2, true);
  expectShown({0.25, 0.25});
  setOn(1, true);
  expectShown({0.25, 0.25, 0.25});
  saveProject();
  anotherWindow();
  openProject(projectFile());
  settle();
  expectShown({0.25, 0.25, 0.25});
  goTo(1);
  keep(1);
  goTo(3);
  expectShown({1, 0.25, 0.25});
}

TEST_F(ChainTest, WhatWasSavedInTheMiddleOfAnUpdateIsUpdatedWhenItIsOpened) {
  edit("make it night");
  keep(0.25);
  edit("add fog");
  keep(0.5);
  control_->waits = true;
  steps().setOn(1, false);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->session().isUpdating(); }, test::kPatience_ms));
  saveProject();
  expectShown({0.25, 0.5});
  window_->session().drop();
  control_->waits = false;
  anotherWindow();
  openProject(projectFile());
  ASSERT_TRUE(QTest::qWaitFor(
      [this] { return result() && !history().isOutdated(2) && !window_->session().isEditing(); },
      test::kPatience_ms));
  settle();
  expectShown({0.5});
}

/// What the file says of its making: instructions and strengths.
std::vector<std::pair<std::string, double>> recordOf(const QString& file) {
  std::vector<std::pair<std::string, double>> steps;
  for (const EditSettings& step : steps_of(*provenance_of(read_photo(file.toStdString()))))
    steps.emplace_back(step.instruction, step.strength);
  return steps;
}

TEST_F(ChainTest, ExportsAndCopiesNameAllStepsThatAreOn) {
  using Steps = std::vector<std::pair<std::string, double>>;
  for (const char* wish : {"make it night", "add fog", "make it warmer"}) {
    edit(wish);
    keep(0.25);
  }
  setOn(2, false);
  const Steps expected{{"make it night", 0.25}, {"make it warmer", 0.25}};
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  window_->document().exportTo(folder_.filePath("out.png"), {}, true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, test::kPatience_ms));
  EXPECT_EQ(recordOf(folder_.filePath("out.png")), expected);
  const QSignalSpy copied(&window_->document(), &PhotoDocument::dragFileReady);
  window_->document().makeDragFile();
  ASSERT_TRUE(QTest::qWaitFor([&] { return copied.count() == 1; }, test::kPatience_ms));
  EXPECT_EQ(recordOf(copied.at(0).at(0).toString()), expected);
  saveProject();
  anotherWindow();
  openProject(projectFile());
  settle();
  const QSignalSpy again(&window_->document(), &PhotoDocument::exported);
  window_->document().exportTo(folder_.filePath("again.png"), {}, true);
  ASSERT_TRUE(QTest::qWaitFor([&] { return again.count() == 1; }, test::kPatience_ms));
  EXPECT_EQ(recordOf(folder_.filePath("again.png")), expected)
      << "also of steps that are only in the project";
}

TEST_F(ChainTest, ExportWaitsForTheUpdate) {
  edit("make it night");
  edit("add fog");
  control_->waits = true;
  steps().setOn(1, false);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->session().isUpdating(); }, test::kPatience_ms));
  const QSignalSpy exported(&window_->document(), &PhotoDocument::exported);
  const QString file = folder_.filePath("out.png");
  window_->document().exportTo(file, {}, true);
  QTest::qWait(50);
  EXPECT_EQ(exported.count(), 0);
  control_->waits = false;
  control_->go.release();
  ASSERT_TRUE(QTest::qWaitFor([&] { return exported.count() == 1; }, test::kPatience_ms));
  const Photo written = read_photo(file.toStdString());
  EXPECT_TRUE(samePixels(written.image, mixed(window_->document().photo()->image, {1})));
}

}  // namespace
}  // namespace v4e::ui
