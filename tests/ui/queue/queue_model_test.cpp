// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_model.h"

#include <gtest/gtest.h>

#include <random>

namespace v4e::ui {
namespace {

QueueItem makeItem(std::int64_t id, QueueState state) {
  QueueItem item;
  item.id = id;
  item.state = state;
  item.request.photo = "/photos/" + std::to_string(id) + ".jpg";
  item.request.settings.instruction = id % 3 == 0 ? "" : "snow";
  item.started_ms = 1000;
  item.finished_ms = state == QueueState::Done ? 3000 + id : 0;
  return item;
}

/// The slow way.
QueueCounts countedAnew(const std::vector<QueueItem>& items) {
  QueueCounts counts;
  for (const QueueItem& item : items) {
    counts.done += item.state == QueueState::Done;
    counts.failed += item.state == QueueState::Failed;
    counts.interrupted += item.state == QueueState::Interrupted;
    counts.left += !is_over(item.state);
    counts.at_work += is_active(item.state);
    counts.unclear += item.state == QueueState::Waiting && item.request.settings.instruction.empty();
  }
  return counts;
}

void expectSame(const QueueCounts& a, const QueueCounts& b) {
  EXPECT_EQ(a.done, b.done);
  EXPECT_EQ(a.failed, b.failed);
  EXPECT_EQ(a.interrupted, b.interrupted);
  EXPECT_EQ(a.left, b.left);
  EXPECT_EQ(a.at_work, b.at_work);
  EXPECT_EQ(a.unclear, b.unclear);
}

TEST(QueueModel, CountsStayRightThroughAllChanges) {
  std::mt19937 random(7);
  const auto any_state = [&] { return static_cast<QueueState>(random() % 8); };
  QueueModel model;
  std::vector<QueueItem> items;
  for (std::int64_t id = 1; id <= 60; ++id) items.push_back(makeItem(id, any_state()));
  model.setItems(items);
  std::int64_t next = 61;
  for (int round = 0; round < 200; ++round) {
    switch (random() % 4) {
      case 0:
        model.updateItems({makeItem(next, any_state()), makeItem(next + 1, any_state())});
        next += 2;
        break;
      case 1:
        model.removeItems(
            {static_cast<std::int64_t>(random() % 60), static_cast<std::int64_t>(random() % 60)});
        break;
      default:
        model.updateItems({makeItem(static_cast<std::int64_t>(random() % 60 + 1), any_state())});
    }
    expectSame(model.counts(), countedAnew(model.items()));
  }
}

TEST(QueueModel, TimeLeftComesFromTheLastThatWereDone) {
  QueueModel model;
  std::vector<QueueItem> items;
  for (std::int64_t id = 1; id <= 20; ++id) {
    QueueItem item = makeItem(id, QueueState::Done);
    item.started_ms = id * 100'000;
    item.finished_ms = item.started_ms + (id <= 12 ? 90'000 : 10'000);
    items.push_back(item);
  }
  items.push_back(makeItem(21, QueueState::Waiting));
  items.push_back(makeItem(22, QueueState::Waiting));
  model.setItems(items);
  ASSERT_TRUE(model.secondsLeft());
  EXPECT_DOUBLE_EQ(*model.secondsLeft(), 20) << "two to go at 10 s each";
  QueueItem done = makeItem(21, QueueState::Done);
  done.started_ms = 3'000'000;
  done.finished_ms = 3'090'000;
  model.updateItems({done});
  EXPECT_DOUBLE_EQ(*model.secondsLeft(), 10) << "one to go; the one of 90 s loaded the model";
}

TEST(RestTime, LearnsWhatEachPhotoCostsAndWhatItsSizeDoes) {
  RestTime time;
  EXPECT_FALSE(time.seconds("quick", 1, 1));
  // 2 s and 1 s a megabyte; one had to load the model first.
  time.note(1, {"quick"}, 6, 60, 100);
  time.note(2, {"quick"}, 2, 4, 200);
  time.note(3, {"quick"}, 10, 12, 300);
  time.note(4, {"quick"}, 6, 8, 400);
  ASSERT_TRUE(time.seconds("quick", 2, 20));
  EXPECT_NEAR(*time.seconds("quick", 2, 20), 24, 1e-9);
  EXPECT_NEAR(*time.seconds("slow", 2, 20), 24, 1e-9) << "nothing is known of this kind yet: the best guess";
  time.note(5, {"slow"}, 6, 100, 500);
  EXPECT_NEAR(*time.seconds("slow", 3, 18), 300, 1e-9);
  time.forget(5);
  EXPECT_NEAR(*time.seconds("slow", 2, 20), 24, 1e-9);
}

TEST(RestTime, StepsOfARowShareItsTime) {
  RestTime time;
  // Nothing is known: alike.
  time.note(1, {"quick", "slow"}, 1, 12, 1);
  EXPECT_NEAR(*time.seconds("quick", 1, 1), 6, 1e-9);
  time.forget(1);
  // What is known of one says what the other took.
  time.note(2, {"quick"}, 1, 2, 2);
  time.note(3, {"quick", "slow", "slow"}, 1, 22, 3);
  EXPECT_NEAR(*time.seconds("quick", 1, 1), 2, 1e-9);
  EXPECT_NEAR(*time.seconds("slow", 1, 1), 10, 1e-9);
  // Known both: in proportion.
  time.note(4, {"quick", "slow"}, 1, 24, 4);
  EXPECT_NEAR(*time.seconds("quick", 1, 1), 2, 1e-9) << "the slowest of three is dropped";
  EXPECT_NEAR(*time.seconds("slow", 1, 1), 15, 1e-9);
  // More than there is cannot be known.
  RestTime odd;
  odd.note(1, {"quick"}, 1, 50, 1);
  odd.note(2, {"quick", "slow"}, 1, 10, 2);
  EXPECT_NEAR(*odd.seconds("slow", 1, 1), 5, 1e-9);
}

TEST(QueueModel, TheRestOfARowWithStepsIsThatOfItsSteps) {
  const auto with_steps = [](std::int64_t id, QueueState state, std::vector<int> numbers) {
    QueueItem item = makeItem(id, state);
    std::vector<EditSettings> steps;
    for (const int number : numbers) steps.push_back({.instruction = "snow", .steps = number});
    set_steps(steps, item.request);
    return item;
  };
  const auto done = [&](std::int64_t id, std::vector<int> numbers, std::int64_t ms) {
    QueueItem item = with_steps(id, QueueState::Done, std::move(numbers));
    item.started_ms = id * 100'000;
    item.finished_ms = item.started_ms + ms;
    return item;
  };
  QueueModel model;
  model.setItems({done(1, {4}, 2'000), done(2, {20}, 9'000), with_steps(3, QueueState::Waiting, {4, 20, 4})});
  ASSERT_TRUE(model.secondsLeft());
  EXPECT_DOUBLE_EQ(*model.secondsLeft(), 13) << "2 + 9 + 2";
  QueueItem running = with_steps(3, QueueState::Running, {4, 20, 4});
  running.request.look = "Evening";
  model.updateItems({running});
  const auto state = [&] { return model.index(2).data(QueueModel::StateTextRole).toString(); };
  model.beginStep(3, 2);
  model.setProgress(3, 0.5);
  EXPECT_DOUBLE_EQ(model.index(2).data(QueueModel::ProgressRole).toDouble(), 0.5);
  EXPECT_DOUBLE_EQ(*model.secondsLeft(), 6.5);
  EXPECT_TRUE(state().startsWith("Step 2 of 3 · 50")) << state().toStdString();
  EXPECT_EQ(model.index(2).data(QueueModel::DetailRole).toString(), "Look: Evening – 3 step(s)");
  EXPECT_FALSE(model.flags(model.index(2)).testFlag(Qt::ItemIsEditable));
}

TEST(RestTime, PhotosOfOneSizeSayNothingOfOthers) {
  RestTime time;
  time.note(1, {"k"}, 5.0, 3, 1);
  time.note(2, {"k"}, 5.1, 5, 2);
  EXPECT_NEAR(*time.seconds("k", 1, 50), 4, 1e-9);
}

}  // namespace
}  // namespace v4e::ui
