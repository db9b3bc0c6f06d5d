// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_panel.h"
#include "tests/ui/patience.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QDropEvent>
#include <QImageWriter>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <fstream>

namespace v4e::ui {
namespace {

class QueuePanelTest : public testing::Test {
 protected:
  QueuePanelTest() {
    QueueDefaults defaults;
    defaults.output.folder = path("out").toStdString();
    defaults.output.pattern = "{name}";
    controller_.setDefaults(defaults);
    panel_.resize(420, 560);
    panel_.show();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(&panel_));
  }
  [[nodiscard]] QString path(const QString& name) const { return folder_.filePath(name); }
  QString photo(const QString& name, QSize size = {40, 30}) {
    QImage image(size, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    EXPECT_TRUE(image.save(path(name)));
    return path(name);
  }
  void addPhotos(const QStringList& names) {
    QStringList paths;
    for (const QString& name : names) paths.append(photo(name));
    controller_.addPaths(paths);
    ASSERT_EVENTUALLY(model().rowCount() == static_cast<int>(names.size()));
  }
  QueueModel& model() { return controller_.model(); }
  template <typename T>
  T* find(const char* name) {
    return panel_.findChild<T*>(name);
  }
  void type(const QString& text) {
    auto* line = find<QLineEdit>("queueInstruction");
    line->setFocus();
    line->clear();
    QTest::keyClicks(line, text);
    QTest::keyClick(line, Qt::Key_Return);
  }
  QueueState state(int row) { return model().items().at(static_cast<std::size_t>(row)).state; }
  QString instruction(int row) {
    return QString::fromStdString(
        model().items().at(static_cast<std::size_t>(row)).request.settings.instruction);
  }
  QStringList order() {
    QStringList names;
    for (const auto& item : model().items())
      names.append(QString::fromStdString(item.request.photo.stem().string()));
    return names;
  }

  QTemporaryDir folder_;
  std::function<void(const QueueItem&, const RunContext&)> on_edit_;
  QueueController controller_{path("queue.db").toStdString(),
                              [this](const QueueItem& item, const RunContext& context) {
                                if (on_edit_) on_edit_(item, context);
                                context.tick({Stage::Denoise, 1, 2});
                                std::ofstream(item.temporary) << "edited";
                              }};
  QUndoStack undo_;
  QueuePanel panel_{controller_, undo_};
};

TEST_F(QueuePanelTest, RunsWhatWasDroppedAndSumsUp) {
  photo("a.png");
  photo("b.png");
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(path("a.png")), QUrl::fromLocalFile(path("b.png"))});
  // Without it there is nothing to be dropped.
  QDragEnterEvent enter({200, 300}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&panel_, &enter);
  QDropEvent drop(QPointF(200, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QApplication::sendEvent(&panel_, &drop);
  ASSERT_EVENTUALLY(model().rowCount() == 2);
  EXPECT_FALSE(find<QPushButton>("queueStart")->isEnabled()) << "nothing was said to be done";
  type("make it snow");
  ASSERT_EVENTUALLY(instruction(1) == QString("make it snow"));
  ASSERT_EVENTUALLY(find<QPushButton>("queueStart")->isEnabled());
  QSignalSpy finished(&controller_, &QueueController::runFinished);
  QTest::mouseClick(find<QWidget>("queueStart"), Qt::LeftButton);
  ASSERT_EVENTUALLY(finished.count() == 1);
  ASSERT_EVENTUALLY(model().counts().done == 2);
  EXPECT_TRUE(QFile::exists(path("out/a.png")));
  EXPECT_TRUE(QFile::exists(path("out/b.png")));
  ASSERT_EVENTUALLY(controller_.isPaused());
  EXPECT_TRUE(find<QWidget>("queueBanner")->isVisible());
  EXPECT_TRUE(find<QLabel>("queueBannerText")->text().startsWith("2 photo"));
  EXPECT_EQ(find<QLabel>("queueSummary")->text(), "2 done");
}

TEST_F(QueuePanelTest, AFolderIsAddedAgainWithoutTheQueuesOwnResults) {
  ASSERT_TRUE(QDir(folder_.path()).mkdir("shots"));
  photo("shots/a.png");
  QueueDefaults beside = controller_.defaults();
  beside.output.folder.clear();
  beside.output.pattern = "{name}-edit";
  beside.instruction = "make it snow";
  controller_.setDefaults(beside);
  controller_.addPaths({path("shots")});
  QTRY_COMPARE_WITH_TIMEOUT(model().rowCount(), 1, test::kPatience_ms);
  controller_.resume();
  QTRY_COMPARE_WITH_TIMEOUT(model().counts().done, 1, test::kPatience_ms);
  const QString result = path("shots/a-edit.png");
  ASSERT_TRUE(QFile::exists(result));
  ASSERT_TRUE(QFile::remove(result) && QFile::copy(path("shots/a.png"), result)) << "a picture, this time";
  controller_.addPaths({path("shots")});
  QTRY_COMPARE_WITH_TIMEOUT(model().rowCount(), 2, test::kPatience_ms);
  QTRY_VERIFY_WITH_TIMEOUT(find<QLabel>("queueBannerText")->text().contains("a result of this queue"),
                           test::kPatience_ms);
  EXPECT_EQ(order(), QStringList({"a", "a"}));
  controller_.addPaths({result});
  QTRY_COMPARE_WITH_TIMEOUT(model().rowCount(), 3, test::kPatience_ms);
  EXPECT_EQ(order().last(), "a-edit") << "asked for by itself, it is a photo like any other";
}

TEST_F(QueuePanelTest, OneInstructionForAllOrOnePerItem) {
  addPhotos({"a.png", "b.png", "c.png"});
  type("dusk");
  ASSERT_EVENTUALLY(instruction(2) == QString("dusk"));
  auto* list = find<QListView>("queueList");
  const QPoint second = list->visualRect(model().index(1)).center();
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, second);
  QTest::mouseDClick(list->viewport(), Qt::LeftButton, {}, second);
  auto* editor = list->viewport()->findChild<QLineEdit*>("instructionEditor");
  ASSERT_NE(editor, nullptr);
  editor->selectAll();
  QTest::keyClicks(editor, "add a ");
  model().updateItems({*model().item(model().index(1))});  // as when the runner tells of the row
  QTest::keyClicks(editor, "hat");
  QTest::keyClick(editor, Qt::Key_Return);
  ASSERT_EVENTUALLY(instruction(1) == QString("add a hat"));
  type("dawn");
  ASSERT_EVENTUALLY(instruction(0) == QString("dawn"));
  EXPECT_EQ(instruction(1), "add a hat");
  EXPECT_EQ(instruction(2), "dawn");
}

TEST_F(QueuePanelTest, FailuresAreToldWithTheirReason) {
  addPhotos({"a.png", "b.png"});
  type("x");
  ASSERT_EVENTUALLY(instruction(1) == QString("x"));
  on_edit_ = [](const QueueItem& item, const RunContext&) {
    if (item.request.photo.stem() == "a") throw Error(ErrorCode::OutOfMemory, "needs 40 GB");
  };
  QSignalSpy finished(&controller_, &QueueController::runFinished);
  controller_.resume();
  ASSERT_EVENTUALLY(finished.count() == 1);
  ASSERT_EVENTUALLY(model().counts().failed == 1);
  EXPECT_TRUE(find<QLabel>("queueBannerText")->text().contains("a.png: needs 40 GB"));
  EXPECT_EQ(model().index(0).data(QueueModel::DetailRole).toString(), "needs 40 GB");
  QSignalSpy refused(&controller_, &QueueController::refused);
  QTest::mouseClick(find<QWidget>("queueBannerRetry"), Qt::LeftButton);
  ASSERT_EVENTUALLY(refused.count() == 1);
  EXPECT_EQ(state(0), QueueState::Failed) << "the same parameters were tried again after out-of-memory";
}

TEST_F(QueuePanelTest, KeysRemoveAndReorder) {
  addPhotos({"a.png", "b.png", "c.png"});
  auto* list = find<QListView>("queueList");
  list->setFocus();
  list->setCurrentIndex(model().index(2));
  QTest::keyClick(list, Qt::Key_Up, Qt::ControlModifier);
  ASSERT_EVENTUALLY(order() == (QStringList{"a", "c", "b"}));
  EXPECT_EQ(panel_.selectedIds().size(), 1);
  QTest::keyClick(list, Qt::Key_Up, Qt::ControlModifier);
  ASSERT_EVENTUALLY(order() == (QStringList{"c", "a", "b"}));
  QTest::keyClick(list, Qt::Key_Down, Qt::ControlModifier);
  ASSERT_EVENTUALLY(order() == (QStringList{"a", "c", "b"}));
  QTest::keyClick(list, Qt::Key_Delete);
  ASSERT_EVENTUALLY(order() == (QStringList{"a", "b"}));
}

TEST_F(QueuePanelTest, DraggedRowsMove) {
  addPhotos({"a.png", "b.png", "c.png"});
  std::unique_ptr<QMimeData> mime(model().mimeData({model().index(2), model().index(1)}));
  EXPECT_EQ(mime->urls().size(), 2);
  model().dropMimeData(mime.get(), Qt::MoveAction, 0, 0, {});
  ASSERT_EVENTUALLY(order() == (QStringList{"b", "c", "a"}));
}

TEST_F(QueuePanelTest, PauseNowAndSkip) {
  addPhotos({"a.png", "b.png"});
  type("x");
  ASSERT_EVENTUALLY(instruction(1) == QString("x"));
  on_edit_ = [](const QueueItem& item, const RunContext& context) {
    if (item.request.photo.stem() != "a") return;
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait(lock, context.stop, [] { return false; });
  };
  QSignalSpy running(&panel_, &QueuePanel::runningChanged);
  QTest::mouseClick(find<QWidget>("queueStart"), Qt::LeftButton);
  ASSERT_EVENTUALLY(state(0) == QueueState::Running);
  EXPECT_TRUE(find<QWidget>("queuePause")->isVisible());
  find<QToolButton>("queuePause")->menu()->actions().at(1)->trigger();
  ASSERT_EVENTUALLY(state(0) == QueueState::Waiting);
  ASSERT_EVENTUALLY(running.value(running.count() - 1).value(0).toBool() == false);
  controller_.resume();
  ASSERT_EVENTUALLY(state(0) == QueueState::Running);
  auto* list = find<QListView>("queueList");
  list->setCurrentIndex(model().index(0));
  Q_EMIT list->customContextMenuRequested({10, 10});
  auto* menu = panel_.findChild<QMenu*>("queueMenu");
  ASSERT_NE(menu, nullptr);
  for (QAction* action : menu->actions()) {
    if (action->text() == "Skip") action->trigger();
  }
  menu->close();
  ASSERT_EVENTUALLY(state(0) == QueueState::Cancelled);
  ASSERT_EVENTUALLY(state(1) == QueueState::Done);
}

TEST_F(QueuePanelTest, DoneItemsOpen) {
  addPhotos({"a.png"});
  type("x");
  ASSERT_EVENTUALLY(instruction(0) == QString("x"));
  controller_.resume();
  ASSERT_EVENTUALLY(model().counts().done == 1);
  QSignalSpy opened(&panel_, &QueuePanel::openResultAsked);
  auto* list = find<QListView>("queueList");
  list->setFocus();
  list->setCurrentIndex(model().index(0));
  QTest::keyClick(list, Qt::Key_Return);
  EXPECT_EQ(opened.value(0).value(0).toString(), path("out/a.png"));
}

TEST_F(QueuePanelTest, SaysWhatItLeftOut) {
  std::ofstream(path("notes.txt").toStdString()) << "no photo";
  controller_.addPaths({path("notes.txt"), photo("a.png"), path("gone.jpg")});
  ASSERT_EVENTUALLY(find<QWidget>("queueBanner")->isVisible());
  const QString text = find<QLabel>("queueBannerText")->text();
  EXPECT_TRUE(text.contains("notes.txt: not a photo")) << text.toStdString();
  EXPECT_TRUE(text.contains("gone.jpg"));
  QTest::mouseClick(find<QWidget>("queueBannerClose"), Qt::LeftButton);
  EXPECT_FALSE(find<QWidget>("queueBanner")->isVisible());
}

TEST_F(QueuePanelTest, BadPatternIsToldAndNotTaken) {
  auto* pattern = find<QLineEdit>("queuePattern");
  pattern->setFocus();
  pattern->setText("{nope}");
  QTest::keyClick(pattern, Qt::Key_Return);
  EXPECT_TRUE(find<QLabel>("queueBannerText")->text().contains("{nope}"));
  EXPECT_EQ(controller_.defaults().output.pattern, "{name}");
}

TEST(QueuePanelEnd, WhileALineIsBeingEditedIsQuiet) {
  QTemporaryDir folder;
  QueueController controller(folder.filePath("q.db").toStdString(),
                             [](const QueueItem&, const RunContext&) {});
  {
    QUndoStack undo;
    QueuePanel panel(controller, undo);
    panel.show();
    ASSERT_TRUE(QTest::qWaitForWindowActive(&panel));
    auto* line = panel.findChild<QLineEdit*>("queueInstruction");
    line->setFocus();
    QTest::keyClicks(line, "half a word");
  }
  EXPECT_TRUE(controller.defaults().instruction.isEmpty());
}

TEST(QueueRestart, OffersToGoOn) {
  QTemporaryDir folder;
  const std::string file = folder.filePath("queue.db").toStdString();
  {
    QueueStore store(file);
    QueueRequest request;
    request.photo = folder.filePath("a.jpg").toStdString();
    request.settings.instruction = "snow";
    request.output = folder.filePath("out.png").toStdString();
    store.add(std::vector{request, request});
    QueueTransitions(store).begin();
  }
  QueueController controller(file, [](const QueueItem&, const RunContext&) {});
  QUndoStack undo;
  QueuePanel panel(controller, undo);
  panel.show();
  ASSERT_EVENTUALLY(panel.findChild<QWidget*>("queueBanner")->isVisible());
  EXPECT_EQ(panel.findChild<QLabel*>("queueBannerText")->text(), "1 edit(s) were interrupted.");
  EXPECT_TRUE(panel.findChild<QWidget*>("queueBannerResume")->isVisible());
  EXPECT_TRUE(panel.findChild<QWidget*>("queueBannerRetry")->isVisible());
  QTest::mouseClick(panel.findChild<QWidget*>("queueBannerRemove"), Qt::LeftButton);
  ASSERT_EVENTUALLY(controller.model().rowCount() == 1);
}

TEST(ThumbnailLoader, StaysWithinItsBytes) {
  QTemporaryDir folder;
  ThumbnailLoader loader(300'000);
  QSignalSpy ready(&loader, &ThumbnailLoader::ready);
  for (int i = 0; i < 12; ++i) {
    QImage image(600, 400, QImage::Format_RGB32);
    image.fill(Qt::red);
    const QString path = folder.filePath(QString::number(i) + ".jpg");
    ASSERT_TRUE(image.save(path));
    EXPECT_TRUE(loader.thumbnail(path).isNull());
  }
  ASSERT_EVENTUALLY(ready.count() == 12);
  EXPECT_LE(loader.bytes(), 300'000);
  EXPECT_TRUE(loader.thumbnail(folder.filePath("gone.jpg")).isNull());
}

/// A line of /proc/self/status in kB, e.g. "VmHWM:", the most memory that was in use.
long statusKilobytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long value = 0;
    if (word == name && status >> value) return value;
  }
  return 0;
}

TEST(ThumbnailLoader, PhotosOfTwentyFourMegapixelsCostLittle) {
  QTemporaryDir folder;
  {
    QImage image(6000, 4000, QImage::Format_RGB888);
    image.fill(Qt::darkGreen);
    ASSERT_TRUE(image.save(folder.filePath("0.jpg")));
  }
  for (int i = 1; i < 8; ++i) {
    ASSERT_TRUE(QFile::link(folder.filePath("0.jpg"), folder.filePath(QString::number(i) + ".jpg")));
  }
  std::ofstream("/proc/self/clear_refs") << 5;  // the peak counts from here
  const long before = statusKilobytes("VmRSS:");
  ThumbnailLoader loader;
  QSignalSpy ready(&loader, &ThumbnailLoader::ready);
  for (int i = 0; i < 8; ++i) (void)loader.thumbnail(folder.filePath(QString::number(i) + ".jpg"));
  ASSERT_EVENTUALLY(ready.count() == 8);
  EXPECT_LT(statusKilobytes("VmHWM:") - before, 60'000) << "they are decoded one at a time, at a fraction";
}

TEST(QueueWidgets, AreAllNamed) {
  QTemporaryDir folder;
  QueueController controller(folder.filePath("q.db").toStdString(),
                             [](const QueueItem&, const RunContext&) {});
  QUndoStack undo;
  QueuePanel panel(controller, undo);
  panel.show();
  for (QWidget* widget : panel.findChildren<QWidget*>()) {
    const bool is_control = qobject_cast<QAbstractButton*>(widget) || qobject_cast<QLineEdit*>(widget) ||
                            qobject_cast<QListView*>(widget);
    const auto* button = qobject_cast<QAbstractButton*>(widget);
    const bool has_text = button && !button->text().isEmpty();
    if (is_control && !has_text) {
      EXPECT_FALSE(widget->accessibleName().isEmpty()) << widget->objectName().toStdString();
    }
  }
}

}  // namespace
}  // namespace v4e::ui
