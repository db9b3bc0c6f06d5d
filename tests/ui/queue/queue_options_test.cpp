// SPDX-License-Identifier: GPL-3.0-or-later
// Where and how the queue saves, and items with parameters of their own.
#include <gtest/gtest.h>

#include <QDir>
#include <QMenu>
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

ItemChange withInstruction(const char* instruction) {
  ItemChange change;
  change.instruction = instruction;
  return change;
}

class QueueOptionsTest : public testing::Test {
 protected:
  QueueOptionsTest() {
    QueueDefaults defaults;
    defaults.instruction = "snow";
    defaults.settings.steps = 8;
    defaults.settings.guidance = 2.0;
    defaults.settings.frames = 5;
    controller_.setDefaults(defaults);
    ModelInfo large;
    large.id = "large";
    large.name = "Large";
    large.ranges.frames = {5, 29, 81};
    large.ranges.max_steps = 40;
    panel_.setModels({large});
    panel_.resize(380, 560);
    panel_.show();
    QSignalSpy opened(&controller_, &QueueController::opened);
    EXPECT_TRUE(opened.wait());
  }
  [[nodiscard]] QString path(const QString& name) const { return folder_.filePath(name); }
  QString photo(const QString& name) {
    QDir().mkpath(QFileInfo(path(name)).absolutePath());
    QImage image(40, 30, QImage::Format_RGB32);
    image.fill(Qt::darkCyan);
    EXPECT_TRUE(image.save(path(name)));
    return path(name);
  }
  void add(const QStringList& paths, int rows) {
    controller_.addPaths(paths);
    ASSERT_EVENTUALLY(model().rowCount() == rows);
  }
  QueueModel& model() { return controller_.model(); }
  const QueueItem& item(int row) { return model().items().at(static_cast<std::size_t>(row)); }
  QString output(int row) { return QString::fromStdString(item(row).request.output.string()); }
  template <typename T>
  T* find(const char* name) {
    return panel_.findChild<T*>(name);
  }
  void choose(const char* box, const QVariant& data) {
    auto* combo = find<QComboBox>(box);
    combo->setCurrentIndex(combo->findData(data));
    Q_EMIT combo->activated(combo->currentIndex());
  }
  void select(const QList<int>& rows) {
    auto* list = find<QListView>("queueList");
    list->clearSelection();
    for (const int row : rows)
      list->selectionModel()->select(model().index(row), QItemSelectionModel::Select);
  }
  QueueItemDialog* openDialog() {
    QTest::keyClick(find<QListView>("queueList"), Qt::Key_Return, Qt::AltModifier);
    return panel_.findChild<QueueItemDialog*>();
  }
  /// As a user writes into a field: all of it is new.
  static void type(QueueItemDialog& dialog, const char* field, const QString& text) {
    auto* widget = dialog.findChild<QWidget*>(field);
    QTest::mouseClick(widget, Qt::LeftButton);
    QTest::keyClick(widget, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(widget, text);
  }
  void apply(QueueItemDialog& dialog) {
    QTest::mouseClick(dialog.findChild<QPushButton*>("itemApply"), Qt::LeftButton);
  }

  QTemporaryDir folder_;
  std::function<void(const QueueItem&)> on_edit_;
  QueueController controller_{path("queue.db").toStdString(),
                              [this](const QueueItem& item, const RunContext&) {
                                if (on_edit_) on_edit_(item);
                                std::ofstream(item.temporary) << "edited";
                              }};
  QUndoStack undo_;
  QueuePanel panel_{controller_, undo_};
};

TEST_F(QueueOptionsTest, AnotherFolderReachesThoseThatWait) {
  photo("in/trip/a.jpg");
  photo("in/b.jpg");
  add({path("in")}, 2);
  EXPECT_EQ(output(0), path("in/b - snow.png")) << "beside the photos, by name";
  QueueDefaults defaults = controller_.defaults();
  defaults.output.folder = path("out").toStdString();
  controller_.setDefaults(defaults);
  ASSERT_EVENTUALLY(output(0) == path("out/in/b - snow.png"));
  EXPECT_EQ(output(1), path("out/in/trip/a - snow.png")) << "a dropped tree stays a tree";
  EXPECT_EQ(find<QToolButton>("queueFolder")->text(), "out");
  find<QToolButton>("queueFolder")->menu()->actions().at(0)->trigger();
  ASSERT_EVENTUALLY(output(1) == path("in/trip/a - snow.png"));
}

TEST_F(QueueOptionsTest, CountersStayWhenTheInstructionChanges) {
  QueueDefaults defaults = controller_.defaults();
  defaults.output.pattern = "{counter} {instruction}";
  controller_.setDefaults(defaults);
  add({photo("a.png"), photo("b.png")}, 2);
  controller_.change({item(1).id}, withInstruction("fog"));
  ASSERT_EVENTUALLY(output(1) == path("2 fog.png"));
}

TEST_F(QueueOptionsTest, FormatAndQualityReachThoseThatWait) {
  add({photo("a.jpg"), photo("b.png")}, 2);
  choose("queueFormat", "");
  ASSERT_EVENTUALLY(output(0) == path("a - snow.jpg"));
  EXPECT_EQ(output(1), path("b - snow.png"));
  choose("queueQuality", 82);
  ASSERT_EVENTUALLY(item(0).request.quality == 82);
  EXPECT_TRUE(find<QComboBox>("queueQuality")->isEnabled());
  choose("queueFormat", ".tif");
  ASSERT_EVENTUALLY(output(0) == path("a - snow.tif"));
  EXPECT_FALSE(find<QComboBox>("queueQuality")->isEnabled()) << "TIFF has none";
}

TEST_F(QueueOptionsTest, OneItemGetsParametersOfItsOwn) {
  add({photo("a.png"), photo("b.png")}, 2);
  select({1});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  EXPECT_EQ(dialog->findChild<QLineEdit*>("itemInstruction")->text(), "snow");
  EXPECT_EQ(dialog->findChild<QSpinBox*>("steps")->value(), 8);
  dialog->findChild<QLineEdit*>("itemInstruction")->setText("fog");
  dialog->findChild<QPlainTextEdit*>("itemCaption")->setPlainText("Fog rises.");
  auto* models = dialog->findChild<QComboBox*>("model");
  models->setCurrentIndex(models->findData("large"));
  auto* frames = dialog->findChild<QComboBox*>("frames");
  EXPECT_EQ(frames->currentData().toInt(), 5);
  frames->setCurrentIndex(frames->findData(29));
  dialog->findChild<QSpinBox*>("steps")->setValue(20);
  type(*dialog, "seed", "4711");
  apply(*dialog);
  ASSERT_EVENTUALLY(item(1).request.settings.instruction == "fog");
  EXPECT_EQ(item(1).request.settings.caption, "Fog rises.");
  EXPECT_EQ(item(1).request.settings.model, "large");
  EXPECT_EQ(item(1).request.settings.seed, 4711U);
  const EditSettings order = item(1).request.settings;
  EXPECT_EQ(order.steps, 20);
  EXPECT_EQ(order.frames, 29);
  EXPECT_EQ(order.guidance, 2.0);
  EXPECT_EQ(output(1), path("b - fog.png"));
  EXPECT_EQ(item(0).request.settings.instruction, "snow");
}

TEST_F(QueueOptionsTest, RemediesOfFilmsAreChangedAndDoNotGoToAnotherModel) {
  ModelInfo film;
  film.id = film.name = "film";
  film.methods = {EditMethod::NativeI2v};
  ModelInfo large;
  large.id = large.name = "large";
  panel_.setModels({film, large});
  QueueDefaults defaults = controller_.defaults();
  defaults.settings.model = "film";
  defaults.settings.keep_every = 3;
  defaults.settings.still_sigma = 0.4;
  controller_.setDefaults(defaults);
  add({photo("a.png")}, 1);
  select({0});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  auto* keep = dialog->findChild<QSpinBox*>("keepEvery");
  ASSERT_TRUE(keep->isVisible());
  EXPECT_EQ(keep->value(), 3);
  EXPECT_TRUE(dialog->change().isEmpty());
  QTest::keyClick(keep, Qt::Key_Up);
  apply(*dialog);
  ASSERT_EVENTUALLY(item(0).request.settings.keep_every == 4);
  EXPECT_EQ(item(0).request.settings.still_sigma, 0.4);
  ASSERT_EVENTUALLY(panel_.findChild<QueueItemDialog*>() == nullptr);
  dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  auto* models = dialog->findChild<QComboBox*>("model");
  models->setCurrentIndex(models->findData("large"));
  EXPECT_FALSE(dialog->findChild<QSpinBox*>("keepEvery")->isVisible());
  apply(*dialog);
  ASSERT_EVENTUALLY(item(0).request.settings.model == "large");
  EXPECT_FALSE(item(0).request.settings.keep_every) << "it would be refused";
  EXPECT_FALSE(item(0).request.settings.still_sigma);
}

TEST_F(QueueOptionsTest, WhatDiffersStaysUnlessItIsSaid) {
  add({photo("a.png"), photo("b.png")}, 2);
  controller_.change({item(1).id}, withInstruction("fog"));
  ASSERT_EVENTUALLY(item(1).request.settings.instruction == "fog");
  select({0, 1});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  EXPECT_TRUE(dialog->findChild<QLineEdit*>("itemInstruction")->text().isEmpty());
  EXPECT_TRUE(dialog->change().isEmpty()) << "nothing was touched";
  dialog->findChild<QSpinBox*>("steps")->setValue(12);
  apply(*dialog);
  ASSERT_EVENTUALLY(item(0).request.settings.steps == 12);
  EXPECT_EQ(item(1).request.settings.steps, 12);
  EXPECT_EQ(item(0).request.settings.instruction, "snow");
  EXPECT_EQ(item(1).request.settings.instruction, "fog");
}

TEST_F(QueueOptionsTest, ASeedOfSixtyFourBitsGoesThroughTheDialog) {
  constexpr std::uint64_t kLargest = 18446744073709551615ULL;
  QueueDefaults defaults = controller_.defaults();
  defaults.settings.seed = kLargest;
  controller_.setDefaults(defaults);
  add({photo("a.png")}, 1);
  select({0});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  EXPECT_EQ(dialog->findChild<QLineEdit*>("seed")->text(), "18446744073709551615");
  type(*dialog, "steps", "12");
  apply(*dialog);
  ASSERT_EVENTUALLY(item(0).request.settings.steps == 12);
  EXPECT_EQ(item(0).request.settings.seed, kLargest) << "nobody touched it";
  ASSERT_EVENTUALLY(panel_.findChild<QueueItemDialog*>() == nullptr);
  dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  type(*dialog, "seed", "9223372036854775809");
  apply(*dialog);
  ASSERT_EVENTUALLY(item(0).request.settings.seed == 9223372036854775809ULL);
}

TEST_F(QueueOptionsTest, SeedsThatDifferStayUntilOneIsTyped) {
  add({photo("a.png")}, 1);
  select({0});
  QTest::keyClick(find<QListView>("queueList"), Qt::Key_D, Qt::ControlModifier);
  ASSERT_EVENTUALLY(model().rowCount() == 2);
  select({0, 1});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  auto* seed = dialog->findChild<QLineEdit*>("seed");
  EXPECT_TRUE(seed->text().isEmpty());
  EXPECT_FALSE(seed->placeholderText().isEmpty());
  type(*dialog, "seed", "");
  QTest::keyClick(seed, Qt::Key_Tab);
  EXPECT_TRUE(dialog->change().isEmpty()) << "leaving the field is no answer";
  type(*dialog, "seed", "77");
  apply(*dialog);
  ASSERT_EVENTUALLY(item(1).request.settings.seed == 77U);
  EXPECT_EQ(item(0).request.settings.seed, 77U);
}

TEST_F(QueueOptionsTest, ADuplicateHasAnotherSeedAndStandsBehind) {
  add({photo("a.png"), photo("b.png")}, 2);
  select({0});
  QTest::keyClick(find<QListView>("queueList"), Qt::Key_D, Qt::ControlModifier);
  ASSERT_EVENTUALLY(model().rowCount() == 3);
  ASSERT_EVENTUALLY(item(1).request.photo == item(0).request.photo);
  EXPECT_EQ(item(1).request.settings.seed, item(0).request.settings.seed + 1);
  EXPECT_EQ(item(2).request.photo, path("b.png").toStdString());
}

TEST_F(QueueOptionsTest, WhatRanOutOfMemoryWaitsAgainWithFewerFrames) {
  on_edit_ = [](const QueueItem& item) {
    if (item.request.settings.frames > 5)
      throw Error(ErrorCode::OutOfMemory, "not enough memory; try a smaller working size");
  };
  QueueDefaults defaults = controller_.defaults();
  defaults.settings.model = "large";
  defaults.settings.frames = 81;
  controller_.setDefaults(defaults);
  add({photo("a.png")}, 1);
  controller_.resume();
  ASSERT_EVENTUALLY(model().counts().failed == 1);
  EXPECT_EQ(model().index(0).data(QueueModel::DetailRole).toString(),
            "not enough memory; try a smaller working size");
  ASSERT_EVENTUALLY(controller_.isPaused());
  select({0});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  auto* frames = dialog->findChild<QComboBox*>("frames");
  frames->setCurrentIndex(frames->findData(5));
  apply(*dialog);
  ASSERT_EVENTUALLY(item(0).state == QueueState::Waiting);
  controller_.resume();
  ASSERT_EVENTUALLY(item(0).state == QueueState::Done);
}

TEST_F(QueueOptionsTest, NothingInTheDialogLiesOverSomethingElse) {
  add({photo("a.png")}, 1);
  select({0});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  ASSERT_TRUE(QTest::qWaitForWindowExposed(dialog));
  QList<QWidget*> seen;
  for (QWidget* child : dialog->findChildren<QWidget*>(Qt::FindDirectChildrenOnly)) {
    if (!child->isVisible()) continue;
    for (const QWidget* other : seen)
      EXPECT_FALSE(child->geometry().intersects(other->geometry()))
          << child->objectName().toStdString() << " and " << other->objectName().toStdString();
    seen << child;
  }
  EXPECT_GT(seen.size(), 10);
}

TEST_F(QueueOptionsTest, EveryFieldOfTheDialogHasAName) {
  add({photo("a.png")}, 1);
  select({0});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  for (const QWidget* field : dialog->findChildren<QWidget*>(
           QRegularExpression("^item|^model$|^steps$|^guidance$|^frames$|^seed$"))) {
    const auto* button = qobject_cast<const QPushButton*>(field);
    EXPECT_FALSE(button ? button->text().isEmpty() : field->accessibleName().isEmpty())
        << field->objectName().toStdString();
  }
}

TEST_F(QueueOptionsTest, FinishAt2KIsOfferedWithTheUpscalerAndReachesThoseThatWait) {
  const LoraChoice upscaler{.file = "/upsample.safetensors", .strength = 0.9};
  auto* finish = find<QCheckBox>("queueFinish");
  add({photo("a.png")}, 1);
  EXPECT_FALSE(finish->isVisible());
  panel_.setUpscaler(upscaler);
  EXPECT_TRUE(finish->isVisible());
  EXPECT_FALSE(item(0).request.finish) << "nobody asked for it";
  QTest::mouseClick(finish, Qt::LeftButton, Qt::NoModifier, {8, finish->height() / 2});
  ASSERT_EVENTUALLY(item(0).request.finish);
  ASSERT_EQ(item(0).request.settings.loras.size(), 1U) << "it was added before the LoRA came";
  EXPECT_EQ(item(0).request.settings.loras[0],
            (LoraChoice{.file = "/upsample.safetensors", .strength = 0.9, .on = false}));
  EXPECT_TRUE(model().index(0).data(QueueModel::DetailRole).toString().contains("finished at 2K"));
  add({photo("b.png")}, 2);
  EXPECT_TRUE(item(1).request.finish);
  panel_.setUpscaler({});
  EXPECT_TRUE(finish->isVisible()) << "so that it can be taken back";
  undo_.undo();  // the second photo
  undo_.undo();
  ASSERT_EVENTUALLY(!item(0).request.finish && item(0).request.settings.loras.empty());
  EXPECT_FALSE(finish->isChecked());
  EXPECT_FALSE(finish->isVisible());
}

TEST_F(QueueOptionsTest, OneRowIsFinishedAndAnotherNot) {
  QueueDefaults defaults = controller_.defaults();
  add({photo("a.png")}, 1);
  defaults.finish = true;
  controller_.addPaths({photo("b.png")}, defaults);
  ASSERT_EVENTUALLY(model().rowCount() == 2);
  select({0});
  QueueItemDialog* dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  auto* finish = dialog->findChild<QCheckBox*>("itemFinish");
  EXPECT_FALSE(finish->isVisible()) << "no LoRA for it";
  dialog->reject();
  QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
  select({0, 1});
  dialog = openDialog();
  ASSERT_NE(dialog, nullptr);
  finish = dialog->findChild<QCheckBox*>("itemFinish");
  EXPECT_EQ(finish->checkState(), Qt::PartiallyChecked);
  EXPECT_FALSE(dialog->change().finish) << "stays as each has it";
  finish->setCheckState(Qt::Unchecked);
  apply(*dialog);
  ASSERT_EVENTUALLY(!item(1).request.finish);
}

}  // namespace
}  // namespace v4e::ui
