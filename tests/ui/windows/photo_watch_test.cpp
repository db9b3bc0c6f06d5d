// SPDX-License-Identifier: GPL-3.0-or-later
// Another program replaces the open photo's file.
#include "ui/document/photo_watch.h"

#include "tests/ui/patience.h"
#include "tests/ui/windows/project_fixture.h"

namespace v4e::ui {
namespace {

class PhotoWatchTest : public ProjectTest {
 protected:
  void SetUp() override {
    ProjectTest::SetUp();
    openPhoto();
    ASSERT_TRUE(QTest::qWaitFor([this] { return !project().photoWatch().source().path.empty(); },
                                test::kPatience_ms));
  }
  void replacePhoto() { ASSERT_TRUE(testPicture(100, 80).save(photo_)); }
  void activate() {
    QEvent event(QEvent::WindowActivate);
    QCoreApplication::sendEvent(window_.get(), &event);
  }
  [[nodiscard]] QMessageBox* question() const { return window_->findChild<QMessageBox*>("photoChanged"); }
  void waitForQuestion() {
    activate();
    ASSERT_TRUE(QTest::qWaitFor([this] { return question() != nullptr; }, test::kPatience_ms));
  }
};

TEST_F(PhotoWatchTest, ReloadsWhatIsThereNow) {
  replacePhoto();
  waitForQuestion();
  EXPECT_TRUE(answer("reloadAnswer"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return window_->document().photo()->image.width() == 100; },
                              test::kPatience_ms));
}

TEST_F(PhotoWatchTest, AKeptPhotoIsInTheProject) {
  edit("make it night");
  const Image before = window_->document().photo()->image;
  replacePhoto();
  waitForQuestion();
  EXPECT_TRUE(answer("keepAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return question() == nullptr; }, test::kPatience_ms));
  saveProject();
  window_->close();
  anotherWindow();
  openProject(projectFile());
  EXPECT_TRUE(samePixels(window_->document().photo()->image, before));
  EXPECT_TRUE(window_->document().path().isEmpty()) << "the file is another picture";
}

TEST_F(PhotoWatchTest, AsksOnce) {
  replacePhoto();
  waitForQuestion();
  EXPECT_TRUE(answer("keepAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return question() == nullptr; }, test::kPatience_ms));
  const QSignalSpy told(&project().photoWatch(), &PhotoWatch::replaced);
  activate();
  EXPECT_EQ(told.count(), 0);
}

TEST_F(PhotoWatchTest, AMissingFileIsOnlySaid) {
  ASSERT_TRUE(QFile::remove(photo_));
  activate();
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->messages().isVisible(); }, test::kPatience_ms));
  EXPECT_EQ(question(), nullptr);
  EXPECT_TRUE(window_->document().hasPhoto());
}

TEST_F(PhotoWatchTest, AnUntouchedFileIsNoQuestion) {
  const QSignalSpy told(&project().photoWatch(), &PhotoWatch::replaced);
  activate();
  edit("make it night");
  EXPECT_EQ(told.count(), 0);
}

}  // namespace
}  // namespace v4e::ui
