// SPDX-License-Identifier: GPL-3.0-or-later
// A crash loses next to nothing: the window goes without being closed.
#include "ui/project/recovery.h"

#include <thread>

#include "tests/ui/patience.h"
#include "tests/ui/windows/project_fixture.h"

namespace v4e::ui {
namespace {

class RecoveryTest : public ProjectTest {
 protected:
  void crashAfterAnEdit() {
    openPhoto();
    edit("make it night");
    waitUntilKept();
    anotherWindow();
  }
  /// An unsaved project of a photo without edits.
  [[nodiscard]] ProjectState stateOf(const std::string& name) const {
    ProjectState state;
    const std::string photo = writeTestPhoto(folder_.path().toStdString(), 32, 24);
    state.source = describe_source(photo);
    state.photo = std::make_shared<const Photo>(read_photo(photo, {}, {}));
    state.photo_name = name;
    state.modified = true;
    return state;
  }
  void startAndWaitForTheOffer() {
    project().start({});
    ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QMessageBox*>("recovery") != nullptr; },
                                test::kPatience_ms));
  }
};

TEST_F(RecoveryTest, GoesOnWhereTheCrashWas) {
  crashAfterAnEdit();
  startAndWaitForTheOffer();
  EXPECT_TRUE(answer("goOnAnswer"));
  waitForEdit();
  EXPECT_EQ(result()->settings.instruction, "make it night");
  EXPECT_EQ(window_->document().path(), photo_);
  EXPECT_TRUE(project().isModified()) << "it was never saved";
  saveProject();
  EXPECT_FALSE(project().isModified());
}

TEST_F(RecoveryTest, ChangesOfASavedProjectAreThereAndItsNameIsKnown) {
  openPhoto();
  edit("make it night");
  saveProject();
  edit("add fog");
  waitUntilKept();
  // What was being kept may have been older than the edit; what is kept after that is not.
  window_->instructionPanel().instruction().setPlainText("add more fog");
  waitUntilKept();
  anotherWindow();
  startAndWaitForTheOffer();
  EXPECT_TRUE(answer("goOnAnswer"));
  waitForEdit();
  EXPECT_EQ(history().shown().size(), 3U);
  EXPECT_EQ(project().path(), projectFile());
  EXPECT_TRUE(project().isModified());
}

TEST_F(RecoveryTest, DiscardedWorkIsGone) {
  crashAfterAnEdit();
  startAndWaitForTheOffer();
  EXPECT_TRUE(answer("discardAnswer"));
  EXPECT_TRUE(QTest::qWaitFor([this] { return workingFiles().isEmpty(); }, test::kPatience_ms));
}

TEST_F(RecoveryTest, LaterAsksAgain) {
  crashAfterAnEdit();
  startAndWaitForTheOffer();
  EXPECT_TRUE(answer("laterAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QMessageBox*>("recovery") == nullptr; },
                              test::kPatience_ms));
  EXPECT_EQ(workingFiles().size(), 1);
}

TEST_F(RecoveryTest, ACleanEndLeavesNothingAndAsksNothing) {
  openPhoto();
  edit("make it night");
  waitUntilKept();
  EXPECT_EQ(workingFiles().size(), 1);
  window_->close();
  EXPECT_TRUE(answer("dontSaveAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->isVisible(); }, test::kPatience_ms));
  anotherWindow();
  EXPECT_TRUE(workingFiles().isEmpty());
  project().start({});
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms))
      << "the session's photo";
  EXPECT_EQ(window_->findChild<QMessageBox*>("recovery"), nullptr);
}

TEST_F(RecoveryTest, TheSessionIsTheProject) {
  openPhoto();
  edit("make it night");
  saveProject();
  window_->instructionPanel().instruction().setPlainText("half typed");
  window_->close();
  anotherWindow();
  project().start({});
  waitForEdit();
  EXPECT_EQ(project().path(), projectFile());
  EXPECT_EQ(window_->instructionPanel().instruction().toPlainText(), "half typed");
}

TEST_F(RecoveryTest, FilesThatAreWorkedOnAndDamagedOnesAreLeftAlone) {
  const QString folder = folder_.filePath("other");
  const ProjectFile open = ProjectFile::create(WorkingFolder(folder).newFile());
  QFile damaged(folder + "/damaged.v4e");
  ASSERT_TRUE(damaged.open(QIODevice::WriteOnly));
  damaged.write("no project");
  damaged.close();
  EXPECT_TRUE(findRecoverable(WorkingFolder(folder), {}, std::chrono::milliseconds(0)).empty());
  EXPECT_EQ(QDir(folder).entryList({"*.v4e"}, QDir::Files).size(), 2);
}

TEST_F(RecoveryTest, WorkOfAProgramThatIsStillDyingIsOffered) {
  const QString folder = folder_.filePath("other");
  auto dying = std::make_unique<WorkingProject>(WorkingFolder(folder).newFile());
  dying->sync(stateOf("photo"));
  // Longer than SQLite waits for a lock.
  const std::jthread end([&dying] {
    std::this_thread::sleep_for(std::chrono::seconds(4));
    dying.reset();
  });
  EXPECT_EQ(findRecoverable(WorkingFolder(folder), {}, std::chrono::minutes(5)).size(), 1U);
}

TEST_F(RecoveryTest, WhatTheWindowIsJustMakingIsNotTouched) {
  const WorkingFolder own(folder_.filePath("other"));
  // A project's copy, before it is opened: nobody has its lock, and all of it is saved.
  const std::filesystem::path copy = own.newFile();
  {
    WorkingProject project(copy);
    ProjectState state = stateOf("photo");
    state.modified = false;
    project.sync(state);
  }
  EXPECT_TRUE(findRecoverable(own, {}).empty());
  EXPECT_TRUE(std::filesystem::exists(copy));
  EXPECT_TRUE(findRecoverable(WorkingFolder(own.path()), {}).empty());
  EXPECT_FALSE(std::filesystem::exists(copy)) << "left by another window, with nothing to save";
}

TEST_F(RecoveryTest, WorkIsOfferedAgainWhateverNumberTheProgramHad) {
  const QString folder = folder_.filePath("other");
  const std::filesystem::path file = folder.toStdString() + "/1-of-init.v4e";
  {
    QDir().mkpath(folder);
    WorkingProject left(file);
    left.sync(stateOf("photo"));
  }
  const auto found = findRecoverable(WorkingFolder(folder), {});
  ASSERT_EQ(found.size(), 1U) << "process 1 runs, but does not work on it";
  EXPECT_EQ(found.front().file, file);
}

TEST_F(RecoveryTest, ACrashWhileTheFirstChangeIsWrittenLosesNothingThatIsThere) {
  const QString folder = folder_.filePath("other");
  const std::filesystem::path file = WorkingFolder(folder).newFile();
  {
    WorkingProject left(file);
    ProjectState state = stateOf("photo");
    state.modified = false;
    left.sync(state);
    // The photo is gone before its copy could be taken: what comes first is written, then writing fails.
    state.modified = true;
    state.source = {};
    state.photo = std::make_shared<const Photo>();
    EXPECT_THROW(left.sync(state), Error);
  }
  EXPECT_EQ(findRecoverable(WorkingFolder(folder), {}).size(), 1U);
}

TEST_F(RecoveryTest, WorkingFilesAreForTheUserAlone) {
  openPhoto();
  edit("make it night");
  waitUntilKept();
  const auto others = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther;
  EXPECT_FALSE(QFile::permissions(folder_.filePath("data/recovery")) & others);
}

}  // namespace
}  // namespace v4e::ui
