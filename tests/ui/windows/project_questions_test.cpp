// SPDX-License-Identifier: GPL-3.0-or-later
// Nobody loses generations without being asked.
#include "tests/ui/patience.h"
#include "tests/ui/windows/project_fixture.h"

namespace v4e::ui {
namespace {

class ProjectQuestionsTest : public ProjectTest {
 protected:
  void SetUp() override {
    ProjectTest::SetUp();
    openPhoto();
    edit("make it night");
    other_ = folder_.filePath("other.png");
    ASSERT_TRUE(testPicture(100, 80).save(other_));
  }
  [[nodiscard]] bool isAsked() const { return window_->findChild<QMessageBox*>("saveQuestion") != nullptr; }
  void waitForOther() {
    ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().path() == other_; }, test::kPatience_ms));
  }
  QString other_;
};

TEST_F(ProjectQuestionsTest, CancelKeepsWhatIsOpen) {
  window_->intake().openFile(other_);
  EXPECT_TRUE(answer("cancelAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return !isAsked(); }, test::kPatience_ms));
  EXPECT_EQ(window_->document().path(), photo_);
  EXPECT_NE(result(), nullptr);
}

TEST_F(ProjectQuestionsTest, DontSaveGoesOn) {
  window_->intake().openFile(other_);
  EXPECT_TRUE(answer("dontSaveAnswer"));
  waitForOther();
  EXPECT_FALSE(project().isModified());
}

TEST_F(ProjectQuestionsTest, SaveGoesOnWhenItIsSaved) {
  window_->intake().openFile(other_);
  EXPECT_TRUE(answer("saveAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QFileDialog*>("saveProject") != nullptr; },
                              test::kPatience_ms));
  chooseName(projectFile());
  waitForOther();
  EXPECT_TRUE(QFile::exists(projectFile()));
}

TEST_F(ProjectQuestionsTest, AnUnreadableFileLosesNothing) {
  window_->intake().openFile(folder_.filePath("nothing.jpg"));
  EXPECT_TRUE(answer("dontSaveAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
  EXPECT_TRUE(project().isModified()) << "it is still open, and still not saved";
}

TEST_F(ProjectQuestionsTest, WhatIsSavedIsLeftWithoutAQuestion) {
  saveProject();
  window_->intake().openFile(other_);
  EXPECT_FALSE(isAsked());
  waitForOther();
}

TEST_F(ProjectQuestionsTest, PastingAsksToo) {
  window_->intake().takeImage(testPicture(64, 48));
  EXPECT_TRUE(isAsked());
}

TEST_F(ProjectQuestionsTest, ClosingAsks) {
  window_->close();
  EXPECT_TRUE(window_->isVisible());
  EXPECT_TRUE(answer("cancelAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return !isAsked(); }, test::kPatience_ms));
  window_->close();
  EXPECT_TRUE(answer("dontSaveAnswer"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return !window_->isVisible(); }, test::kPatience_ms));
}

TEST_F(ProjectQuestionsTest, SavingAPendingMergeWaitsForIt) {
  Image mask(320, 240, 1, SampleType::U8);
  workspace().masks().session().model().setCoverage(kMaskTarget, mask);
  ASSERT_TRUE(workspace().masks().session().isPending());
  saveProject();
  EXPECT_FALSE(workspace().masks().session().isPending());
  EXPECT_FALSE(project().isModified());
}

}  // namespace
}  // namespace v4e::ui
