// SPDX-License-Identifier: GPL-3.0-or-later
// What is done with the queue can be undone, as far as the queue has not gone on.
#include <gtest/gtest.h>

#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "tests/ui/patience.h"
#include "ui/queue/engine_queue_edit.h"
#include "ui/queue/queue_item_dialog.h"
#include "ui/queue/queue_panel.h"

namespace v4e::ui {
namespace {

class QueueUndoTest : public testing::Test {
 protected:
  QueueUndoTest() {
    QueueDefaults defaults;
    defaults.instruction = "snow";
    defaults.output.folder = folder_.filePath("out").toStdString();
    defaults.output.pattern = "{name}";
    controller_.setDefaults(defaults);
    panel_.resize(420, 560);
    panel_.show();
    QSignalSpy opened(&controller_, &QueueController::opened);
    EXPECT_TRUE(opened.wait(test::kPatience_ms));
  }

  void addPhotos(const QStringList& names) {
    QStringList paths;
    for (const QString& name : names) {
      QImage image(40, 30, QImage::Format_RGB32);
      image.fill(Qt::darkCyan);
      EXPECT_TRUE(image.save(folder_.filePath(name + ".png")));
      paths.append(folder_.filePath(name + ".png"));
    }
    const int steps = undo_.count();
    controller_.addPaths(paths);
    ASSERT_EVENTUALLY(undo_.count() == steps + 1);
  }
  [[nodiscard]] QueueModel& model() { return controller_.model(); }
  [[nodiscard]] const QueueItem& item(int row) { return model().items().at(static_cast<std::size_t>(row)); }
  [[nodiscard]] QString instruction(int row) {
    return QString::fromStdString(item(row).request.settings.instruction);
  }
  [[nodiscard]] QString order() {
    QString names;
    for (const QueueItem& item : model().items())
      names += QString::fromStdString(item.request.photo.stem().string());
    return names;
  }
  [[nodiscard]] QListView& list() { return *panel_.findChild<QListView*>("queueList"); }
  void select(int row) {
    list().setFocus();
    list().setCurrentIndex(model().index(row));
  }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    QTest::keyClick(&list(), key, modifiers);
  }
  void runAll() {
    QSignalSpy finished(&controller_, &QueueController::runFinished);
    controller_.resume();
    ASSERT_TRUE(QTest::qWaitFor([&] { return finished.count() == 1; }, test::kPatience_ms));
    ASSERT_EVENTUALLY(controller_.isPaused());
  }

  QTemporaryDir folder_;
  std::function<void(const QueueItem&)> on_edit_;
  QueueController controller_{folder_.filePath("queue.db").toStdString(),
                              [this](const QueueItem& item, const RunContext&) {
                                if (on_edit_) on_edit_(item);
                                std::ofstream(item.temporary) << "edited";
                              }};
  QUndoStack undo_;
  QueuePanel panel_{controller_, undo_};
};

TEST_F(QueueUndoTest, PhotosThatJoinedLeaveAndComeBack) {
  addPhotos({"a"});
  addPhotos({"b", "c"});
  const auto id = item(1).id;
  undo_.undo();
  ASSERT_EVENTUALLY(order() == QString("a"));
  undo_.redo();
  ASSERT_EVENTUALLY(order() == QString("abc"));
  EXPECT_EQ(item(1).id, id) << "later steps know it by that number";
  undo_.undo();
  undo_.undo();
  ASSERT_EVENTUALLY(order() == QString());
  EXPECT_FALSE(undo_.canUndo());
}

TEST_F(QueueUndoTest, WhatWasEditedSinceCannotBeUnadded) {
  addPhotos({"a", "b"});
  runAll();
  ASSERT_EVENTUALLY(model().counts().done == 2);
  undo_.undo();
  EXPECT_EQ(undo_.count(), 0) << "a step that has nothing to take back is none";
  addPhotos({"c"});
  EXPECT_EQ(order(), "abc");
}

TEST_F(QueueUndoTest, OnlyThoseThatStillWaitAreUnadded) {
  on_edit_ = [this](const QueueItem& item) {
    if (item.request.photo.stem() == "b") throw Error(ErrorCode::Internal, "no");
  };
  addPhotos({"a", "b"});
  const QList<qint64> first{item(0).id};
  controller_.skip(first);
  ASSERT_EVENTUALLY(item(0).state == QueueState::Cancelled);
  runAll();
  ASSERT_EVENTUALLY(model().counts().failed == 1);
  undo_.undo();
  ASSERT_EVENTUALLY(order() == QString("b"));
  undo_.redo();
  ASSERT_EVENTUALLY(order() == QString("ab"));
  EXPECT_EQ(item(0).state, QueueState::Cancelled);
}

TEST_F(QueueUndoTest, RemovedRowsComeBackAsTheyWere) {
  addPhotos({"a", "b", "c"});
  runAll();
  ASSERT_EVENTUALLY(model().counts().done == 3);
  const auto result = item(1).result;
  select(1);
  key(Qt::Key_Delete);
  ASSERT_EVENTUALLY(order() == QString("ac"));
  undo_.undo();
  ASSERT_EVENTUALLY(order() == QString("abc"));
  EXPECT_EQ(item(1).state, QueueState::Done);
  EXPECT_EQ(item(1).result, result);
  undo_.redo();
  ASSERT_EVENTUALLY(order() == QString("ac"));
}

TEST_F(QueueUndoTest, StepsOfOneRowAreOneMove) {
  addPhotos({"a", "b", "c", "d"});
  const int steps = undo_.count();
  select(3);
  key(Qt::Key_Up, Qt::ControlModifier);
  ASSERT_EVENTUALLY(order() == QString("abdc"));
  key(Qt::Key_Up, Qt::ControlModifier);
  ASSERT_EVENTUALLY(order() == QString("adbc"));
  EXPECT_EQ(undo_.count(), steps + 1);
  std::unique_ptr<QMimeData> mime(model().mimeData({model().index(0)}));
  model().dropMimeData(mime.get(), Qt::MoveAction, 4, 0, {});
  ASSERT_EVENTUALLY(order() == QString("dbca"));
  EXPECT_EQ(undo_.count(), steps + 2) << "another row is another step";
  undo_.undo();
  ASSERT_EVENTUALLY(order() == QString("adbc"));
  undo_.undo();
  ASSERT_EVENTUALLY(order() == QString("abcd"));
  undo_.redo();
  ASSERT_EVENTUALLY(order() == QString("adbc"));
}

TEST_F(QueueUndoTest, ChangesOfRowsAreTakenBack) {
  addPhotos({"a", "b"});
  select(1);
  key(Qt::Key_Return, Qt::AltModifier);
  auto* dialog = panel_.findChild<QueueItemDialog*>();
  ASSERT_NE(dialog, nullptr);
  auto* line = dialog->findChild<QLineEdit*>("itemInstruction");
  line->selectAll();
  QTest::keyClicks(line, "fog");
  auto* steps = dialog->findChild<QSpinBox*>("steps");
  const std::optional<int> before = item(1).request.settings.steps;
  steps->selectAll();
  QTest::keyClicks(steps, "31");
  QTest::mouseClick(dialog->findChild<QPushButton*>("itemApply"), Qt::LeftButton);
  ASSERT_EVENTUALLY(instruction(1) == QString("fog"));
  undo_.undo();
  ASSERT_EVENTUALLY(instruction(1) == QString("snow"));
  EXPECT_EQ(item(1).request.settings.steps, before);
  undo_.redo();
  ASSERT_EVENTUALLY(instruction(1) == QString("fog"));
  EXPECT_EQ(item(1).request.settings.steps, 31);
  runAll();
  ASSERT_EVENTUALLY(model().counts().done == 2);
  const int count = undo_.count();
  undo_.undo();
  EXPECT_EQ(undo_.count(), count - 1) << "it is done, so there is nothing to take back";
  EXPECT_EQ(instruction(1), "fog");
}

TEST_F(QueueUndoTest, AnInstructionWrittenIntoARowIsAStep) {
  addPhotos({"a", "b"});
  const QPoint second = list().visualRect(model().index(1)).center();
  QTest::mouseClick(list().viewport(), Qt::LeftButton, {}, second);
  QTest::mouseDClick(list().viewport(), Qt::LeftButton, {}, second);
  auto* editor = list().viewport()->findChild<QLineEdit*>("instructionEditor");
  ASSERT_NE(editor, nullptr);
  editor->selectAll();
  QTest::keyClicks(editor, "add a hat");
  QTest::keyClick(editor, Qt::Key_Return);
  ASSERT_EVENTUALLY(instruction(1) == QString("add a hat"));
  undo_.undo();
  ASSERT_EVENTUALLY(instruction(1) == QString("snow"));
}

TEST_F(QueueUndoTest, TheCommonInstructionIsAStep) {
  addPhotos({"a"});
  auto* line = panel_.findChild<QLineEdit*>("queueInstruction");
  line->setFocus();
  line->selectAll();
  QTest::keyClicks(line, "dusk");
  QTest::keyClick(line, Qt::Key_Return);
  ASSERT_EVENTUALLY(instruction(0) == QString("dusk"));
  undo_.undo();
  ASSERT_EVENTUALLY(instruction(0) == QString("snow"));
  EXPECT_EQ(line->text(), "snow");
  EXPECT_EQ(controller_.defaults().instruction, "snow");
}

TEST_F(QueueUndoTest, ADuplicateIsAStep) {
  addPhotos({"a", "b"});
  select(0);
  key(Qt::Key_D, Qt::ControlModifier);
  ASSERT_EVENTUALLY(order() == QString("aab"));
  ASSERT_EVENTUALLY(undo_.count() == 2);
  undo_.undo();
  ASSERT_EVENTUALLY(order() == QString("ab"));
  undo_.redo();
  ASSERT_EVENTUALLY(order() == QString("aab"));
}

}  // namespace
}  // namespace v4e::ui
