// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/instruction_panel.h"

#include <gtest/gtest.h>

#include <QApplication>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"

namespace v4e::ui {
namespace {

const std::filesystem::path kRules = std::filesystem::path(V4E_SOURCE_DIR) / "resources" / "captions";

TEST(InstructionHistory, GoesBackAndForthAndKeepsTheDraft) {
  InstructionHistory history({"second", "first"});
  EXPECT_EQ(history.older("draft"), "second");
  EXPECT_EQ(history.older("second"), "first");
  EXPECT_EQ(history.older("first"), "first");
  EXPECT_EQ(history.newer("first"), "second");
  EXPECT_EQ(history.newer("second"), "draft");
  EXPECT_EQ(history.newer("draft"), "draft");
}

TEST(InstructionHistory, KeepsEachOnceNewestFirst) {
  InstructionHistory history;
  history.add("a");
  history.add("b");
  history.add(" a ");
  history.add("  ");
  EXPECT_EQ(history.instructions(), (QStringList{"a", "b"}));
}

class FieldTest : public testing::Test {
 protected:
  void SetUp() override {
    field_.setHistory(InstructionHistory({"make it snow", "make it night"}));
    field_.show();
  }
  InstructionField field_;
};

TEST_F(FieldTest, AltUpAndDownBringBackInstructions) {
  QTest::keyClicks(&field_, "fog");
  QTest::keyClick(&field_, Qt::Key_Up, Qt::AltModifier);
  EXPECT_EQ(field_.toPlainText(), "make it snow");
  QTest::keyClick(&field_, Qt::Key_Up, Qt::AltModifier);
  EXPECT_EQ(field_.toPlainText(), "make it night");
  QTest::keyClick(&field_, Qt::Key_Down, Qt::AltModifier);
  QTest::keyClick(&field_, Qt::Key_Down, Qt::AltModifier);
  EXPECT_EQ(field_.toPlainText(), "fog");
}

TEST_F(FieldTest, CtrlZTakesAReplacementBack) {
  QTest::keyClicks(&field_, "my own words");
  field_.replaceText("make it snow");
  field_.undo();
  EXPECT_EQ(field_.toPlainText(), "my own words");
}

TEST_F(FieldTest, ShiftReturnSubmitsAndReturnDoesNot) {
  const QSignalSpy submitted(&field_, &InstructionField::submitted);
  QTest::keyClick(&field_, Qt::Key_Return);
  EXPECT_EQ(submitted.count(), 0);
  QTest::keyClick(&field_, Qt::Key_Return, Qt::ShiftModifier);
  EXPECT_EQ(submitted.count(), 1);
}

TEST_F(FieldTest, GrowsWithItsText) {
  const int before = field_.height();
  field_.setPlainText("1\n2\n3\n4");
  QTest::qWait(10);
  EXPECT_GT(field_.height(), before);
}

TEST(SuggestionChipsTest, ShowsAFewAndAllOnDemand) {
  SuggestionChips chips;
  chips.setSuggestions({"1", "2", "3", "4", "5", "6", "7", "8"});
  chips.show();
  const auto shown = [&chips] {
    int count = 0;
    for (auto* chip : chips.findChildren<QToolButton*>()) count += !chip->isHidden();
    return count;
  };
  EXPECT_EQ(shown(), 7);
  QTest::mouseClick(chips.findChild<QToolButton*>("moreSuggestions"), Qt::LeftButton);
  EXPECT_EQ(shown(), 9);
}

TEST(CaptionServiceTest, RewritesAfterAPauseAndDropsWhatTypingOvertook) {
  CaptionService service(kRules);
  QList<EvolutionCaption> answers;
  QObject::connect(&service, &CaptionService::read, &service,
                   [&](const InstructionReading& reading) { answers << reading.whole; });
  service.setInstruction("make it sn");
  service.setInstruction("make it black and white");
  ASSERT_TRUE(QTest::qWaitFor([&] { return !answers.isEmpty(); }, test::kPatience_ms));
  QTest::qWait(200);
  ASSERT_EQ(answers.size(), 1);
  EXPECT_EQ(answers.first().effect, "bw");
}

TEST(CaptionServiceTest, MissingRulesAreSaidOnceAsked) {
  CaptionService service("/nowhere");
  bool failed = false;
  QObject::connect(&service, &CaptionService::failed, &service, [&](const Failure&) { failed = true; });
  service.setInstruction("make it snow");
  EXPECT_TRUE(QTest::qWaitFor([&] { return failed; }, test::kPatience_ms));
}

class CaptionBoxTest : public testing::Test {
 protected:
  void SetUp() override {
    caption_.kind = EditKind::WeatherLight;
    caption_.caption = "Snow falls.";
    caption_.detailed_caption = "Snow begins to fall and covers the ground; everything else stays.";
    box_.setAutomatic(caption_);
    box_.show();
  }
  QPlainTextEdit& text() { return *box_.findChild<QPlainTextEdit*>("caption"); }
  EvolutionCaption caption_;
  CaptionBox box_;
};

TEST_F(CaptionBoxTest, ShowsTheFormThatTheModelGets) {
  EXPECT_EQ(text().toPlainText().toStdString(), caption_.detailed_caption);
  box_.setDetailed(false);
  EXPECT_EQ(text().toPlainText().toStdString(), caption_.caption);
  EXPECT_TRUE(box_.ownCaption().isEmpty());
}

TEST_F(CaptionBoxTest, OwnWordsStayUntilOneGoesBack) {
  QTest::keyClicks(&text(), "Now ");
  EXPECT_FALSE(box_.isAutomatic());
  EXPECT_TRUE(box_.ownCaption().startsWith("Now"));
  caption_.detailed_caption = "Another.";
  box_.setAutomatic(caption_);
  EXPECT_TRUE(text().toPlainText().startsWith("Now"));
  QTest::mouseClick(box_.findChild<QPushButton*>("automaticCaption"), Qt::LeftButton);
  EXPECT_TRUE(box_.isAutomatic());
  EXPECT_EQ(text().toPlainText(), "Another.");
}

TEST(GenerateBoxTest, FollowsARunFromStartToStop) {
  GenerateBox box;
  box.setReady(true);
  box.show();
  auto* generate = box.findChild<QPushButton*>("generate");
  auto* stop = box.findChild<QPushButton*>("stopNow");
  auto* keep = box.findChild<QPushButton*>("stopAndKeep");
  const QSignalSpy asked(&box, &GenerateBox::generateAsked);
  QTest::mouseClick(generate, Qt::LeftButton);
  EXPECT_EQ(asked.count(), 1);
  box.start();
  EXPECT_FALSE(generate->isVisible());
  EXPECT_FALSE(keep->isEnabled());
  box.setProgress({Stage::Denoise, 2, 4, 0.5, 12.0});
  EXPECT_TRUE(keep->isEnabled());
  EXPECT_TRUE(box.findChild<QLabel*>("stage")->text().contains("step 3 of 4"));
  EXPECT_EQ(box.findChild<QProgressBar*>("progress")->value(), 500);
  box.setStopping(false);
  EXPECT_FALSE(stop->isEnabled());
  box.setProgress({Stage::Denoise, 3, 4, 0.7, 5.0});
  EXPECT_TRUE(box.findChild<QLabel*>("stage")->text().contains("Stopping"));
  box.finish();
  EXPECT_TRUE(generate->isVisible());
}

TEST(ParameterBoxTest, FollowsTheModel) {
  ParameterBox box;
  EXPECT_EQ(box.model(), nullptr);
  const auto models = FakeBackend(std::make_shared<FakeControl>()).findModels({});
  box.setModels(QList<ModelInfo>(models.begin(), models.end()), "nano");
  ASSERT_NE(box.model(), nullptr);
  EXPECT_EQ(box.model()->id, "nano");
  EXPECT_FALSE(box.findChild<QWidget*>("guidance")->isEnabled());
  EditSettings order;
  box.fill(order);
  EXPECT_EQ(order.model, "nano");
  EXPECT_EQ(order.frames, 5);
}

TEST(ParameterBoxTest, TakesAnOrderByTheModelsNameBeforeItIsFound) {
  ParameterBox box;
  EditSettings order;
  order.model = "Large 14B";
  order.steps = 9;
  order.guidance = 2.5;
  order.seed = 18446744073709551615ULL;
  box.setOrder(order);
  ModelInfo nano;
  nano.id = "/models/nano";
  nano.name = "Nano";
  ModelInfo large = nano;
  large.id = "/models/large";
  large.name = "Large 14B";
  large.ready = false;
  box.setModels({nano, large}, "/models/nano");
  EditSettings read;
  box.fill(read);
  EXPECT_EQ(read.model, "/models/large");
  EXPECT_EQ(read.steps, 9);
  EXPECT_EQ(read.guidance, 2.5);
  EXPECT_EQ(read.seed, order.seed);
}

TEST(ParameterBoxTest, TheSeedTakesSixtyFourBitsAndNothingElse) {
  ParameterBox box;
  auto* seed = box.findChild<QLineEdit*>("seed");
  const auto typed = [&](const QString& text) {
    seed->selectAll();
    QTest::keyClicks(seed, text);
    EditSettings order;
    box.fill(order);
    return order.seed;
  };
  EXPECT_EQ(typed("18446744073709551615"), 18446744073709551615ULL);
  EXPECT_EQ(typed("18446744073709551616"), 1844674407370955161ULL);  // the last digit does not go in
  EXPECT_EQ(typed("-4x2"), 42U);
}

TEST(ParameterBoxTest, WhatIsNotForEveryDayIsFoldedAway) {
  ParameterBox box;
  box.show();
  auto* steps = box.findChild<QSpinBox*>("steps");
  EXPECT_FALSE(steps->isVisible());
  EXPECT_TRUE(box.findChild<QSpinBox*>("variations")->isVisible());
  QTest::mouseClick(box.findChild<QToolButton*>("moreParameters"), Qt::LeftButton);
  for (const char* field :
       {"steps", "guidance", "frames", "seed", "negativePrompt", "shift", "reasoningSteps"})
    EXPECT_TRUE(box.findChild<QWidget*>(field)->isVisible()) << field;
}

TEST(ParameterBoxTest, EveryFieldReachesTheSettingsAndComesBack) {
  ParameterBox box;
  ModelInfo wan;
  wan.id = "/models/wan";
  wan.ranges.default_guidance = 5;
  wan.ranges.default_negative_prompt = "blurry";
  wan.ranges.can_reason = true;
  ModelInfo nano;
  nano.id = "/models/nano";
  nano.ranges.has_guidance = false;
  box.setModels({wan, nano}, "/models/wan");
  EditSettings settings;
  box.fill(settings);
  EXPECT_FALSE(settings.negative_prompt) << "the model's own is left to the model";
  EXPECT_FALSE(settings.shift);
  EXPECT_FALSE(settings.reasoning_steps);
  EXPECT_EQ(settings.refine, RefineMode::Auto);
  box.findChild<QLineEdit*>("negativePrompt")->clear();
  box.findChild<QDoubleSpinBox*>("shift")->setValue(2.5);
  box.findChild<QSpinBox*>("reasoningSteps")->setValue(10);
  box.findChild<QComboBox*>("refine")->setCurrentIndex(2);
  box.fill(settings);
  EXPECT_EQ(settings.negative_prompt, "") << "none";
  EXPECT_EQ(settings.shift, 2.5);
  EXPECT_EQ(settings.reasoning_steps, 10);
  EXPECT_EQ(settings.refine, RefineMode::Off);
  EditSettings plain;
  plain.model = "/models/wan";
  box.setOrder(plain);
  EXPECT_EQ(box.findChild<QLineEdit*>("negativePrompt")->text(), "blurry");
  EXPECT_EQ(box.findChild<QComboBox*>("refine")->currentIndex(), 0);
  box.setOrder(settings);
  EditSettings read;
  box.fill(read);
  EXPECT_EQ(read, settings);
  // What a model does not know is greyed out.
  box.setModels({wan, nano}, "/models/nano");
  EXPECT_FALSE(box.findChild<QWidget*>("negativePrompt")->isEnabled());
  EXPECT_FALSE(box.findChild<QWidget*>("reasoningSteps")->isEnabled());
}

TEST(ParameterBoxTest, ALockedSeedStays) {
  ParameterBox box;
  EditSettings first;
  EditSettings second;
  box.renewSeed();
  box.fill(first);
  box.showUsedSeed(first.seed);
  box.fill(second);
  EXPECT_EQ(first.seed, second.seed) << "that of the picture on the canvas";
  box.renewSeed();
  box.fill(second);
  EXPECT_NE(first.seed, second.seed) << "the next edit gets another";
  box.showUsedSeed(second.seed);
  QTest::mouseClick(box.findChild<QToolButton*>("lockSeed"), Qt::LeftButton);
  box.renewSeed();
  box.fill(first);
  EXPECT_EQ(first.seed, second.seed);
}

class PanelTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto models = FakeBackend(std::make_shared<FakeControl>()).findModels({});
    panel_.setModels(QList<ModelInfo>(models.begin(), models.end()), "nano");
    panel_.resize(360, 700);
    panel_.show();
  }
  InstructionPanel panel_{kRules};
};

TEST_F(PanelTest, SaysWhatIsMissing) {
  EXPECT_FALSE(panel_.isReady());
  panel_.setHasPhoto(true);
  EXPECT_FALSE(panel_.isReady());
  panel_.instruction().setPlainText("make it snow");
  EXPECT_TRUE(panel_.isReady());
}

TEST_F(PanelTest, AChipFillsTheInstruction) {
  auto* chip = panel_.findChild<SuggestionChips*>()->findChild<QToolButton*>();
  QTest::mouseClick(chip, Qt::LeftButton);
  EXPECT_EQ(panel_.instruction().toPlainText(), chip->text());
}

TEST_F(PanelTest, CaptionFollowsTheTyping) {
  QTest::keyClicks(&panel_.instruction(), "make it black and white");
  auto* caption = panel_.findChild<QPlainTextEdit*>("caption");
  EXPECT_TRUE(QTest::qWaitFor([&] { return !caption->toPlainText().isEmpty(); }, test::kPatience_ms));
}

TEST_F(PanelTest, ShiftReturnGeneratesOnlyWhenReady) {
  const QSignalSpy asked(&panel_, &InstructionPanel::generateAsked);
  QTest::keyClick(&panel_.instruction(), Qt::Key_Return, Qt::ShiftModifier);
  EXPECT_EQ(asked.count(), 0);
  panel_.setHasPhoto(true);
  QTest::keyClicks(&panel_.instruction(), "snow");
  QTest::keyClick(&panel_.instruction(), Qt::Key_Return, Qt::ShiftModifier);
  EXPECT_EQ(asked.count(), 1);
}

TEST_F(PanelTest, AnOrderGoesInAndOut) {
  EditSettings order;
  order.model = "nano";
  order.instruction = "make it night";
  order.caption = "Night falls.";
  order.steps = 9;
  order.seed = 77;
  panel_.setOrder(order);
  const EditSettings read = panel_.order();
  EXPECT_EQ(read.instruction, order.instruction);
  EXPECT_EQ(read.caption, order.caption);
  EXPECT_EQ(read.steps, 9);
  EXPECT_EQ(read.seed, 77U);
}

}  // namespace
}  // namespace v4e::ui
