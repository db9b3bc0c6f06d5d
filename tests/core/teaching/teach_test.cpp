// SPDX-License-Identifier: GPL-3.0-or-later
// Teaching the embedded model.
#include "core/teaching/teach.h"

#include <gmock/gmock.h>

#include <chrono>
#include <map>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/resources.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/image/io/photo_io.h"
#include "core/teaching/taught_edits.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class TeachTest : public testing::Test {
 protected:
  TeachTest() {
    settings_.views = 2;
    settings_.steps = 60;
    settings_.rank = 8;
    settings_.learning_rate = 4e-3;
    settings_.area_px = 96 * 64;
  }

  Lesson lesson_of(int pairs) {
    test::write_before_after(folder_ / "pairs", pairs);
    Lesson lesson;
    lesson.words = "our studio look";
    lesson.model = model_.folder.string();
    lesson.model_name = model_.name;
    for (int i = 0; i < pairs; ++i) {
      const std::string name = "p" + std::to_string(i) + ".png";
      lesson.pairs.push_back({folder_ / "pairs/before" / name, folder_ / "pairs/after" / name});
    }
    return lesson;
  }
  /// Teaches until `at` says stop; whether it was stopped.
  bool stopped(const LessonFolder& folder, const std::function<bool(const Progress&)>& at) {
    std::stop_source stop;
    const RunContext context{stop.get_token(), [&](const Progress& progress) {
                               if (at(progress)) stop.request_stop();
                             }};
    try {
      static_cast<void>(teach(folder, model_, settings_, context));
    } catch (const Cancelled&) {
      return true;
    }
    return false;
  }
  [[nodiscard]] static std::int64_t step_of(const LessonFolder& folder, int round) {
    return SafetensorsFile(folder.round(round) / "checkpoint/state.safetensors")
        .read("step")
        .item<std::int64_t>();
  }

  ModelDescription model_ = describe_model(resource_folder() / "models" / "nano");
  TeachingSettings settings_;
  test::TemporaryFolder folder_;
  LessonFolder lesson_{folder_ / "lesson"};
};

TEST_F(TeachTest, LearnsShowsAndGetsBetterByTrainingLonger) {
  settings_.held_out = 2;
  lesson_.begin(lesson_of(8));
  std::map<Stage, Progress> last;
  const RunContext context{{}, [&](const Progress& progress) {
                             EXPECT_GE(progress.step, last[progress.stage].step);
                             last[progress.stage] = progress;
                           }};
  const LessonResult result = teach(lesson_, model_, settings_, context);
  EXPECT_EQ(last.at(Stage::EncodeImage).step, 8);
  EXPECT_EQ(last.at(Stage::Train).step, 60);
  EXPECT_EQ(last.at(Stage::Merge).step, 2);
  EXPECT_EQ(result.taught_pairs, 6);
  ASSERT_EQ(result.held_out.size(), 2u);
  EXPECT_GT(result.made_db(), result.untouched_db() + 3);
  for (const HeldOutEdit& edit : result.held_out) {
    const Photo before = read_photo(edit.before);
    const Photo made = read_photo(edit.made);
    EXPECT_EQ(made.image.width(), before.image.width());
    EXPECT_EQ(read_photo(edit.after).image.height(), before.image.height());
  }
  EXPECT_EQ(lesson_.result(), result);

  // Longer: it goes on from there, and never ends worse than it was.
  lesson_.train_longer();
  const LessonResult longer = teach(lesson_, model_, settings_, {});
  EXPECT_EQ(longer.round, 2);
  EXPECT_GE(longer.made_db(), result.made_db());
  EXPECT_EQ(longer.lora, longer.last_round_was_better ? lesson_.round(2) / "lora.safetensors" : result.lora);
  EXPECT_FALSE(lesson_.is_unfinished());

  const TaughtEdit kept = TaughtEdits(folder_ / "taught").keep(*lesson_.lesson(), longer);
  EXPECT_EQ(kept.name, "our studio look");
  EXPECT_EQ(kept.model_name, "nano");
}

TEST_F(TeachTest, AStopLosesNothing) {
  settings_.steps = 12;
  settings_.held_out = 1;
  const Lesson lesson = lesson_of(5);
  const LessonFolder through(folder_ / "through");
  through.begin(lesson);
  static_cast<void>(teach(through, model_, settings_, {}));

  lesson_.begin(lesson);
  EXPECT_TRUE(
      stopped(lesson_, [](const Progress& at) { return at.stage == Stage::EncodeImage && at.step == 2; }));
  EXPECT_FALSE(fs::exists(lesson_.set() / "set.json"));
  EXPECT_TRUE(stopped(lesson_, [](const Progress& at) { return at.stage == Stage::Train && at.step == 5; }));
  EXPECT_EQ(step_of(lesson_, 1), 5);
  // The pairs are not needed any more.
  fs::remove_all(folder_ / "pairs");
  EXPECT_TRUE(stopped(lesson_, [](const Progress& at) { return at.stage == Stage::Merge; }));
  EXPECT_TRUE(lesson_.is_unfinished());
  static_cast<void>(teach(lesson_, model_, settings_, {}));
  EXPECT_FALSE(lesson_.is_unfinished());
  const auto bytes = [](const LessonFolder& folder) {
    return read_file(folder.round(1) / "lora.safetensors", 1u << 28);
  };
  EXPECT_EQ(bytes(lesson_), bytes(through)) << "as if it had not been stopped";
}

/// The half of a step's work that is the way back stops too, and leaves the last whole step.
TEST_F(TeachTest, AStopCountsInTheMiddleOfAStep) {
  settings_.steps = 50;
  settings_.held_out = 1;
  lesson_.begin(lesson_of(5));
  std::stop_source stop;
  std::jthread stopper;
  const RunContext context{stop.get_token(), [&](const Progress& progress) {
                             if (progress.stage == Stage::Train && progress.step == 3)
                               stopper = std::jthread([&] {
                                 std::this_thread::sleep_for(std::chrono::milliseconds(7));
                                 stop.request_stop();
                               });
                           }};
  EXPECT_THROW(static_cast<void>(teach(lesson_, model_, settings_, context)), Cancelled);
  stopper.join();
  EXPECT_GE(step_of(lesson_, 1), 3);
  EXPECT_LT(step_of(lesson_, 1), 50);
}

TEST_F(TeachTest, BadPairsAreLeftOutAndNamed) {
  settings_.steps = 2;
  settings_.held_out = 1;
  Lesson lesson = lesson_of(7);
  // The one with the highest hash is kept apart: whichever that is, it stays good.
  lesson_.begin(lesson);
  EXPECT_TRUE(stopped(
      lesson_, [](const Progress& at) { return at.stage == Stage::EncodeImage && at.step > 0; }));
  ASSERT_FALSE(fs::is_empty(lesson_.folder() / "held-out"));
  const LessonFolder probe(folder_ / "probe");
  probe.begin(lesson);
  const std::string apart = teach(probe, model_, settings_, {}).held_out.at(0).name;
  const std::string bad = apart == "p2" ? "p3" : "p2";
  test::write_text(folder_ / "pairs/after" / (bad + ".png"), "not a picture");
  const LessonResult result = teach(lesson_, model_, settings_, {});
  EXPECT_EQ(result.taught_pairs, 5);
  ASSERT_EQ(result.left_out.size(), 1u);
  EXPECT_THAT(result.left_out[0], HasSubstr(bad));

  for (int i = 0; i < 7; ++i)
    test::write_text(folder_ / "pairs/after" / ("p" + std::to_string(i) + ".png"), "no");
  lesson_.begin(lesson);
  try {
    static_cast<void>(teach(lesson_, model_, settings_, {}));
    ADD_FAILURE() << "there is nothing to learn from";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("too few of the pairs"));
  }
  lesson.pairs.resize(3);
  lesson_.begin(lesson);
  EXPECT_THROW(static_cast<void>(teach(lesson_, model_, settings_, {})), Error);
}

TEST_F(TeachTest, ThePlanSaysWhatItTakes) {
  EXPECT_EQ(plan_teaching(model_, 4).refusal, TeachingPlan::Refusal::TooFewPairs);
  const TeachingPlan plan = plan_teaching(model_, 40);
  EXPECT_EQ(plan.held_out, 5);
  EXPECT_GT(plan.seconds, 10);
  EXPECT_LT(plan.seconds, 24 * 3600);
  EXPECT_GT(plan.needs_bytes, 100'000'000);
  EXPECT_LT(plan.needs_bytes, 3'000'000'000) << "a model of 8 million weights";
  ModelDescription two = model_;
  two.paths.transformer_2 = two.paths.transformer;
  EXPECT_EQ(plan_teaching(two, 40).refusal, TeachingPlan::Refusal::Model);
}

}  // namespace
}  // namespace v4e
