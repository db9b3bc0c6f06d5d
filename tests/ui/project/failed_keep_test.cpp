// SPDX-License-Identifier: GPL-3.0-or-later
// Where the working file cannot be written, work is kept in another one, is said to be unsaved as long as it
// is, and can be saved all the same.
#include "tests/ui/windows/project_fixture.h"
#include "ui/project/recovery.h"

namespace v4e::ui {
namespace {

class FailedKeepTest : public ProjectTest {
 protected:
  [[nodiscard]] QString recovery() const { return folder_.filePath("data/recovery"); }

  void startWithAnEdit() {
    openPhoto(48, 36);
    edit("make it night");
    waitUntilKept();
    ASSERT_EQ(workingFiles().size(), 1);
  }

  /// A plain file stands where the folder was: nothing can be written there.
  void breakFolder() {
    ASSERT_TRUE(QDir(recovery()).removeRecursively());
    QFile file(recovery());
    ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  }

  void waitForAlarm(bool shown) {
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->alarm().isVisible() == shown; }, test::kPatience_ms));
  }

  void expectSavedNodes(std::size_t count) {
    const OpenedProject opened =
        ui::openProject(projectFile().toStdString(), WorkingFolder(folder_.filePath("read")).newFile(), {});
    opened.working->discard();
    ASSERT_EQ(opened.generations.size(), count);
    for (const Generation& each : opened.generations)
      EXPECT_NE(opened.working->load(each.id, window_->document().photo(), {}), nullptr);
  }
};

TEST_F(FailedKeepTest, AFileThatIsGoneIsMadeAgainFromMemory) {
  startWithAnEdit();
  ASSERT_TRUE(QDir(recovery()).removeRecursively());
  edit("add fog");
  waitUntilKept();
  EXPECT_FALSE(window_->alarm().isVisible());
  anotherWindow();
  const auto left = findRecoverable(WorkingFolder(recovery()), {});
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(continueProject(left.front().file, {}).generations.size(), 2U);
}

TEST_F(FailedKeepTest, AnotherFileTakesThePlaceOfOneThatRefusesAChange) {
  startWithAnEdit();
  ProjectStore store(WorkingFolder(folder_.filePath("other")));
  ProjectState state;
  state.source = describe_source(photo_.toStdString());
  state.photo = window_->document().photo();
  state.nodes = workspace().history().nodes();
  state.current = 1;
  state.modified = true;
  int kept = 0;
  const auto take = [&](const Outcome<std::monostate>& outcome) {
    EXPECT_TRUE(std::holds_alternative<std::monostate>(outcome));
    ++kept;
  };
  store.keep(state, take);
  // The file loses the node that the next change is about.
  store.run(
      [](WorkingProject& project, const RunContext&) {
        Generation gone = project.file().generations().front();
        gone.removed = true;
        project.file().update_generation(gone);
        project.file().purge();
        return std::monostate{};
      },
      take);
  state.nodes.front().version = 1;
  store.keep(state, take);
  std::size_t nodes = 0;
  store.run([](WorkingProject& project, const RunContext&) { return project.file().generations().size(); },
            [&](const Outcome<std::size_t>& outcome) { nodes = std::get<std::size_t>(outcome); });
  ASSERT_TRUE(QTest::qWaitFor([&] { return kept == 3 && nodes == 1; }, test::kPatience_ms));
  EXPECT_EQ(QDir(store.folder().path()).entryList({"*.v4e"}, QDir::Files).size(), 1);
}

TEST_F(FailedKeepTest, ARedLineStaysUntilWorkIsKeptAgain) {
  startWithAnEdit();
  breakFolder();
  edit("add fog");
  waitForAlarm(true);
  EXPECT_TRUE(window_->alarm().accessibleDescription().contains("could not be saved"));
  waitUntilKept();
  EXPECT_TRUE(window_->alarm().isVisible()) << "it was tried again and failed again";
  window_->messages().showNote([] { return QString("Something else."); });
  EXPECT_TRUE(window_->alarm().isVisible());
  ASSERT_TRUE(QFile::remove(recovery()));
  waitForAlarm(false);
  anotherWindow();
  EXPECT_EQ(findRecoverable(WorkingFolder(recovery()), {}).size(), 1U);
}

TEST_F(FailedKeepTest, SavingDoesNotNeedTheWorkingFile) {
  startWithAnEdit();
  breakFolder();
  edit("add fog");
  waitForAlarm(true);
  saveProject();
  EXPECT_FALSE(project().isModified());
  expectSavedNodes(2);
  edit("make it snow");
  const QSignalSpy saved(&project(), &ProjectWorkspace::saved);
  project().save();
  ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 1; }, test::kPatience_ms));
  expectSavedNodes(3);
  const QStringList hidden = QDir(folder_.path()).entryList({".video4edit*"}, QDir::Files | QDir::Hidden);
  EXPECT_TRUE(hidden.isEmpty()) << hidden.join(' ').toStdString();
}

TEST_F(FailedKeepTest, SavingAtTheEndDoesNotNeedTheWorkingFile) {
  startWithAnEdit();
  breakFolder();
  edit("add fog");
  waitForAlarm(true);
  window_->close();
  ASSERT_TRUE(answer("saveAnswer"));
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->findChild<QFileDialog*>("saveProject") != nullptr; },
                              test::kPatience_ms));
  chooseName(projectFile());
  ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->isVisible(); }, test::kPatience_ms));
  expectSavedNodes(2);
}

TEST_F(FailedKeepTest, ResultsThatAreOnlyInTheFileGoAlong) {
  startWithAnEdit();
  edit("add fog");
  saveProject();
  anotherWindow();
  openProject(projectFile());
  edit("make it snow");
  waitUntilKept();
  // The folder takes no further file, but the one that is there can still be read.
  const QString moved = folder_.filePath("moved");
  ASSERT_TRUE(QDir().rename(recovery(), moved));
  QFile file(recovery());
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  file.close();
  edit("make it night");
  waitForAlarm(true);
  project().save();
  ASSERT_TRUE(QTest::qWaitFor([this] { return !project().isModified(); }, test::kPatience_ms));
  expectSavedNodes(4);
}

}  // namespace
}  // namespace v4e::ui
