// SPDX-License-Identifier: GPL-3.0-or-later
// The history of generations as part of the whole window.
#include "ui/project/edit_history.h"

#include <gtest/gtest.h>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {
namespace {

class EditHistoryTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto();
  }
  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] EditHistory& history() const { return workspace().history(); }
  [[nodiscard]] HistoryModel& model() const { return history().model(); }
  [[nodiscard]] std::string shownInstruction() const {
    const auto result = window_->document().result();
    return result ? result->settings.instruction : "";
  }
  /// The next edits are made of the photo.
  void startFromPhoto() { window_->session().setBuildsOn(BuildsOn::Photo); }
};

TEST_F(EditHistoryTest, EditsOfThePhotoStandSideBySide) {
  startFromPhoto();
  edit("make it night");
  edit("add fog");
  ASSERT_EQ(model().shown().size(), 3u);
  EXPECT_EQ(model().parentOf(1), kPhotoNode);
  EXPECT_EQ(model().parentOf(2), kPhotoNode);
  EXPECT_EQ(model().current(), 2);
}

TEST_F(EditHistoryTest, GoingBackShowsTheOldEditAndLosesNothing) {
  edit("make it night");
  const auto night = window_->document().result();
  edit("add fog");
  history().goTo(1);
  EXPECT_EQ(shownInstruction(), "make it night");
  EXPECT_EQ(window_->document().result()->edited, night->edited);
  EXPECT_EQ(window_->instructionPanel().order().instruction, "make it night");
  EXPECT_TRUE(
      QTest::qWaitFor([this] { return workspace().timeline().model().count() == 5; }, test::kPatience_ms));
  EXPECT_EQ(model().shown().size(), 3u);
  history().goTo(kPhotoNode);
  EXPECT_EQ(shownInstruction(), "");
  history().goTo(2);
  EXPECT_EQ(shownInstruction(), "add fog");
}

TEST_F(EditHistoryTest, AnEditOfAnEditStandsBelowIt) {
  edit("make it night");
  edit("add fog");
  EXPECT_EQ(model().parentOf(2), 1);
  history().goTo(1);
  edit("make it snow");
  EXPECT_EQ(model().parentOf(3), 1) << "on the edit that is shown";
  startFromPhoto();
  edit("make it warmer");
  EXPECT_EQ(model().parentOf(4), kPhotoNode);
}

TEST_F(EditHistoryTest, UndoAndRedoMoveAlongIt) {
  edit("make it night");
  edit("add fog");
  QUndoStack& undo = window_->document().undoStack();
  undo.undo();
  EXPECT_EQ(model().current(), 1);
  EXPECT_EQ(model().shown().size(), 3u) << "what was undone can still be gone to";
  undo.redo();
  EXPECT_EQ(model().current(), 2);
  history().goTo(kPhotoNode);
  undo.undo();
  EXPECT_EQ(model().current(), 2);
  EXPECT_EQ(shownInstruction(), "add fog");
}

TEST_F(EditHistoryTest, RemovingShowsWhatItWasMadeOf) {
  edit("make it night");
  edit("add fog");
  history().remove(2);
  EXPECT_EQ(model().current(), 1);
  EXPECT_EQ(shownInstruction(), "make it night");
  window_->document().undoStack().undo();
  EXPECT_EQ(shownInstruction(), "add fog");
}

TEST_F(EditHistoryTest, AnotherPhotoStartsAnew) {
  edit("make it night");
  openPhoto(200, 100);
  ASSERT_TRUE(QTest::qWaitFor([this] { return model().shown().size() == 1; }, test::kPatience_ms));
  EXPECT_EQ(model().current(), kPhotoNode);
}

}  // namespace
}  // namespace v4e::ui
