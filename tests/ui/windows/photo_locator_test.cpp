// SPDX-License-Identifier: GPL-3.0-or-later
// A project whose photo is gone is opened with the user's help.
#include "ui/document/photo_locator.h"

#include "tests/ui/windows/project_fixture.h"

namespace v4e::ui {
namespace {

class LostPhotoTest : public ProjectTest {
 protected:
  void SetUp() override {
    ProjectTest::SetUp();
    openPhoto();
    edit("make it night");
    before_ = window_->document().photo()->image;
    saveProject();
    window_->close();
    ASSERT_TRUE(QDir(folder_.path()).mkdir("elsewhere"));
    moved_ = folder_.filePath("elsewhere/moved.png");
    ASSERT_TRUE(QFile::rename(photo_, moved_));
    anotherWindow();
    window_->intake().openFile(projectFile());
    ASSERT_TRUE(waitFor<QMessageBox>("photoMissing"));
  }

  template <typename Widget>
  bool waitFor(const char* name) {
    return QTest::qWaitFor([&] { return window_->findChild<Widget*>(name) != nullptr; }, test::kPatience_ms);
  }
  bool waitUntilGone(const char* name) {
    return QTest::qWaitFor([&] { return window_->findChild<QWidget*>(name) == nullptr; }, test::kPatience_ms);
  }
  /// Presses "Locate" and answers the file dialog.
  void locate(const char* button, const QString& file) {
    ASSERT_TRUE(answer(button));
    ASSERT_TRUE(waitFor<QFileDialog>("locatePhoto"));
    auto* dialog = window_->findChild<QFileDialog*>("locatePhoto");
    Q_EMIT dialog->fileSelected(file);
    delete dialog;
  }
  QString writeOther(int width, int height) {
    const QString path = folder_.filePath("elsewhere/other.png");
    EXPECT_TRUE(testPicture(width, height).mirrored().save(path));
    return path;
  }

  Image before_;
  QString moved_;
};

TEST_F(LostPhotoTest, IsLocatedAndTheProjectOpens) {
  auto* question = window_->findChild<QMessageBox*>("photoMissing");
  EXPECT_TRUE(question->text().contains("holiday.v4e"));
  EXPECT_TRUE(question->informativeText().contains(photo_));
  locate("locateAnswer", moved_);
  waitForEdit();
  EXPECT_EQ(window_->document().path(), moved_);
  EXPECT_TRUE(samePixels(window_->document().photo()->image, before_));
  EXPECT_EQ(result()->settings.instruction, "make it night");
  EXPECT_FALSE(window_->messages().isVisible()) << "it is the very photo";
  EXPECT_TRUE(project().isModified()) << "the user's file still has the old place";
}

TEST_F(LostPhotoTest, IsFoundAtOnceWhenTheProjectWasSavedAgain) {
  locate("locateAnswer", moved_);
  waitForEdit();
  const QSignalSpy saved(&project(), &ProjectWorkspace::saved);
  project().save();
  ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 1; }, test::kPatience_ms));
  EXPECT_FALSE(project().isModified());
  anotherWindow();
  openProject(projectFile());
  EXPECT_EQ(window_->document().path(), moved_);
}

TEST_F(LostPhotoTest, AnotherPhotoIsAskedAbout) {
  const QString other = writeOther(320, 240);
  locate("locateAnswer", other);
  ASSERT_TRUE(waitFor<QMessageBox>("otherPhoto"));
  EXPECT_FALSE(window_->document().hasPhoto());
  EXPECT_TRUE(window_->findChild<QMessageBox*>("otherPhoto")->text().contains("other.png"));
  locate("chooseAnswer", moved_);
  waitForEdit();
  EXPECT_EQ(window_->document().path(), moved_);
}

TEST_F(LostPhotoTest, AnotherPhotoCanBeUsedAllTheSame) {
  const QString other = writeOther(320, 240);
  locate("locateAnswer", other);
  ASSERT_TRUE(waitFor<QMessageBox>("otherPhoto"));
  EXPECT_TRUE(answer("useAnswer"));
  waitForEdit();
  EXPECT_EQ(window_->document().path(), other);
  EXPECT_FALSE(samePixels(window_->document().photo()->image, before_));
  EXPECT_TRUE(window_->messages().isVisible()) << "that it is another picture is said";
}

TEST_F(LostPhotoTest, AFileThatCannotBeReadIsSaidAndAskedForAgain) {
  locate("locateAnswer", folder_.filePath("elsewhere/nothing.png"));
  ASSERT_TRUE(QTest::qWaitFor(
      [this] {
        const auto* question = window_->findChild<QMessageBox*>("photoMissing");
        return question && question->informativeText().contains("nothing.png");
      },
      test::kPatience_ms));
}

TEST_F(LostPhotoTest, GivingUpLeavesNothingBehind) {
  EXPECT_EQ(workingFiles().size(), 1);
  EXPECT_TRUE(answer("giveUpAnswer"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return workingFiles().isEmpty(); }, test::kPatience_ms));
  EXPECT_FALSE(window_->document().hasPhoto());
  EXPECT_TRUE(QFile::exists(projectFile()));
}

TEST_F(LostPhotoTest, OpeningSomethingElseTakesTheQuestionAway) {
  window_->intake().openFile(moved_);
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().path() == moved_; }, test::kPatience_ms));
  EXPECT_TRUE(waitUntilGone("photoMissing"));
  EXPECT_EQ(result(), nullptr) << "a photo of its own, not the project's";
  EXPECT_TRUE(workingFiles().isEmpty());
}

}  // namespace
}  // namespace v4e::ui
