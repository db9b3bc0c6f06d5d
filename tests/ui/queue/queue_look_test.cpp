// SPDX-License-Identifier: GPL-3.0-or-later
// Looks, and the shape of all photos, in the queue's panel.
#include <gtest/gtest.h>

#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QMenu>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>
#include <fstream>

#include "tests/ui/patience.h"
#include "ui/queue/queue_item_dialog.h"
#include "ui/queue/queue_panel.h"

namespace v4e::ui {
namespace {

Look lookOfSteps(const std::vector<std::string>& instructions) {
  Look look;
  for (const std::string& instruction : instructions)
    look.steps.emplace_back().settings.instruction = instruction;
  return look;
}

class QueueLookTest : public testing::Test {
 protected:
  QueueLookTest() {
    QueueDefaults defaults;
    defaults.output.folder = path("out").toStdString();
    defaults.settings.model = "nano";
    defaults.settings.seed = 5;
    controller_.setDefaults(defaults);
    QDir().mkpath(path("looks"));
    save("Evening", lookOfSteps({"make it night", "add fog", "make it warmer"}));
    save("Winter", lookOfSteps({"make it snow"}));
    panel_.setLooks({path("looks"),
                     [this](const Look& look, bool only_chosen) { return plan(look, only_chosen); },
                     [] { return QString("Nano"); }});
    panel_.resize(420, 620);
    panel_.show();
    QSignalSpy opened(&controller_, &QueueController::opened);
    EXPECT_TRUE(opened.wait());
  }
  LookPlan plan(const Look& look, bool only_chosen) {
    LookPlan plan;
    plan.steps = steps_to_do(look, {});
    if (only_chosen) return plan;
    for (const EditSettings& step : plan.steps) {
      if (step.model.empty()) continue;
      plan.model_is_missing = true;
      plan.problem = [] { return QString("Model is missing."); };
    }
    return plan;
  }
  [[nodiscard]] QString path(const QString& name) const { return folder_.filePath(name); }
  void save(const QString& name, const Look& look) {
    write_look((path("looks/") + name + kLookExtension).toStdString(), look);
  }
  void addPhotos(const QStringList& names) {
    QStringList paths;
    for (const QString& name : names) {
      QImage image(40, 30, QImage::Format_RGB32);
      image.fill(Qt::darkCyan);
      ASSERT_TRUE(image.save(path(name)));
      paths << path(name);
    }
    const int rows = model().rowCount() + static_cast<int>(names.size());
    controller_.addPaths(paths);
    ASSERT_EVENTUALLY(model().rowCount() == rows);
  }
  QueueModel& model() { return controller_.model(); }
  const QueueRequest& request(int row) { return model().items().at(static_cast<std::size_t>(row)).request; }
  QString detail(int row) { return model().index(row).data(QueueModel::DetailRole).toString(); }
  template <typename T>
  T* find(const char* name) {
    return panel_.findChild<T*>(name);
  }
  /// The entries of the field's menu; the one of that name is chosen.
  QStringList choose(QWidget& in, const QString& name) {
    QMenu* menu = in.findChild<QToolButton*>("lookButton")->menu();
    Q_EMIT menu->aboutToShow();
    QStringList entries;
    for (QAction* action : menu->actions()) entries << action->text();
    for (QAction* action : menu->actions()) {
      if (action->text() != name) continue;
      action->trigger();
      break;
    }
    return entries;
  }
  void type(const QString& text) {
    auto* line = find<QLineEdit>("queueInstruction");
    line->setFocus();
    line->clear();
    QTest::keyClicks(line, text);
    QTest::keyClick(line, Qt::Key_Return);
  }
  void drop(const QString& file) {
    QMimeData mime;
    mime.setUrls({QUrl::fromLocalFile(file)});
    QDragEnterEvent enter({200, 300}, Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&panel_, &enter);
    QDropEvent event(QPointF(200, 300), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&panel_, &event);
  }
  QueueItemDialog* openDialog(const QList<int>& rows) {
    auto* list = find<QListView>("queueList");
    list->clearSelection();
    for (const int row : rows)
      list->selectionModel()->select(model().index(row), QItemSelectionModel::Select);
    QTest::keyClick(list, Qt::Key_Return, Qt::AltModifier);
    return panel_.findChild<QueueItemDialog*>();
  }
  static void apply(QueueItemDialog& dialog) {
    QTest::mouseClick(dialog.findChild<QPushButton*>("itemApply"), Qt::LeftButton);
  }

  QTemporaryDir folder_;
  QueueController controller_{
      path("queue.db").toStdString(),
      [](const QueueItem& item, const QueueEditContext&) { std::ofstream(item.temporary) << "edited"; }};
  QUndoStack undo_;
  QueuePanel panel_{controller_, undo_};
};

TEST_F(QueueLookTest, ASavedLookIsChosenForAllAndItsFileMayGo) {
  type("make it snow");
  addPhotos({"a.png", "b.png"});
  controller_.change({model().items()[1].id},
                     {.instruction = "add fog", .look = {}, .caption = {}, .parameters = {}});
  ASSERT_EVENTUALLY(detail(1) == "add fog");
  const QStringList entries = choose(panel_, "Evening");
  EXPECT_EQ(entries, (QStringList{"Evening", "Winter", "", "Open a look…"}));
  ASSERT_EVENTUALLY(detail(0) == "Look: Evening – 3 step(s)");
  EXPECT_EQ(detail(1), "add fog") << "it has an instruction of its own";
  EXPECT_FALSE(find<QLineEdit>("queueInstruction")->isVisible());
  EXPECT_EQ(find<QLabel>("lookText")->text(), "Look: Evening – 3 step(s)");
  ASSERT_TRUE(QDir(path("looks")).removeRecursively());
  addPhotos({"c.png"});
  ASSERT_EQ(request(2).before.size(), 2U);
  EXPECT_EQ(request(2).before[0].instruction, "make it night");
  EXPECT_EQ(request(2).before[1].seed, 5U);
  EXPECT_EQ(request(2).settings.instruction, "make it warmer");
  EXPECT_EQ(request(2).output.filename(), "c - Evening.png");
  EXPECT_TRUE(model()
                  .index(2)
                  .data(Qt::ToolTipRole)
                  .toString()
                  .endsWith("\n1. make it night\n2. add fog\n3. make it warmer"));
  controller_.resume();
  ASSERT_EVENTUALLY(model().counts().done == 3);
}

TEST_F(QueueLookTest, UndoBringsRowsBackAsTheyWere) {
  type("make it snow");
  addPhotos({"a.png"});
  ItemChange numbers;
  numbers.parameters.steps = 12;
  controller_.change({model().items()[0].id}, numbers);
  ASSERT_EVENTUALLY(request(0).settings.steps == 12);
  const QueueRequest before = request(0);
  choose(panel_, "Evening");
  ASSERT_EVENTUALLY(request(0).look == "Evening");
  undo_.undo();
  ASSERT_EVENTUALLY(request(0) == before);
  EXPECT_TRUE(find<QLineEdit>("queueInstruction")->isVisible());
  EXPECT_EQ(find<QLineEdit>("queueInstruction")->text(), "make it snow");
  undo_.redo();
  ASSERT_EVENTUALLY(request(0).look == "Evening");
  QTest::mouseClick(find<QToolButton>("lookClose"), Qt::LeftButton);
  ASSERT_EVENTUALLY(request(0).look.empty());
  EXPECT_EQ(request(0).settings.instruction, "make it snow") << "what stood there before";
  EXPECT_TRUE(find<QLineEdit>("queueInstruction")->hasFocus());
}

TEST_F(QueueLookTest, ALookIsDroppedOrOpened) {
  addPhotos({"a.png"});
  QDir().mkpath(path("elsewhere"));
  write_look(path("elsewhere/Mine.V4ELOOK").toStdString(), lookOfSteps({"make it snow", "add fog"}));
  drop(path("elsewhere/Mine.V4ELOOK"));
  ASSERT_EVENTUALLY(detail(0) == "Look: Mine – 2 step(s)");
  EXPECT_EQ(model().rowCount(), 1) << "it is no photo";
  choose(panel_, "Open a look…");
  auto* dialog = panel_.findChild<QFileDialog*>("queueLookDialog");
  ASSERT_NE(dialog, nullptr);
  Q_EMIT dialog->fileSelected(path("looks/Winter.v4elook"));
  dialog->reject();
  ASSERT_EVENTUALLY(detail(0) == "Look: Winter – 1 step(s)");
  // On the list itself, too.
  QMimeData mime;
  mime.setUrls({QUrl::fromLocalFile(path("looks/Evening.v4elook"))});
  model().dropMimeData(&mime, Qt::CopyAction, -1, -1, {});
  ASSERT_EVENTUALLY(request(0).look == "Evening");
}

TEST_F(QueueLookTest, WhatIsWrongWithALookIsSaidAndChangesNothing) {
  type("make it snow");
  addPhotos({"a.png"});
  std::ofstream(path("looks/Broken.v4elook").toStdString()) << "no look";
  choose(panel_, "Broken");
  EXPECT_TRUE(find<QWidget>("queueBanner")->isVisible());
  EXPECT_TRUE(find<QLabel>("queueBannerText")->text().remove(QChar(0x200b)).contains("Broken.v4elook"));
  EXPECT_FALSE(controller_.defaults().look);
  EXPECT_EQ(detail(0), "make it snow");
  Look foreign = lookOfSteps({"make it snow"});
  foreign.steps[0].settings.model = "Large";
  save("Foreign", foreign);
  choose(panel_, "Foreign");
  ASSERT_EVENTUALLY(request(0).look == "Foreign");
  EXPECT_EQ(find<QLabel>("queueBannerText")->text(), "Model is missing. Nano will be used instead.");
}

TEST_F(QueueLookTest, TheDialogOfARowChangesItsLook) {
  choose(panel_, "Evening");
  addPhotos({"a.png", "b.png"});
  QueueItemDialog* dialog = openDialog({0});
  ASSERT_NE(dialog, nullptr);
  EXPECT_EQ(dialog->findChild<QLabel*>("lookText")->text(), "Look: Evening – 3 step(s)");
  EXPECT_FALSE(dialog->findChild<QWidget*>("itemCaption")->isEnabled());
  EXPECT_TRUE(dialog->change().isEmpty());
  dialog->findChild<QLineEdit*>("seed")->setFocus();
  QTest::keyClick(dialog->findChild<QLineEdit*>("seed"), Qt::Key_A, Qt::ControlModifier);
  QTest::keyClicks(dialog->findChild<QLineEdit*>("seed"), "77");
  apply(*dialog);
  ASSERT_EVENTUALLY(request(0).settings.seed == 77U);
  EXPECT_EQ(request(0).before[0].seed, 77U) << "of all steps";
  EXPECT_EQ(request(0).look, "Evening");
  ASSERT_EVENTUALLY(panel_.findChild<QueueItemDialog*>() == nullptr);
  dialog = openDialog({0});
  choose(*dialog, "Winter");
  apply(*dialog);
  ASSERT_EVENTUALLY(detail(0) == "Look: Winter – 1 step(s)");
  EXPECT_EQ(request(1).look, "Evening");
  ASSERT_EVENTUALLY(panel_.findChild<QueueItemDialog*>() == nullptr);
  // Two that differ: nothing changes unless something is said.
  dialog = openDialog({0, 1});
  EXPECT_TRUE(dialog->change().isEmpty());
  EXPECT_FALSE(dialog->findChild<QLineEdit*>("itemInstruction")->placeholderText().isEmpty());
  dialog->findChild<QLineEdit*>("itemInstruction")->setText("add fog");
  apply(*dialog);
  ASSERT_EVENTUALLY(detail(0) == "add fog");
  EXPECT_EQ(detail(1), "add fog");
  EXPECT_TRUE(request(1).before.empty());
  EXPECT_EQ(request(1).settings.model, "nano") << "as new rows have it";
}

TEST_F(QueueLookTest, ADoubleClickOnARowWithALookOpensItsDialog) {
  choose(panel_, "Evening");
  addPhotos({"a.png"});
  auto* list = find<QListView>("queueList");
  list->setCurrentIndex(model().index(0));
  Q_EMIT list->doubleClicked(model().index(0));
  EXPECT_NE(panel_.findChild<QueueItemDialog*>(), nullptr);
  EXPECT_EQ(list->findChild<QLineEdit*>("instructionEditor"), nullptr);
}

TEST_F(QueueLookTest, ADuplicateHasOtherSeedsInAllSteps) {
  choose(panel_, "Evening");
  addPhotos({"a.png"});
  find<QListView>("queueList")->setCurrentIndex(model().index(0));
  QTest::keyClick(find<QListView>("queueList"), Qt::Key_D, Qt::ControlModifier);
  ASSERT_EVENTUALLY(model().rowCount() == 2);
  EXPECT_EQ(request(1).before[0].seed, 6U);
  EXPECT_EQ(request(1).settings.seed, 6U);
}

TEST_F(QueueLookTest, TheShapeUnderMoreIsThatOfAllPhotos) {
  type("make it snow");
  addPhotos({"a.png"});
  EXPECT_FALSE(find<QWidget>("shapeFields")->isVisible());
  QTest::mouseClick(find<QToolButton>("queueMore"), Qt::LeftButton);
  EXPECT_TRUE(find<QWidget>("shapeFields")->isVisible());
  const auto pick = [this](const char* box, int index) {
    auto* combo = find<QComboBox>(box);
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_Home);
    for (int i = 0; i < index; ++i) QTest::keyClick(combo, Qt::Key_Down);
    Q_EMIT combo->activated(combo->currentIndex());
  };
  pick("queueTurn", 1);
  pick("queueMirror", 2);
  pick("queueCrop", 4);
  // A quarter to the right and then top to bottom.
  const PhotoShape wanted{true, 1, 0, AspectRatio{3, 2}, {}};
  ASSERT_EVENTUALLY(request(0).shape == wanted);
  EXPECT_EQ(detail(0), "make it snow · turned · mirrored · 3 : 2");
  EXPECT_EQ(find<QComboBox>("queueMirror")->currentIndex(), 2) << "as it was put";
  addPhotos({"b.png"});
  EXPECT_EQ(request(1).shape, wanted);
  while (undo_.canUndo()) undo_.undo();
  EXPECT_EQ(controller_.defaults().shape, PhotoShape{});
  EXPECT_EQ(find<QComboBox>("queueCrop")->currentIndex(), 0);
}

TEST_F(QueueLookTest, RowsOfAnotherDayKeepTheirShapeAndLook) {
  choose(panel_, "Evening");
  QTest::mouseClick(find<QToolButton>("queueMore"), Qt::LeftButton);
  auto* crop = find<QComboBox>("queueCrop");
  crop->setCurrentIndex(1);
  Q_EMIT crop->activated(1);
  addPhotos({"a.png"});
  QueueController later(path("queue.db").toStdString(), [](const QueueItem&, const QueueEditContext&) {});
  QSignalSpy opened(&later, &QueueController::opened);
  ASSERT_TRUE(opened.wait());
  QueueDefaults defaults = later.defaults();
  defaults.instruction = "add fog";
  defaults.output.pattern = "{name} {instruction}";
  later.setDefaults(defaults);
  ASSERT_EVENTUALLY(later.model().items()[0].request.output.filename() == "a Evening.png");
  EXPECT_EQ(later.model().items()[0].request.shape.ratio, (AspectRatio{1, 1}));
  EXPECT_EQ(later.model().items()[0].request.before.size(), 2U);
}

}  // namespace
}  // namespace v4e::ui
