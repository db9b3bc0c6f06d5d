// SPDX-License-Identifier: GPL-3.0-or-later
// The batch queue as part of the whole window.
#include "ui/windows/queue_workspace.h"

#include <gtest/gtest.h>

#include <QDir>
#include <QDropEvent>
#include <QMessageBox>
#include <QMimeData>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {
namespace {

class QueueWorkspaceTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    for (int i = 0; i < 3; ++i) {
      const QString folder = QString("%1/photos/%2").arg(folder_.path()).arg(i);
      QDir().mkpath(folder);
      QFile::rename(QString::fromStdString(writeTestPhoto(folder.toStdString(), 64, 48)),
                    QString("%1/photos/p%2.png").arg(folder_.path()).arg(i));
      QDir().rmdir(folder);
    }
  }
  [[nodiscard]] QueueWorkspace& queue() const { return window_->findChild<Workspace*>()->queue(); }
  [[nodiscard]] QueueModel& model() const { return queue().controller().model(); }
  [[nodiscard]] QString photos() const { return folder_.filePath("photos"); }

  void dropOnWindow(const QString& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(path)});
    QDragEnterEvent enter({100, 100}, Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window_.get(), &enter);
    QDropEvent event(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(window_.get(), &event);
  }
  void waitForItems(int count) {
    ASSERT_TRUE(QTest::qWaitFor([&] { return model().rowCount() == count; }, test::kPatience_ms));
  }
  [[nodiscard]] bool allDone() const {
    const auto& items = model().items();
    return std::all_of(items.begin(), items.end(),
                       [](const QueueItem& item) { return item.state == QueueState::Done; });
  }
};

TEST_F(QueueWorkspaceTest, AFolderDroppedOnTheWindowIsEdited) {
  window_->instructionPanel().instruction().setPlainText("make it night");
  dropOnWindow(photos());
  waitForItems(3);
  EXPECT_EQ(model().items().front().request.settings.instruction, "make it night");
  EXPECT_TRUE(queue().controller().isPaused()) << "nothing starts before the user says so";
  queue().controller().resume();
  ASSERT_TRUE(QTest::qWaitFor([this] { return allDone(); }, 20000));
  EXPECT_EQ(control_->edits, 3);
  const QStringList results = QDir(photos()).entryList({"* - make it night.png"}, QDir::Files);
  EXPECT_EQ(results.size(), 3) << QDir(photos()).entryList().join(' ').toStdString();
  const auto edited = QImage(photos() + '/' + results.first()).pixelColor(20, 20);
  const auto original = QImage(photos() + "/p0.png").pixelColor(20, 20);
  EXPECT_NEAR(edited.red(), 255 - original.red(), 2);
}

TEST_F(QueueWorkspaceTest, ASavedLookIsDoneToAllPhotosThatAreDropped) {
  QDir().mkpath(folder_.filePath("data/looks"));
  Look look;
  for (const char* instruction : {"make it night", "add fog"})
    look.steps.emplace_back().settings.instruction = instruction;
  look.steps[0].settings.model = "Nano";
  write_look(folder_.filePath("data/looks/Evening.v4elook").toStdString(), look);
  auto* field = queue().panel().findChild<OrderField*>();
  field->takeLook(folder_.filePath("data/looks/Evening.v4elook"));
  ASSERT_TRUE(queue().controller().defaults().look);
  window_->instructionPanel().instruction().setPlainText("make it snow");
  dropOnWindow(photos());
  waitForItems(3);
  EXPECT_EQ(model().items()[0].request.look, "Evening") << "the queue's own, not the panel's instruction";
  EXPECT_EQ(model().items()[0].request.before.at(0).model, "nano") << "found by its name";
  openPhoto();
  window_->commands().action("queue.addPhoto")->trigger();
  waitForItems(4);
  EXPECT_EQ(model().items()[3].request.settings.instruction, "make it snow") << "this photo's own";
  EXPECT_EQ(model().items()[3].request.look, "");
  queue().controller().resume();
  ASSERT_TRUE(QTest::qWaitFor([this] { return allDone(); }, 20000));
  EXPECT_EQ(control_->edits, 3 * 2 + 1);
  EXPECT_EQ(QDir(photos()).entryList({"* - Evening.png"}, QDir::Files).size(), 3);
}

TEST_F(QueueWorkspaceTest, TheOpenPhotoJoinsWithItsOwnInstruction) {
  QueueDefaults common = queue().controller().defaults();
  common.instruction = "add fog";
  queue().controller().setDefaults(common);
  dropOnWindow(photos());
  waitForItems(3);
  openPhoto();
  window_->instructionPanel().instruction().setPlainText("make it night");
  QAction* add = window_->commands().action("queue.addPhoto");
  ASSERT_TRUE(add->isEnabled());
  add->trigger();
  waitForItems(4);
  EXPECT_EQ(model().items().front().request.settings.instruction, "add fog");
  EXPECT_EQ(model().items().back().request.settings.instruction, "make it night");
  EXPECT_EQ(model().items().back().request.photo, photo_.toStdString());
}

TEST_F(QueueWorkspaceTest, ItIsThereAgainAfterTheNextStart) {
  dropOnWindow(photos());
  waitForItems(3);
  window_.reset();
  makeWindow();
  waitForItems(3);
  EXPECT_TRUE(queue().controller().isPaused());
}

TEST_F(QueueWorkspaceTest, WhereAndHowItSavesIsKept) {
  QueueDefaults defaults = queue().controller().defaults();
  defaults.output = {folder_.filePath("out").toStdString(), "{name} {seed}", ".webp"};
  defaults.quality = 82;
  queue().controller().setDefaults(defaults);
  window_.reset();
  makeWindow();
  EXPECT_EQ(queue().controller().defaults().output, defaults.output);
  EXPECT_EQ(queue().controller().defaults().quality, 82);
  EXPECT_EQ(window_->findChild<QComboBox*>("queueFormat")->currentText(), "WebP");
}

TEST_F(QueueWorkspaceTest, AnEditByHandDoesNotWaitForTheQueue) {
  openPhoto();
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("make it night");
  dropOnWindow(photos());
  waitForItems(3);
  queue().controller().resume();
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 2; }, test::kPatience_ms))
      << "the queue's item gave way";
  control_->waits = false;
  control_->go.release(100);
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().result() != nullptr; }, test::kPatience_ms));
  ASSERT_TRUE(QTest::qWaitFor([this] { return allDone(); }, 20000));
  EXPECT_EQ(control_->edits, 5) << "three of the queue, one of them twice, and the user's";
}

TEST_F(QueueWorkspaceTest, ClosingWhileItRunsAsks) {
  window_->instructionPanel().instruction().setPlainText("make it night");
  control_->waits = true;
  dropOnWindow(photos());
  waitForItems(3);
  queue().controller().resume();
  ASSERT_TRUE(QTest::qWaitFor([this] { return queue().isRunning(); }, test::kPatience_ms));
  window_->close();
  EXPECT_TRUE(window_->isVisible());
  auto* question = window_->findChild<QMessageBox*>("closeQuestion");
  ASSERT_NE(question, nullptr);
  for (QAbstractButton* button : question->buttons()) {
    if (question->buttonRole(button) == QMessageBox::AcceptRole) button->click();
  }
  EXPECT_TRUE(QTest::qWaitFor([this] { return !window_->isVisible(); }, test::kPatience_ms));
  control_->waits = false;
  control_->go.release(100);
}

}  // namespace
}  // namespace v4e::ui
