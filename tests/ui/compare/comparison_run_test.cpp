// SPDX-License-Identifier: GPL-3.0-or-later
// Variants of an edit, made one after another by the engine.
#include "ui/compare/comparison_run.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/compare/variant_text.h"
#include "ui/engine/image_convert.h"
#include "ui/engine/strength_text.h"

namespace v4e::ui {
namespace {

using State = ComparisonRun::State;

class ComparisonRunTest : public testing::Test {
 protected:
  ComparisonRunTest() {
    request_.photo = std::make_shared<const Photo>(photoFromQImage(testPicture(64, 48)));
  }
  static std::vector<EditVariant> variants(const std::vector<std::string>& texts) {
    EditSettings base;
    base.instruction = "make it snow";
    base.model = "nano";
    std::vector<EditVariant> made;
    for (const std::string& text : texts) made.push_back(variant_from_text(text, base));
    return made;
  }
  bool waitForEnd() {
    return QTest::qWaitFor([this] { return !run_.isRunning() && run_.hasOutside().has_value(); }, test::kPatience_ms);
  }
  std::vector<State> states() const {
    std::vector<State> all;
    for (const ComparisonRun::Entry& entry : run_.entries()) all.push_back(entry.state);
    return all;
  }

  std::shared_ptr<FakeControl> control_ = std::make_shared<FakeControl>();
  EditEngine engine_{[control = control_] { return std::make_unique<FakeBackend>(control); }};
  EditRequest request_;
  ComparisonRun run_{engine_};
};

TEST_F(ComparisonRunTest, MakesAllAndMeasuresThem) {
  QSignalSpy ended(&run_, &ComparisonRun::ended);
  run_.start(request_, variants({"steps=2", "steps=4,strength=0.5"}));
  EXPECT_EQ(states(), (std::vector{State::Running, State::Waiting}));
  ASSERT_TRUE(waitForEnd());
  EXPECT_EQ(states(), (std::vector{State::Done, State::Done}));
  EXPECT_EQ(ended.size(), 1);
  EXPECT_EQ(run_.entries()[1].result->settings.strength, 0.5);
  // The fake's mask is empty: all of the photo is outside, and its frames go to the negative.
  EXPECT_EQ(run_.hasOutside(), true);
  for (const ComparisonRun::Entry& entry : run_.entries()) {
    ASSERT_TRUE(entry.outside);
    EXPECT_GT(*entry.outside, 0.1);
  }
  EXPECT_FALSE(control_->on_gui_thread);
}

TEST_F(ComparisonRunTest, WhatIsThereAlreadyIsNotMadeAgain) {
  run_.start(request_, variants({"steps=2", "steps=4"}));
  ASSERT_TRUE(waitForEnd());
  const auto first = run_.entries()[0].result;
  run_.start(request_, variants({"steps=2", "steps=6"}));
  EXPECT_EQ(states(), (std::vector{State::Done, State::Running}));
  ASSERT_TRUE(waitForEnd());
  EXPECT_EQ(run_.entries()[0].result, first);
  EXPECT_EQ(control_->edits, 3);
  // Of another photo it is another edit.
  request_.photo = std::make_shared<const Photo>(*request_.photo);
  run_.start(request_, variants({"steps=2", "steps=6"}));
  ASSERT_TRUE(waitForEnd());
  EXPECT_EQ(control_->edits, 5);
}

TEST_F(ComparisonRunTest, StopKeepsWhatIsDone) {
  control_->waits = true;
  control_->go.release(4);
  run_.start(request_, variants({"seed=1", "seed=2", "seed=3"}));
  ASSERT_TRUE(QTest::qWaitFor([this] { return run_.entries()[1].state == State::Running; }, test::kPatience_ms));
  run_.stop();
  EXPECT_FALSE(run_.isRunning());
  EXPECT_EQ(states(), (std::vector{State::Done, State::Stopped, State::Stopped}));
  ASSERT_TRUE(waitForEnd());
  EXPECT_TRUE(run_.entries()[0].outside);
  control_->waits = false;
  run_.start(request_, variants({"seed=1", "seed=2", "seed=3"}));
  ASSERT_TRUE(waitForEnd());
  EXPECT_EQ(states(), (std::vector{State::Done, State::Done, State::Done}));
}

TEST_F(ComparisonRunTest, AFailureIsOfItsVariantAlone) {
  control_->fails = true;
  control_->waits_to_decode = true;
  run_.start(request_, variants({"seed=1", "seed=2"}));
  control_->go.release();
  ASSERT_TRUE(QTest::qWaitFor([this] { return run_.entries()[0].state == State::Failed; }, test::kPatience_ms));
  EXPECT_EQ(run_.entries()[0].failure.code, ErrorCode::OutOfMemory);
  control_->fails = false;
  control_->go.release();
  ASSERT_TRUE(waitForEnd());
  EXPECT_EQ(run_.entries()[1].state, State::Done);
}

TEST_F(ComparisonRunTest, DroppedWhileItRunsItEndsQuietly) {
  control_->waits = true;
  {
    ComparisonRun other(engine_);
    other.start(request_, variants({"seed=1", "seed=2"}));
  }
  control_->waits = false;
  run_.start(request_, variants({"seed=1", "seed=2"}));
  ASSERT_TRUE(waitForEnd());
  EXPECT_EQ(states(), (std::vector{State::Done, State::Done}));
}

TEST_F(ComparisonRunTest, ClearedItHoldsNothing) {
  run_.start(request_, variants({"seed=1", "seed=2"}));
  run_.clear();
  EXPECT_TRUE(run_.entries().empty());
  EXPECT_EQ(run_.photo(), nullptr);
  EXPECT_THROW(run_.start(request_, variants({"seed=1"})), Error);
}

TEST(VariantText, NamesWhatDiffers) {
  EditSettings one;
  one.model = "nano";
  one.steps = 1;
  one.seed = 3;
  EditSettings other = one;
  other.steps = 8;
  EXPECT_EQ(variantText({one, other}, 0, {}), "1 step(s)");
  EXPECT_EQ(variantText({one, other}, 1, {}), "8 step(s)");
  other = one;
  other.loras = {{.file = "/loras/snow.safetensors", .strength = 0.5}, {.file = "off.safetensors", .on = false}};
  other.strength = 0.4;
  EXPECT_EQ(variantText({one, other}, 0, {}), "no LoRA, strength " + strengthText(1));
  EXPECT_EQ(variantText({one, other}, 1, {}), "snow 0.5, strength " + strengthText(0.4));
  EXPECT_EQ(variantText({one, one}, 1, {}), "");
  EXPECT_EQ(sameVariant({one, other, one}, 2), 0u);
  EXPECT_FALSE(sameVariant({one, other}, 1));
  ModelInfo large;
  large.id = "/models/large";
  large.name = "Large 14B";
  other = one;
  other.model = large.id;
  EXPECT_EQ(variantText({one, other}, 1, {large}), "Large 14B");
}

}  // namespace
}  // namespace v4e::ui
