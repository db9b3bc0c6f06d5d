// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/queue/queue_runner.h"

#include <gmock/gmock.h>

#include <future>

#include "tests/core/document/test_folder.h"

namespace v4e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class QueueRunnerTest : public testing::Test {
 protected:
  QueueRunnerTest() { EXPECT_TRUE(store_.claim()); }

  std::vector<std::int64_t> add(const std::vector<std::string>& names) {
    std::vector<QueueRequest> requests;
    for (const auto& name : names) {
      write_text(folder_ / (name + ".jpg"), "photo " + name);
      QueueRequest request;
      request.photo = folder_ / (name + ".jpg");
      request.output = folder_ / ("out/" + name + ".png");
      requests.push_back(request);
    }
    return store_.add(requests);
  }

  /// Runs until a summary comes.
  QueueSummary run(const QueueEdit& edit) {
    std::promise<QueueSummary> summary;
    auto future = summary.get_future();
    QueueRunnerEvents events;
    events.on_summary = [&](const QueueSummary& said) { summary.set_value(said); };
    QueueRunner runner(store_, edit, events);
    return future.get();
  }

  QueueState state(std::int64_t id) { return store_.items(std::span(&id, 1)).at(0).state; }
  /// Names of all files in the output folder, hidden ones too.
  std::vector<std::string> results() {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_ / "out")) {
      names.push_back(entry.path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
  }

  TestFolder folder_;
  QueueStore store_{folder_ / "queue.db"};
};

void copy_photo(const QueueItem& item, const RunContext&) {
  write_text(item.temporary, "edited " + read_text(item.request.photo));
}

/// An edit that can be held and let go, so that tests need not sleep.
struct Gate {
  std::promise<void> entered;
  void operator()(const QueueItem& item, const RunContext& context) {
    write_text(item.temporary, "half");
    entered.set_value();
    std::mutex mutex;
    std::condition_variable_any stopped;
    std::unique_lock lock(mutex);
    stopped.wait(lock, context.stop, [] { return false; });
    context.check();
  }
};

TEST_F(QueueRunnerTest, RunsAllInOrderAndSums) {
  const auto ids = add({"a", "b", "c"});
  store_.move(std::vector{ids[2]}, ids[0]);
  std::vector<std::string> order;
  const QueueSummary summary = run([&](const QueueItem& item, const RunContext& context) {
    order.push_back(item.request.photo.stem());
    EXPECT_EQ(item.state, QueueState::Preparing);
    EXPECT_EQ(state(item.id), QueueState::Running);
    return copy_photo(item, context);
  });
  EXPECT_THAT(order, ElementsAre("c", "a", "b"));
  EXPECT_EQ(summary.done, 3);
  EXPECT_TRUE(summary.failed.empty());
  EXPECT_THAT(results(), ElementsAre("a.png", "b.png", "c.png"));
  EXPECT_EQ(read_text(folder_ / "out/b.png"), "edited photo b");
  const QueueItem done = store_.items()[0];
  EXPECT_EQ(done.state, QueueState::Done);
  EXPECT_EQ(done.result, folder_ / "out/c.png");
  EXPECT_TRUE(done.temporary.empty());
  EXPECT_EQ(done.input_hash.size(), 64u);
  EXPECT_EQ(done.attempts, 1);
  EXPECT_GE(done.finished_ms, done.started_ms);
}

TEST_F(QueueRunnerTest, GoesOnAfterErrorsAndSaysWhy) {
  const auto ids = add({"a", "b", "c", "d"});
  std::filesystem::remove(folder_ / "a.jpg");
  const QueueSummary summary = run([&](const QueueItem& item, const RunContext& context) {
    if (item.id == ids[1]) throw std::bad_alloc();
    if (item.id == ids[2]) {
      write_text(item.temporary, "half");
      throw Error(ErrorCode::FileMalformed, "c.jpg is cut short");
    }
    return copy_photo(item, context);
  });
  EXPECT_EQ(summary.done, 1);
  ASSERT_EQ(summary.failed.size(), 3u);
  EXPECT_EQ(summary.failed[0].error_code, ErrorCode::FileUnreadable);
  EXPECT_EQ(summary.failed[1].error_code, ErrorCode::OutOfMemory);
  EXPECT_EQ(summary.failed[2].error_text, "c.jpg is cut short");
  EXPECT_THAT(results(), ElementsAre("d.png"));
}

TEST_F(QueueRunnerTest, AnEditWithoutAResultIsAFailure) {
  add({"a"});
  const QueueSummary summary = run([](const QueueItem&, const RunContext&) {});
  ASSERT_EQ(summary.failed.size(), 1u);
  EXPECT_EQ(summary.failed[0].error_code, ErrorCode::Internal);
}

TEST_F(QueueRunnerTest, ThreeLikeFailuresInARowPause) {
  const auto ids = add({"a", "b", "c", "d", "e", "f"});
  const QueueSummary summary = run([&](const QueueItem& item, const RunContext& context) {
    if (item.id == ids[0]) throw Error(ErrorCode::OutOfMemory, "too big");
    if (item.id == ids[1]) return copy_photo(item, context);
    throw Error(ErrorCode::OutOfMemory, "too big");
  });
  EXPECT_EQ(summary.failed.size(), 4u);
  EXPECT_TRUE(store_.pause_state().paused);
  EXPECT_THAT(store_.pause_state().reason, HasSubstr("too big"));
  EXPECT_EQ(state(ids[5]), QueueState::Waiting);
}

TEST_F(QueueRunnerTest, NeverOverwrites) {
  add({"a"});
  write_text(folder_ / "out/a.png", "someone's work");
  run(copy_photo);
  EXPECT_EQ(read_text(folder_ / "out/a.png"), "someone's work");
  EXPECT_EQ(read_text(folder_ / "out/a (2).png"), "edited photo a");
  EXPECT_EQ(store_.items()[0].result, folder_ / "out/a (2).png");
}

TEST_F(QueueRunnerTest, PauseNowPutsTheItemBack) {
  const auto ids = add({"a", "b"});
  Gate gate;
  std::promise<void> summed;
  {
    QueueRunner runner(store_, std::ref(gate));
    gate.entered.get_future().wait();
    runner.pause_now();
  }
  EXPECT_EQ(state(ids[0]), QueueState::Waiting);
  EXPECT_EQ(state(ids[1]), QueueState::Waiting);
  EXPECT_TRUE(store_.pause_state().paused);
  EXPECT_TRUE(results().empty()) << "a half-written file was left";
  store_.set_paused({});
  EXPECT_EQ(run(copy_photo).done, 2);
}

TEST_F(QueueRunnerTest, SkipCancelsAndGoesOn) {
  const auto ids = add({"a", "b", "c"});
  Gate gate;
  std::promise<QueueSummary> summary;
  QueueRunnerEvents events;
  events.on_summary = [&](const QueueSummary& said) { summary.set_value(said); };
  QueueRunner runner(
      store_,
      [&](const QueueItem& item, const RunContext& context) {
        return item.id == ids[0] ? gate(item, context) : copy_photo(item, context);
      },
      events);
  gate.entered.get_future().wait();
  runner.skip(ids[1]);
  runner.skip(ids[0]);
  const QueueSummary said = summary.get_future().get();
  EXPECT_EQ(said.done, 1);
  EXPECT_EQ(state(ids[0]), QueueState::Cancelled);
  EXPECT_EQ(state(ids[1]), QueueState::Cancelled);
  EXPECT_THAT(results(), ElementsAre("c.png"));
}

TEST_F(QueueRunnerTest, PauseAfterCurrentFinishesTheItem) {
  const auto ids = add({"a", "b"});
  QueueRunner* running = nullptr;
  std::promise<void> ready;
  std::promise<QueueSummary> summary;
  QueueRunnerEvents events;
  events.on_summary = [&](const QueueSummary& said) { summary.set_value(said); };
  auto is_ready = ready.get_future().share();
  QueueRunner runner(
      store_,
      [&](const QueueItem& item, const RunContext& context) {
        is_ready.wait();
        running->pause_after_current();
        return copy_photo(item, context);
      },
      events);
  running = &runner;
  ready.set_value();
  EXPECT_EQ(summary.get_future().get().done, 1);
  EXPECT_EQ(state(ids[0]), QueueState::Done);
  EXPECT_EQ(state(ids[1]), QueueState::Waiting);
}

TEST_F(QueueRunnerTest, ClosingPutsTheItemBack) {
  const auto ids = add({"a"});
  Gate gate;
  {
    QueueRunner runner(store_, std::ref(gate));
    gate.entered.get_future().wait();
  }
  EXPECT_EQ(state(ids[0]), QueueState::Waiting);
  EXPECT_TRUE(results().empty());
}

}  // namespace
}  // namespace v4e
