// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/edit_engine.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <future>

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QTest>
#include <QThread>
#include <QThreadPool>
#include <semaphore>
#include <vector>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/engine/background_runner.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

using ResultPtr = std::shared_ptr<const EditResult>;

class EditEngineTest : public testing::Test {
 protected:
  static EditRequest order() {
    EditRequest order;
    order.settings.model = "nano";
    order.settings.instruction = "invert";
    order.settings.frames = 5;
    order.photo = std::make_shared<const Photo>(photoFromQImage(testPicture(320, 240)));
    return order;
  }

  EditOutcome wait(EditJob& job) {
    int deliveries = 0;
    EditOutcome last = Failure{};
    QObject::connect(&job, &EditJob::finished, &job, [&](const EditOutcome& outcome) {
      ++deliveries;
      last = outcome;
    });
    EXPECT_TRUE(QTest::qWaitFor([&] { return deliveries > 0; }, test::kPatience_ms));
    QTest::qWait(20);
    EXPECT_EQ(deliveries, 1);
    return last;
  }

  std::shared_ptr<FakeControl> control_ = std::make_shared<FakeControl>();
  EditEngine engine_{[control = control_] { return std::make_unique<FakeBackend>(control); }};
};

TEST_F(EditEngineTest, MakesNoBackendBeforeItIsNeeded) {
  QTest::qWait(20);
  EXPECT_EQ(control_->made, 0);
  auto job = engine_.startEdit(order());
  wait(*job);
  EXPECT_EQ(control_->made, 1);
}

TEST_F(EditEngineTest, DeliversFramesAndPreviews) {
  auto job = engine_.startEdit(order());
  int previews = 0;
  QObject::connect(job.get(), &EditJob::previewed, job.get(), [&](const QList<QImage>& frames, int step) {
    EXPECT_EQ(frames.size(), 2);
    EXPECT_EQ(step, ++previews);
  });
  const EditOutcome outcome = wait(*job);
  ASSERT_TRUE(std::holds_alternative<ResultPtr>(outcome));
  const auto& result = *std::get<ResultPtr>(outcome);
  EXPECT_EQ(result.frames.size(), 5U);
  EXPECT_EQ(result.edited->image.width(), 320);
  EXPECT_EQ(previews, 4);
}

TEST_F(EditEngineTest, ProgressOnlyGrows) {
  auto job = engine_.startEdit(order());
  double last = 0;
  int count = 0;
  QObject::connect(job.get(), &EditJob::progressed, job.get(), [&](const JobProgress& progress) {
    EXPECT_GE(progress.fraction, last);
    last = progress.fraction;
    ++count;
  });
  wait(*job);
  EXPECT_GT(count, 0);
  EXPECT_GT(last, 0.5);
}

TEST_F(EditEngineTest, StopNowGivesStopped) {
  control_->waits = true;
  auto job = engine_.startEdit(order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  job->stopNow();
  EXPECT_TRUE(std::holds_alternative<Stopped>(wait(*job)));
}

TEST_F(EditEngineTest, StopAndKeepGivesWhatThereIs) {
  control_->waits = true;
  auto job = engine_.startEdit(order());
  control_->go.release(1);
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  job->stopAndKeep();
  const EditOutcome outcome = wait(*job);
  ASSERT_TRUE(std::holds_alternative<ResultPtr>(outcome));
  EXPECT_LT(std::get<ResultPtr>(outcome)->steps_done, 4);
}

TEST_F(EditEngineTest, ErrorsBecomeFailures) {
  control_->fails = true;
  auto job = engine_.startEdit(order());
  const EditOutcome outcome = wait(*job);
  ASSERT_TRUE(std::holds_alternative<Failure>(outcome));
  EXPECT_EQ(std::get<Failure>(outcome).code, ErrorCode::OutOfMemory);
}

TEST_F(EditEngineTest, DroppingAJobNeverWaitsAndTheNextOneRuns) {
  control_->waits = true;
  auto job = engine_.startEdit(order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  QElapsedTimer clock;
  clock.start();
  job.reset();
  EXPECT_LT(clock.elapsed(), 50);
  control_->waits = false;
  auto next = engine_.startEdit(order());
  EXPECT_TRUE(std::holds_alternative<ResultPtr>(wait(*next)));
}

TEST_F(EditEngineTest, StoppedBeforeItsTurnNeverRuns) {
  control_->waits = true;
  auto first = engine_.startEdit(order());
  auto second = engine_.startEdit(order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  second->stopNow();
  first->stopNow();
  EXPECT_TRUE(std::holds_alternative<Stopped>(wait(*second)));
  EXPECT_EQ(control_->edits, 1);
}

TEST_F(EditEngineTest, EndsWhileAJobRuns) {
  control_->waits = true;
  auto engine =
      std::make_unique<EditEngine>([control = control_] { return std::make_unique<FakeBackend>(control); });
  auto job = engine->startEdit(order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  engine.reset();  // must return although nobody lets the job go on
  EXPECT_TRUE(std::holds_alternative<Stopped>(wait(*job)));
}

TEST_F(EditEngineTest, ABackendThatCannotBeMadeIsAFailure) {
  EditEngine broken([]() -> std::unique_ptr<EngineBackend> {
    throw Error(ErrorCode::FileUnreadable, "libtorch.so is missing");
  });
  bool failed = false;
  QObject::connect(&broken, &EditEngine::failed, &broken,
                   [&](const Failure& failure) { failed = failure.code == ErrorCode::FileUnreadable; });
  broken.findModels({});
  EXPECT_TRUE(QTest::qWaitFor([&] { return failed; }, test::kPatience_ms));
}

TEST_F(EditEngineTest, MergesAtAnotherStrength) {
  auto job = engine_.startEdit(order());
  const EditOutcome outcome = wait(*job);
  auto merge = engine_.startMerge(std::get<ResultPtr>(outcome), 0.45);
  const EditOutcome merged = wait(*merge);
  EXPECT_EQ(std::get<ResultPtr>(merged)->settings.strength, 0.45);
}

/// An edit of the queue, on a thread of its own as the runner has it.
class QueuedEdit {
 public:
  QueuedEdit(EditEngine& engine, EditRequest request)
      : result_(std::async(std::launch::async, [this, &engine, request = std::move(request)] {
          const RunContext context{stop_.get_token(), [this](const Progress& progress) {
                                     begun_ += progress.stage == Stage::Load ? 1 : 0;
                                   }};
          return engine.editForQueue(request, context);
        })) {}

  [[nodiscard]] bool isOver() {
    return result_.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  ResultPtr take() { return result_.get(); }
  void stop() { stop_.request_stop(); }
  [[nodiscard]] int begun() const { return begun_; }

 private:
  std::stop_source stop_;
  std::atomic<int> begun_ = 0;
  std::future<ResultPtr> result_;
};

TEST_F(EditEngineTest, AnEditOfTheQueueGivesWayAndIsMadeAfterwards) {
  control_->waits = true;
  QueuedEdit queued(engine_, order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  auto users = engine_.startEdit(order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 2; }, test::kPatience_ms))
      << "it does not wait for the queue";
  EXPECT_FALSE(queued.isOver());
  control_->waits = false;
  EXPECT_TRUE(std::holds_alternative<ResultPtr>(wait(*users)));
  EXPECT_TRUE(queued.take()) << "and the queue's begins again";
  EXPECT_EQ(queued.begun(), 2);
  EXPECT_EQ(control_->edits, 3);
}

TEST_F(EditEngineTest, AnEditOfTheQueueThatIsAlmostDoneIsLetFinish) {
  control_->waits_to_decode = true;
  QueuedEdit queued(engine_, order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->decoding == 1; }, test::kPatience_ms));
  auto users = engine_.startEdit(order());
  control_->go.release(1);
  EXPECT_TRUE(queued.take());
  control_->go.release(1);
  EXPECT_TRUE(std::holds_alternative<ResultPtr>(wait(*users)));
  EXPECT_EQ(control_->edits, 2);
}

TEST_F(EditEngineTest, AMergeGoesBeforeTheQueueToo) {
  auto first = engine_.startEdit(order());
  const auto result = std::get<ResultPtr>(wait(*first));
  control_->waits = true;
  QueuedEdit queued(engine_, order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 2; }, test::kPatience_ms));
  auto merge = engine_.startMerge(result, 0.5);
  EXPECT_TRUE(std::holds_alternative<ResultPtr>(wait(*merge)));
  EXPECT_FALSE(queued.isOver());
  control_->waits = false;
  EXPECT_TRUE(queued.take());
}

TEST_F(EditEngineTest, AnEditOfTheQueueNeedsNoGuiThread) {
  // No event loop runs meanwhile: this thread only waits.
  QueuedEdit queued(engine_, order());
  const ResultPtr result = queued.take();
  ASSERT_TRUE(result);
  EXPECT_EQ(result->frames.size(), 5U);
}

TEST_F(EditEngineTest, AnEditOfTheQueueStopsWithoutItsTurn) {
  control_->waits = true;
  auto users = engine_.startEdit(order());
  ASSERT_TRUE(QTest::qWaitFor([this] { return control_->edits == 1; }, test::kPatience_ms));
  QueuedEdit queued(engine_, order());
  queued.stop();
  EXPECT_THROW(queued.take(), Cancelled);
  control_->waits = false;
  EXPECT_TRUE(std::holds_alternative<ResultPtr>(wait(*users)));
}

TEST_F(EditEngineTest, AnEditOfTheQueueTellsWhatWouldHelp) {
  control_->fails = true;
  QueuedEdit queued(engine_, order());
  try {
    (void)queued.take();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::OutOfMemory);
  }
}

TEST_F(EditEngineTest, AnEmptyModelIsTheFirstUsableOne) {
  engine_.findModels({});
  EditRequest request = order();
  request.settings.model.clear();
  QueuedEdit queued(engine_, request);
  EXPECT_EQ(queued.take()->settings.model, "nano");
}

TEST_F(EditEngineTest, LearnsHowLongStagesTake) {
  auto job = engine_.startEdit(order());
  wait(*job);
  EXPECT_TRUE(engine_.learntSeconds().contains("nano"));
}

TEST(BackgroundRunnerTest, DeliversValuesStopsAndFailures) {
  BackgroundRunner runner;
  int done = 0;
  runner.run([](const RunContext&) { return 7; },
             [&](const Outcome<int>& outcome) { done += std::get<int>(outcome) == 7; });
  runner.run([](const RunContext&) -> int { throw Cancelled(); },
             [&](const Outcome<int>& outcome) { done += std::holds_alternative<Stopped>(outcome); });
  runner.run([](const RunContext&) -> int { throw std::runtime_error("x"); },
             [&](const Outcome<int>& outcome) { done += std::holds_alternative<Failure>(outcome); });
  EXPECT_TRUE(QTest::qWaitFor([&] { return done == 3; }, test::kPatience_ms));
}

TEST(BackgroundRunnerTest, LeavesQtsOwnThreadsToTheWindow) {
  // Painting shares its work out to them and waits: were they taken, the window would stand still.
  std::counting_semaphore<> go{0};
  BackgroundRunner runner;
  const int works = 2 * QThread::idealThreadCount();
  int done = 0;
  for (int i = 0; i < works; ++i)
    runner.run([&go](const RunContext&) { return go.acquire(), 1; }, [&](const Outcome<int>&) { ++done; });
  EXPECT_EQ(QThreadPool::globalInstance()->activeThreadCount(), 0);
  go.release(works);
  EXPECT_TRUE(QTest::qWaitFor([&] { return done == works; }, test::kPatience_ms));
}

TEST(BackgroundRunnerTest, CancelAllDropsOldAnswersAndTakesNewWork) {
  BackgroundRunner runner;
  bool old = false;
  bool fresh = false;
  runner.run([](const RunContext&) { return 1; }, [&](const Outcome<int>&) { old = true; });
  runner.cancelAll();
  runner.run([](const RunContext&) { return 2; }, [&](const Outcome<int>&) { fresh = true; });
  EXPECT_TRUE(QTest::qWaitFor([&] { return fresh; }, test::kPatience_ms));
  EXPECT_FALSE(old);
}

TEST(BackgroundRunnerTest, CancelAllDropsAnswersThatAreOnTheirWay) {
  BackgroundRunner runner;
  bool old = false;
  bool fresh = false;
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> work = held;
  runner.run([held](const RunContext&) { return *held; }, [&](const Outcome<int>&) { old = true; });
  held.reset();
  // The work is gone when its answer has been sent; nothing has been delivered here yet.
  QDeadlineTimer patience(test::kPatience_ms);
  while (!work.expired() && !patience.hasExpired()) QThread::yieldCurrentThread();
  ASSERT_TRUE(work.expired());
  runner.cancelAll();
  runner.run([](const RunContext&) { return 2; }, [&](const Outcome<int>&) { fresh = true; });
  EXPECT_TRUE(QTest::qWaitFor([&] { return fresh; }, test::kPatience_ms));
  EXPECT_FALSE(old);
}

}  // namespace
}  // namespace v4e::ui
