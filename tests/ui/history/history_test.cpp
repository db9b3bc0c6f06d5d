// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include "ui/history/history_commands.h"
#include "ui/history/history_view.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

using testing::ElementsAre;

Generation generation(std::int64_t id, std::optional<std::int64_t> parent, const char* instruction) {
  Generation one;
  one.id = id;
  one.parent = parent;
  one.instruction = instruction;
  one.frame_count = 5;
  one.edit_frame = 4;
  return one;
}

QImage picture(Qt::GlobalColor colour) {
  QImage image(60, 40, QImage::Format_RGB32);
  image.fill(colour);
  return image;
}

class HistoryTest : public testing::Test {
 protected:
  HistoryTest() {
    model_.reset(picture(Qt::gray));
    push(1, std::nullopt, "snow");
    push(2, 1, "hat");
    push(3, 1, "red hat");
    push(4, std::nullopt, "dusk");
  }
  void push(std::int64_t id, std::optional<std::int64_t> parent, const char* instruction) {
    undo_.push(new DuplicateCommand(model_, generation(id, parent, instruction), picture(Qt::red)));
  }
  [[nodiscard]] std::vector<std::int64_t> shown() const {
    std::vector<std::int64_t> ids;
    for (const auto* node : model_.shown()) ids.push_back(node->generation.id);
    return ids;
  }

  HistoryModel model_;
  QUndoStack undo_;
};

TEST_F(HistoryTest, EachStepStandsBeforeWhatWasMadeFromIt) {
  std::vector<std::int64_t> row;
  push(5, 1, "fog");
  for (const auto* node : model_.inARow()) row.push_back(node->generation.id);
  EXPECT_THAT(row, ElementsAre(0, 1, 2, 3, 5, 4));
  EXPECT_EQ(model_.neighbourOf(5, 1), 4);
  EXPECT_EQ(model_.neighbourOf(5, -1), 3);
  EXPECT_EQ(model_.neighbourOf(0, -1), 0);
  EXPECT_EQ(model_.neighbourOf(4, 1), 4);
  EXPECT_TRUE(model_.leadsToCurrent(1));
  EXPECT_FALSE(model_.leadsToCurrent(3));
}

TEST_F(HistoryTest, StepsOfOneNameHaveNumbersThatStay) {
  push(5, std::nullopt, "snow");
  push(6, std::nullopt, "snow");
  EXPECT_EQ(model_.numberOf(1), 1);
  EXPECT_EQ(model_.numberOf(5), 2);
  EXPECT_EQ(model_.numberOf(6), 3);
  model_.setRemoved(5, true);
  EXPECT_EQ(model_.numberOf(6), 3);
  undo_.push(new RenameCommand(model_, 6, "more snow"));
  EXPECT_EQ(model_.nameOf(6), "more snow");
  EXPECT_EQ(model_.numberOf(6), 1);
  undo_.undo();
  EXPECT_EQ(model_.nameOf(6), "snow");
}

TEST_F(HistoryTest, GoingBackLosesNothing) {
  model_.setCurrent(kPhotoNode);
  push(5, std::nullopt, "rain");
  EXPECT_THAT(shown(), ElementsAre(0, 1, 2, 3, 4, 5));
  undo_.undo();
  EXPECT_EQ(model_.current(), kPhotoNode);
  EXPECT_THAT(shown(), ElementsAre(0, 1, 2, 3, 4));
  undo_.redo();
  EXPECT_EQ(model_.current(), 5);
  while (undo_.canUndo()) undo_.undo();
  EXPECT_THAT(shown(), ElementsAre(0));
  while (undo_.canRedo()) undo_.redo();
  EXPECT_THAT(shown(), ElementsAre(0, 1, 2, 3, 4, 5));
}

TEST_F(HistoryTest, RemovedBranchComesBackWhole) {
  model_.setCurrent(3);
  undo_.push(new RemoveGenerationCommand(model_, 1));
  EXPECT_THAT(shown(), ElementsAre(0, 4));
  EXPECT_EQ(model_.current(), kPhotoNode);
  undo_.undo();
  EXPECT_THAT(shown(), ElementsAre(0, 1, 2, 3, 4));
  EXPECT_EQ(model_.current(), 3);
}

TEST_F(HistoryTest, StepsInARowAreOne) {
  const int before = undo_.count();
  undo_.push(new GoToCommand(model_, 1));
  undo_.push(new GoToCommand(model_, 2));
  EXPECT_EQ(undo_.count(), before + 1);
  undo_.undo();
  EXPECT_EQ(model_.current(), 4);
}

TEST_F(HistoryTest, AStepThatIsOffShowsThePictureOfTheOneBefore) {
  push(5, 3, "fog");
  undo_.push(new SwitchCommand(model_, 3, false));
  EXPECT_EQ(shownStep(undo_.undoText()), "Switch off “red hat”");
  EXPECT_EQ(model_.pictureOf(3), 1);
  EXPECT_EQ(model_.pictureOf(5), 5);
  undo_.push(new SwitchCommand(model_, 1, false));
  EXPECT_EQ(model_.pictureOf(3), kPhotoNode);
  undo_.push(new SwitchCommand(model_, 3, true));
  EXPECT_EQ(shownStep(undo_.undoText()), "Switch on “red hat”");
  EXPECT_EQ(model_.pictureOf(3), 3);
  undo_.undo();
  undo_.undo();
  undo_.undo();
  EXPECT_TRUE(model_.isOn(1));
  EXPECT_TRUE(model_.isOn(3));
}

TEST_F(HistoryTest, ReadsAProjectsTree) {
  auto hidden = generation(3, 1, "c");
  hidden.removed = true;
  model_.reset(picture(Qt::gray), {generation(1, std::nullopt, "a"), generation(2, 1, "b"), hidden});
  EXPECT_THAT(shown(), ElementsAre(0, 1, 2));
  EXPECT_EQ(model_.current(), 2);
}

TEST_F(HistoryTest, MouseAndKeysWalkTheTree) {
  HistoryPanel panel(model_);
  panel.resize(320, 400);
  panel.show();
  HistoryView& view = panel.view();
  QObject::connect(&view, &HistoryView::goToAsked, &view,
                   [&](qint64 id) { undo_.push(new GoToCommand(model_, id)); });
  QTest::mouseClick(&view, Qt::LeftButton, {}, view.cardRect(2).center());
  EXPECT_EQ(model_.current(), 2);
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(model_.current(), 3);
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(model_.current(), 4);
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(model_.current(), 4);
  QTest::keyClick(&view, Qt::Key_Left);
  QTest::keyClick(&view, Qt::Key_Up);
  EXPECT_EQ(model_.current(), 1);
  EXPECT_EQ(view.accessibleName(), "History: snow, made from Photo");
  QTest::keyClick(&view, Qt::Key_Down);
  EXPECT_EQ(model_.current(), 2);
  QTest::keyClick(&view, Qt::Key_Home);
  EXPECT_EQ(model_.current(), kPhotoNode);
  QTest::keyClick(&view, Qt::Key_End);
  EXPECT_EQ(model_.current(), 4);
}

TEST_F(HistoryTest, TheCurrentStepIsAlwaysInSight) {
  HistoryPanel panel(model_);
  panel.resize(300, panel.height());
  panel.show();
  for (int id = 5; id < 25; ++id) push(id, id - 1, "step");
  const auto is_in_sight = [&] {
    const QRect card = panel.view().cardRect(model_.current());
    return panel.viewport()->rect().contains(
        QRect(panel.view().mapTo(panel.viewport(), card.topLeft()), card.size()));
  };
  EXPECT_TRUE(QTest::qWaitFor(is_in_sight));
  model_.setCurrent(kPhotoNode);
  EXPECT_TRUE(QTest::qWaitFor(is_in_sight));
  model_.setCurrent(15);
  EXPECT_TRUE(QTest::qWaitFor(is_in_sight));
  panel.resize(220, panel.height());
  EXPECT_TRUE(QTest::qWaitFor(is_in_sight));
}

TEST_F(HistoryTest, AStepIsRenamedInItsPlace) {
  HistoryPanel panel(model_);
  panel.resize(600, panel.height());
  panel.show();
  HistoryView& view = panel.view();
  QSignalSpy renamed(&view, &HistoryView::renameAsked);
  auto& field = *view.findChild<QLineEdit*>("stepName");
  view.startRenaming(2);
  ASSERT_TRUE(field.isVisible());
  EXPECT_EQ(field.text(), "hat");
  QTest::keyClicks(&field, "a tall hat");
  QTest::keyClick(&field, Qt::Key_Return);
  EXPECT_FALSE(field.isVisible());
  ASSERT_EQ(renamed.count(), 1);
  EXPECT_EQ(renamed[0][0].toInt(), 2);
  EXPECT_EQ(renamed[0][1].toString(), "a tall hat");
  view.startRenaming(2);
  QTest::keyClicks(&field, "no");
  QTest::keyClick(&field, Qt::Key_Escape);
  EXPECT_FALSE(field.isVisible());
  EXPECT_EQ(renamed.count(), 1);
  view.startRenaming(kPhotoNode);
  EXPECT_FALSE(field.isVisible()) << "the photo has the name of its file";
}

TEST_F(HistoryTest, TheMenuIsAboutTheStepThatItWasOpenedOn) {
  HistoryPanel panel(model_);
  panel.resize(700, panel.height());
  panel.show();
  HistoryView& view = panel.view();
  QAction remove("Remove");
  std::int64_t removed = -1;
  QObject::connect(&remove, &QAction::triggered, &view, [&] { removed = view.target(); });
  view.setStepActions({&remove});
  const QPoint place = view.cardRect(2).center();
  QContextMenuEvent event(QContextMenuEvent::Mouse, place, view.mapToGlobal(place));
  QApplication::sendEvent(&view, &event);
  auto* menu = view.findChild<QMenu*>("historyMenu");
  ASSERT_NE(menu, nullptr);
  ASSERT_TRUE(menu->actions().contains(&remove));
  menu->setActiveAction(&remove);
  QTest::keyClick(menu, Qt::Key_Return);
  EXPECT_EQ(removed, 2);
  EXPECT_EQ(model_.current(), 4) << "a look at the menu goes nowhere";
  QCoreApplication::processEvents();
  EXPECT_EQ(view.target(), 4);
}

TEST_F(HistoryTest, ScreenReadersFindEachStep) {
  HistoryPanel panel(model_);
  panel.resize(700, panel.height());
  panel.show();
  HistoryView& view = panel.view();
  QObject::connect(&view, &HistoryView::goToAsked, &view, [&](qint64 id) { model_.setCurrent(id); });
  QAccessibleInterface* list = QAccessible::queryAccessibleInterface(&view);
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->role(), QAccessible::List);
  ASSERT_EQ(list->childCount(), 5);
  EXPECT_EQ(list->child(0)->text(QAccessible::Name), "Photo");
  QAccessibleInterface* step = list->child(2);
  EXPECT_EQ(step->text(QAccessible::Name), "hat, made from snow");
  EXPECT_EQ(step->role(), QAccessible::ListItem);
  EXPECT_EQ(list->indexOfChild(step), 2);
  EXPECT_FALSE(step->state().selected);
  step->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
  EXPECT_EQ(model_.current(), 2);
  EXPECT_TRUE(step->state().selected);
  EXPECT_EQ(list->valueInterface()->currentValue().toInt(), 2);
  EXPECT_EQ(list->childAt(step->rect().center().x(), step->rect().center().y()), step);
  model_.setRemoved(2, true);
  EXPECT_FALSE(step->isValid());
  EXPECT_EQ(list->childCount(), 4);
}

}  // namespace
}  // namespace v4e::ui
