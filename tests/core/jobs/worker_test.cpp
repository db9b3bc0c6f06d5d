// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/jobs/worker.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <memory>
#include <string>
#include <vector>

namespace v4e {
namespace {

/// Waits for the outcome of a job.
template <typename Value>
class Delivery {
 public:
  auto receiver() {
    return [promise = promise_](Outcome<Value> outcome) { promise->set_value(std::move(outcome)); };
  }
  Outcome<Value> wait() { return future_.get(); }

 private:
  std::shared_ptr<std::promise<Outcome<Value>>> promise_ =
      std::make_shared<std::promise<Outcome<Value>>>();
  std::future<Outcome<Value>> future_ = promise_->get_future();
};

/// Blocks until it is stopped.
int run_until_stopped(const RunContext& context) {
  while (true) {
    context.check();
    std::this_thread::yield();
  }
}

TEST(Worker, DeliversTheValue) {
  Worker worker;
  Delivery<int> delivery;
  worker.submit([](const RunContext&) { return 42; }, delivery.receiver());
  EXPECT_EQ(std::get<int>(delivery.wait()), 42);
}

TEST(Worker, RunsInOrder) {
  std::vector<int> order;
  {
    Worker worker;
    Delivery<int> last;
    for (int i = 0; i < 20; ++i)
      worker.submit([&order, i](const RunContext&) { return order.push_back(i), i; }, [](const auto&) {});
    worker.submit([](const RunContext&) { return 0; }, last.receiver());
    last.wait();
  }
  ASSERT_EQ(order.size(), 20u);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(order[static_cast<std::size_t>(i)], i);
}

TEST(Worker, TurnsErrorsIntoFailures) {
  Worker worker;
  Delivery<int> known;
  Delivery<int> unknown;
  worker.submit([](const RunContext&) -> int { throw Error(ErrorCode::FileMalformed, "photo.jpg is cut"); },
                known.receiver());
  worker.submit([](const RunContext&) -> int { throw std::bad_alloc(); }, unknown.receiver());
  const Failure failure = std::get<Failure>(known.wait());
  EXPECT_EQ(failure.code, ErrorCode::FileMalformed);
  EXPECT_EQ(failure.text, "photo.jpg is cut");
  EXPECT_EQ(std::get<Failure>(unknown.wait()).code, ErrorCode::OutOfMemory);
}

TEST(Worker, ReportsProgress) {
  Worker worker;
  Delivery<int> delivery;
  std::vector<int> steps;
  worker.submit(
      [](const RunContext& context) {
        for (int i = 0; i <= 3; ++i) context.tick({Stage::Denoise, i, 3});
        return 0;
      },
      delivery.receiver(), [&steps](const Progress& progress) { steps.push_back(progress.step); });
  delivery.wait();
  EXPECT_EQ(steps, (std::vector<int>{0, 1, 2, 3}));
}

TEST(Worker, CancelStopsTheRunningJobAndThenRunsTheNext) {
  Worker worker;
  Delivery<int> stopped;
  Delivery<int> next;
  std::latch started(1);
  const auto id = worker.submit(
      [&started](const RunContext& context) {
        started.count_down();
        return run_until_stopped(context);
      },
      stopped.receiver());
  worker.submit([](const RunContext&) { return 7; }, next.receiver());
  started.wait();
  EXPECT_TRUE(worker.cancel(id));
  EXPECT_FALSE(worker.cancel(id));
  EXPECT_TRUE(std::holds_alternative<Stopped>(stopped.wait()));
  EXPECT_EQ(std::get<int>(next.wait()), 7);
  EXPECT_FALSE(worker.cancel(999));
}

TEST(Worker, CancelledWhileWaitingNeverRuns) {
  Worker worker;
  std::latch go(1);
  std::atomic<bool> ran = false;
  Delivery<int> delivery;
  worker.submit([&go](const RunContext&) { return go.wait(), 0; }, [](const auto&) {});
  const auto id = worker.submit([&ran](const RunContext&) { return ran = true, 0; }, delivery.receiver());
  EXPECT_TRUE(worker.cancel(id));
  go.count_down();
  EXPECT_TRUE(std::holds_alternative<Stopped>(delivery.wait()));
  EXPECT_FALSE(ran);
}

TEST(Worker, RefusesMoreThanItsQueueTakes) {
  Worker worker(1);
  std::latch started(1);
  std::latch go(1);
  worker.submit([&](const RunContext&) { return started.count_down(), go.wait(), 0; }, [](const auto&) {});
  started.wait();
  worker.submit([](const RunContext&) { return 0; }, [](const auto&) {});
  EXPECT_THROW(worker.submit([](const RunContext&) { return 0; }, [](const auto&) {}), Error);
  EXPECT_EQ(worker.pending(), 2u);
  go.count_down();
}

TEST(Worker, TheUsersJobsGoBeforeTheQueues) {
  std::vector<int> order;
  Worker worker;
  std::latch go(1);
  Delivery<int> last;
  const auto note = [&order](int number) {
    return [&order, number](const RunContext&) { return order.push_back(number), number; };
  };
  worker.submit([&go](const RunContext&) { return go.wait(), 0; }, [](const auto&) {});
  worker.submit(
      note(3), [](const auto&) {}, {}, JobLane::Queue);
  worker.submit(note(4), last.receiver(), {}, JobLane::Queue);
  worker.submit(note(1), [](const auto&) {});
  worker.submit(note(2), [](const auto&) {});
  go.count_down();
  last.wait();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3, 4}));
}

TEST(Worker, AJobOfTheQueueGivesWayAndBeginsAnew) {
  Worker worker;
  Delivery<int> queued;
  Delivery<int> users;
  std::latch started(1);
  std::atomic<int> runs = 0;
  std::atomic<bool> user_ran = false;
  worker.submit(
      [&](const RunContext& context) {
        if (++runs > 1) return user_ran ? 5 : -1;
        started.count_down();
        return run_until_stopped(context);
      },
      queued.receiver(), {}, JobLane::Queue);
  started.wait();
  worker.submit([&](const RunContext&) { return user_ran = true, 7; }, users.receiver());
  EXPECT_TRUE(worker.give_way());
  EXPECT_EQ(std::get<int>(users.wait()), 7);
  EXPECT_EQ(std::get<int>(queued.wait()), 5);
  EXPECT_EQ(runs, 2);
}

TEST(Worker, OnlyJobsOfTheQueueGiveWay) {
  Worker worker;
  EXPECT_FALSE(worker.give_way());
  Delivery<int> delivery;
  std::latch started(1);
  std::latch go(1);
  worker.submit([&](const RunContext&) { return started.count_down(), go.wait(), 1; }, delivery.receiver());
  started.wait();
  EXPECT_FALSE(worker.give_way());
  go.count_down();
  EXPECT_EQ(std::get<int>(delivery.wait()), 1);
}

TEST(Worker, AJobCancelledWhileItGivesWayDoesNotComeBack) {
  Worker worker;
  Delivery<int> queued;
  std::latch started(1);
  std::latch asked(1);
  std::atomic<int> runs = 0;
  const auto id = worker.submit(
      [&](const RunContext& context) {
        ++runs;
        started.count_down();
        asked.wait();
        return run_until_stopped(context);
      },
      queued.receiver(), {}, JobLane::Queue);
  started.wait();
  EXPECT_TRUE(worker.give_way());
  EXPECT_TRUE(worker.cancel(id));
  asked.count_down();
  EXPECT_TRUE(std::holds_alternative<Stopped>(queued.wait()));
  EXPECT_EQ(runs, 1);
}

TEST(Worker, EndDeliversEveryOutcomeOnce) {
  std::atomic<int> stopped = 0;
  {
    Worker worker;
    for (int i = 0; i < 5; ++i) {
      worker.submit(run_until_stopped, [&stopped](const Outcome<int>& outcome) {
        if (std::holds_alternative<Stopped>(outcome)) ++stopped;
      });
    }
  }
  EXPECT_EQ(stopped, 5);
}

}  // namespace
}  // namespace v4e
