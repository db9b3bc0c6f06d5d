// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/teach_job.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/engine/edit_engine.h"
#include "ui/engine/image_convert.h"

namespace v4e::ui {
namespace {

class TeachJobTest : public testing::Test {
 protected:
  void SetUp() override {
    const std::string photo = writeTestPhoto(folder_.path().toStdString(), 64, 48);
    Lesson lesson;
    lesson.words = "our look";
    lesson.model = "nano";
    lesson.model_name = "Nano";
    lesson.pairs.assign(5, {photo, photo});
    lesson_.begin(lesson);
  }
  std::unique_ptr<TeachJob> start() {
    auto job = engine_.startTeaching(lesson_.folder());
    QObject::connect(job.get(), &TeachJob::finished, job.get(),
                     [this](const TeachingOutcome& outcome) { outcomes_.push_back(outcome); });
    return job;
  }
  void step() { control_->go_teach.release(); }
  static EditRequest order() {
    EditRequest order;
    order.settings.model = "nano";
    order.settings.instruction = "invert";
    order.photo = std::make_shared<const Photo>(photoFromQImage(testPicture(64, 48)));
    return order;
  }

  QTemporaryDir folder_;
  LessonFolder lesson_{folder_.filePath("lesson").toStdString()};
  std::vector<TeachingOutcome> outcomes_;
  std::shared_ptr<FakeControl> control_ = std::make_shared<FakeControl>();
  EditEngine engine_{[control = control_] { return std::make_unique<FakeBackend>(control); }};
};

TEST_F(TeachJobTest, TellsItsProgressAndItsResult) {
  double fraction = 0;
  bool knew_the_rest = false;
  auto job = start();
  QObject::connect(job.get(), &TeachJob::progressed, job.get(), [&](const TeachingProgress& progress) {
    EXPECT_GE(progress.fraction, fraction);
    fraction = progress.fraction;
    knew_the_rest |= progress.seconds_left.has_value();
  });
  ASSERT_EVENTUALLY(!outcomes_.empty());
  ASSERT_TRUE(std::holds_alternative<LessonResult>(outcomes_[0]));
  EXPECT_EQ(std::get<LessonResult>(outcomes_[0]), lesson_.result());
  EXPECT_GT(fraction, 0.5);
  EXPECT_FALSE(control_->on_gui_thread);
}

TEST_F(TeachJobTest, AnEditGoesFirstAndNothingIsLearntTwice) {
  control_->waits_to_teach = true;
  auto job = start();
  bool waited = false;
  QObject::connect(job.get(), &TeachJob::progressed, job.get(), [&](const TeachingProgress& progress) {
    waited |= progress.phase == TeachingProgress::Phase::Waiting;
  });
  step();
  step();
  ASSERT_EVENTUALLY(control_->taught_steps == 2);
  // It would wait for a step for ever: the edit comes in between.
  auto edit = engine_.startEdit(order());
  bool edited = false;
  QObject::connect(edit.get(), &EditJob::finished, edit.get(), [&](const EditOutcome& outcome) {
    edited = std::holds_alternative<std::shared_ptr<const EditResult>>(outcome);
  });
  ASSERT_EVENTUALLY(edited);
  EXPECT_TRUE(outcomes_.empty());
  ASSERT_EVENTUALLY(waited);
  control_->waits_to_teach = false;
  ASSERT_EVENTUALLY(!outcomes_.empty());
  EXPECT_TRUE(std::holds_alternative<LessonResult>(outcomes_[0]));
  EXPECT_EQ(control_->taught_steps, 4);
}

/// A photo of the queue is not worth a running photo's work to a look; a lesson has hours of it.
TEST_F(TeachJobTest, LooksAndTheSubjectGoFirstToo) {
  auto edit = engine_.startEdit(order());
  std::shared_ptr<const EditResult> result;
  QObject::connect(edit.get(), &EditJob::finished, edit.get(), [&](const EditOutcome& outcome) {
    result = std::get<std::shared_ptr<const EditResult>>(outcome);
  });
  ASSERT_EVENTUALLY(result != nullptr);
  control_->waits_to_teach = true;
  auto job = start();
  step();
  ASSERT_EVENTUALLY(control_->taught_steps == 1);
  auto look = engine_.startLook(result, 0.5, nullptr);
  bool looked = false;
  QObject::connect(look.get(), &EditJob::finished, look.get(), [&](const EditOutcome&) { looked = true; });
  ASSERT_EVENTUALLY(looked);
  step();
  ASSERT_EVENTUALLY(control_->taught_steps == 2);
  bool found = false;
  engine_.findSubject(result->photo, {}, [&](const Outcome<FoundSubject>&) { found = true; });
  ASSERT_EVENTUALLY(found);
  step();
  ASSERT_EVENTUALLY(control_->taught_steps == 3);
  engine_.findModels({});
  ASSERT_EVENTUALLY(!engine_.models().isEmpty());
}

TEST_F(TeachJobTest, StopsAndGoesOnWhereItWas) {
  control_->waits_to_teach = true;
  auto job = start();
  step();
  ASSERT_EVENTUALLY(control_->taught_steps == 1);
  job->stop();
  ASSERT_EVENTUALLY(!outcomes_.empty());
  EXPECT_TRUE(std::holds_alternative<Stopped>(outcomes_[0]));
  control_->waits_to_teach = false;
  job = start();
  ASSERT_EVENTUALLY(outcomes_.size() == 2);
  EXPECT_EQ(control_->taught_steps, 4);
}

TEST_F(TeachJobTest, AFaultIsTold) {
  control_->fails_to_teach = true;
  auto job = start();
  ASSERT_EVENTUALLY(!outcomes_.empty());
  ASSERT_TRUE(std::holds_alternative<Failure>(outcomes_[0]));
  EXPECT_EQ(std::get<Failure>(outcomes_[0]).text, "the disk is full");
}

TEST_F(TeachJobTest, APlanComesWhileALessonRuns) {
  bool found = false;
  QObject::connect(&engine_, &EditEngine::modelsFound, &engine_, [&] { found = true; });
  engine_.findModels({});
  ASSERT_EVENTUALLY(found);
  control_->waits_to_teach = true;
  auto job = start();
  std::optional<TeachingPlan> plan;
  engine_.planTeaching("nano", 12,
                       [&](const Outcome<TeachingPlan>& outcome) { plan = std::get<TeachingPlan>(outcome); });
  ASSERT_EVENTUALLY(plan.has_value());
  EXPECT_EQ(plan->held_out, 2);
}

}  // namespace
}  // namespace v4e::ui
