// SPDX-License-Identifier: GPL-3.0-or-later
#include <gmock/gmock.h>

#include <QMenu>
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>

#include "ui/history/history_commands.h"
#include "ui/history/history_view.h"

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
    undo_.push(new AddGenerationCommand(model_, generation(id, parent, instruction), picture(Qt::red)));
  }
  [[nodiscard]] std::vector<std::int64_t> shown() const {
    std::vector<std::int64_t> ids;
    for (const auto* node : model_.shown()) ids.push_back(node->generation.id);
    return ids;
  }

  HistoryModel model_;
  QUndoStack undo_;
};

TEST_F(HistoryTest, VariationsStandSideBySide) {
  EXPECT_EQ(model_.extent(), QSize(3, 3));
  EXPECT_EQ(model_.node(2)->row, model_.node(3)->row);
  EXPECT_NE(model_.node(2)->column, model_.node(3)->column);
  EXPECT_EQ(model_.node(1)->row, 1);
  EXPECT_EQ(model_.node(4)->row, 1);
  EXPECT_GT(model_.node(4)->column, model_.node(3)->column);
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
  undo_.push(new ChooseFrameCommand(model_, 2, 1));
  undo_.push(new ChooseFrameCommand(model_, 2, 3));
  EXPECT_EQ(undo_.count(), before + 2);
  EXPECT_EQ(model_.node(2)->generation.edit_frame, 3);
  undo_.undo();
  EXPECT_EQ(model_.node(2)->generation.edit_frame, 4);
  undo_.undo();
  EXPECT_EQ(model_.current(), 4);
}

TEST_F(HistoryTest, MaskCommandHoldsANumber) {
  PictureId shown = 7;
  undo_.push(new SetMaskCommand(7, 9, [&](PictureId id) { shown = id; }));
  EXPECT_EQ(shown, 9);
  undo_.undo();
  EXPECT_EQ(shown, 7);
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
  QSignalSpy removed(&view, &HistoryView::removeAsked);
  QTest::mouseClick(&view, Qt::LeftButton, {}, view.cardRect(2).center());
  EXPECT_EQ(model_.current(), 2);
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(model_.current(), 3);
  QTest::keyClick(&view, Qt::Key_Right);
  EXPECT_EQ(model_.current(), 3);
  QTest::keyClick(&view, Qt::Key_Up);
  EXPECT_EQ(model_.current(), 1);
  EXPECT_EQ(view.accessibleName(), "History: snow");
  QTest::keyClick(&view, Qt::Key_Down);
  EXPECT_EQ(model_.current(), 2);
  QTest::keyClick(&view, Qt::Key_Delete);
  EXPECT_EQ(removed.value(0).value(0).toInt(), 2);
  QTest::keyClick(&view, Qt::Key_Home);
  QTest::keyClick(&view, Qt::Key_Delete);
  EXPECT_EQ(removed.count(), 1) << "the photo cannot be removed";
}

}  // namespace
}  // namespace v4e::ui
