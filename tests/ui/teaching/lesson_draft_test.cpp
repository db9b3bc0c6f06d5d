// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/teaching/lesson_draft.h"

#include "tests/ui/teaching/teaching_fixture.h"
#include "ui/teaching/pair_list.h"
#include "ui/teaching/teaching_texts.h"

namespace v4e::ui {
namespace {

using RowState = LessonDraft::Row::State;

class LessonDraftTest : public TeachingTest {
 protected:
  void SetUp() override {}
  void add(const QStringList& paths) {
    draft_.add(paths);
    ASSERT_EVENTUALLY(!draft_.isBusy());
  }
  LessonDraft draft_;
};

TEST_F(LessonDraftTest, PairsAndOpensWhatIsDropped) {
  add(makePairs(3));
  ASSERT_EQ(draft_.rows().size(), 3);
  for (const LessonDraft::Row& row : draft_.rows()) {
    EXPECT_EQ(row.state, RowState::Good) << row.detail.toStdString();
    EXPECT_EQ(row.before.width(), 96);
    EXPECT_NE(row.before, row.after);
  }
  EXPECT_EQ(draft_.goodPairs().size(), 3u);
  // Again: nothing doubles.
  add(makePairs(3));
  EXPECT_EQ(draft_.rows().size(), 3);
}

TEST_F(LessonDraftTest, AFileWaitsForItsPartner) {
  const QStringList paths = makePairs(1);
  add({paths[1]});
  EXPECT_TRUE(draft_.rows().isEmpty());
  ASSERT_EQ(draft_.loose().size(), 1);
  EXPECT_TRUE(looseText(draft_.loose()).contains("photo0_after.png"));
  add({paths[0]});
  ASSERT_EQ(draft_.rows().size(), 1);
  EXPECT_TRUE(draft_.loose().isEmpty());
  EXPECT_EQ(draft_.rows()[0].pair.before, paths[0].toStdString());
}

TEST_F(LessonDraftTest, WhatCannotBeUsedSaysWhy) {
  const QImage photo = testPicture(96, 64);
  const QStringList same{write("a.png", photo), write("a_after.png", photo)};
  const QStringList upright{write("b.png", photo), write("b_after.png", testPicture(64, 96))};
  QFile broken(folder_.filePath("pairs/c_after.png"));
  ASSERT_TRUE(broken.open(QIODevice::WriteOnly));
  broken.write("not a picture");
  broken.close();
  add(same + upright + QStringList{write("c.png", photo), broken.fileName()});
  ASSERT_EQ(draft_.rows().size(), 3);
  QSet<PairFault> faults;
  for (const LessonDraft::Row& row : draft_.rows()) {
    EXPECT_EQ(row.state, RowState::Bad);
    EXPECT_FALSE(faultText(row.fault).isEmpty());
    EXPECT_FALSE(row.before.isNull()) << "what can be opened is shown";
    faults << row.fault;
  }
  EXPECT_EQ(faults.size(), 3);
  EXPECT_TRUE(draft_.goodPairs().empty());
}

TEST_F(LessonDraftTest, TheListSwapsAndRemoves) {
  add(makePairs(3));
  PairList list(draft_);
  ASSERT_EQ(list.count(), 3);
  const FilePair first = draft_.rows()[0].pair;
  list.setCurrentRow(0);
  EXPECT_TRUE(list.item(0)->text().startsWith("photo0.png"));
  list.swapChosen();
  EXPECT_EQ(draft_.rows()[0].pair, (FilePair{first.after, first.before}));
  EXPECT_TRUE(list.item(0)->text().startsWith("photo0_after.png"));
  EXPECT_TRUE(list.item(0)->data(Qt::AccessibleTextRole).toString().contains("photo0.png"));
  QTest::keyClick(&list, Qt::Key_Delete);
  EXPECT_EQ(draft_.rows().size(), 2);
  EXPECT_EQ(list.currentRow(), 0) << "the next one is at hand";
  list.selectAll();
  QTest::keyClick(&list, Qt::Key_Delete);
  EXPECT_EQ(list.count(), 0);
  // What was removed may come back.
  add(makePairs(3));
  EXPECT_EQ(list.count(), 3);
}

TEST_F(LessonDraftTest, ClearingDropsWhatIsOnItsWay) {
  draft_.add(makePairs(4));
  draft_.clear();
  QTest::qWait(50);
  EXPECT_TRUE(draft_.rows().isEmpty());
  add(makePairs(2));
  EXPECT_EQ(draft_.rows().size(), 2);
}

}  // namespace
}  // namespace v4e::ui
