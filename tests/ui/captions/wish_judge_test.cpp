// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/wish_judge.h"

#include <gtest/gtest.h>

#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/captions/instruction_panel.h"

namespace v4e::ui {
namespace {

constexpr const char* kRuleFolder = V4E_SOURCE_DIR "/resources/captions";

class WishJudgeTest : public testing::Test {
 protected:
  void SetUp() override {
    auto models = FakeBackend(std::make_shared<FakeControl>()).findModels({});
    models[0].can_do = {"warm", "fog", "night"};
    models[0].cannot_do = {"recolour", "snow"};
    models[1].ready = models[1].wants_detailed_caption = true;
    models_ = QList<ModelInfo>(models.begin(), models.end());
    panel_.setModels(models_, "nano");
    panel_.setHasPhoto(true);
    panel_.resize(360, 800);
    panel_.show();
  }

  void type(const QString& text) {
    panel_.instruction().setFocus();
    QTest::keyClicks(&panel_.instruction(), text);
    auto* caption = panel_.findChild<QPlainTextEdit*>("caption");
    ASSERT_TRUE(QTest::qWaitFor([&] { return !caption->toPlainText().isEmpty(); }, test::kPatience_ms));
    QTest::qWait(200);  // the last letters
  }
  QLabel& label(const char* name) { return *panel_.findChild<QLabel*>(name); }
  QPushButton& button() { return *panel_.findChild<QPushButton*>("wishModels"); }
  /// The marked words, each with a star where it is crossed out.
  QStringList marks() {
    QStringList words;
    for (const QTextEdit::ExtraSelection& mark : panel_.instruction().extraSelections())
      words << mark.cursor.selectedText() + (mark.format.fontStrikeOut() ? "*" : "");
    return words;
  }

  QList<ModelInfo> models_;
  InstructionPanel panel_{kRuleFolder};
};

TEST_F(WishJudgeTest, WhatALoraWasTaughtCanBeDone) {
  type("our studio look");
  EXPECT_FALSE(panel_.isReady());
  EXPECT_TRUE(label("wishRefusal").isVisible());
  LoraList& loras = panel_.parameters().loras();
  loras.setChecker([](const std::string&, const std::string&, const std::function<void(const LoraReport&)>& answer) {
    LoraReport taught;
    taught.fit = LoraReport::Fit::Good;
    taught.texts = {"our studio look"};
    answer(taught);
  });
  loras.setChoices({{"/loras/look.safetensors"}});
  EXPECT_TRUE(panel_.isReady());
  EXPECT_FALSE(label("wishRefusal").isVisible());
  EXPECT_TRUE(marks().isEmpty());
  loras.setChoices({});
  EXPECT_FALSE(panel_.isReady());
}

TEST_F(WishJudgeTest, SaysNothingOfWhatCanBeDone) {
  type("make it warmer");
  EXPECT_TRUE(panel_.isReady());
  EXPECT_FALSE(label("wishRefusal").isVisible());
  EXPECT_FALSE(label("wishSteps").isVisible());
}

TEST_F(WishJudgeTest, SaysBeforeTheClickWhatTheModelHasNotLearnt) {
  type("make it snow");
  EXPECT_FALSE(panel_.isReady());
  EXPECT_TRUE(label("wishRefusal").isVisible());
  EXPECT_TRUE(label("wishRefusal").text().contains("snow"));
  const QSignalSpy asked(&panel_, &InstructionPanel::manageModelsAsked);
  QTest::mouseClick(&button(), Qt::LeftButton);
  EXPECT_EQ(asked.count(), 1);
  panel_.setModels(models_, "large");
  EXPECT_TRUE(panel_.isReady()) << "another model takes any instruction";
  EXPECT_FALSE(label("wishRefusal").isVisible());
}

TEST_F(WishJudgeTest, AWordingThatNoRuleKnowsIsRefusedToo) {
  type("frobnicate the gizmo");
  EXPECT_FALSE(panel_.isReady());
  EXPECT_TRUE(label("wishRefusal").isVisible());
}

TEST_F(WishJudgeTest, SeveralWishesAreShownAsSteps) {
  type("make it warmer and add fog");
  EXPECT_TRUE(panel_.isReady());
  ASSERT_TRUE(label("wishSteps").isVisible());
  EXPECT_EQ(label("wishSteps").text().count('\n'), 1);
  panel_.instruction().clear();
  type("make it warmer and make it snow");
  EXPECT_FALSE(panel_.isReady()) << "half of it in silence is not what was asked";
  EXPECT_TRUE(label("wishSteps").text().contains("snow"));
}

TEST_F(WishJudgeTest, WordsThatCountAreUnderlinedAndOthersCrossedOut) {
  type("  make it warmer for Ünal");
  EXPECT_TRUE(marks().contains("warmer") || marks().contains("make it warmer"))
      << marks().join('|').toStdString();
  EXPECT_TRUE(marks().filter("*").join(' ').contains("Ünal")) << marks().join('|').toStdString();
  EXPECT_TRUE(label("wishUnused").isVisible());
  panel_.setModels(models_, "large");
  EXPECT_TRUE(marks().isEmpty()) << "a large model reads every word";
}

TEST_F(WishJudgeTest, AnOwnCaptionIsRefusedByNoModel) {
  type("make it snow");
  panel_.caption().setOwnCaption("Snow begins to fall.");
  EXPECT_TRUE(panel_.isReady());
}

TEST_F(WishJudgeTest, AnOrderThatComesLateLeavesWhatIsTypedMeanwhile) {
  panel_.awaitOrder();
  type("add fog");
  panel_.setOrder({.instruction = "make it night", .caption = "Night falls.", .seed = 7});
  EXPECT_EQ(panel_.order().instruction, "add fog");
  EXPECT_EQ(panel_.order().caption, "");
  EXPECT_EQ(panel_.order().seed, 7U);
  panel_.awaitOrder();
  panel_.setOrder({.instruction = "make it night"});
  EXPECT_EQ(panel_.order().instruction, "make it night") << "nothing was typed meanwhile";
}

TEST_F(WishJudgeTest, ANewInstructionTakesTheOwnCaptionAway) {
  type("add fog");
  panel_.caption().setOwnCaption("Pink fog rolls in.");
  QList<PanelValues> after;
  QObject::connect(&panel_, &InstructionPanel::edited, &panel_,
                   [&](const PanelValues&, const PanelValues& values) { after << values; });
  QTest::keyClicks(&panel_.instruction(), "!");
  EXPECT_EQ(panel_.order().caption, "");
  ASSERT_EQ(after.size(), 1);
  EXPECT_EQ(after[0].caption, QString());
  QTest::keyClick(&panel_.instruction(), Qt::Key_Backspace);
  EXPECT_EQ(panel_.order().caption, "Pink fog rolls in.") << "it was written for this instruction";
  panel_.setOrder({.instruction = "make it night", .caption = "Night falls."});
  EXPECT_EQ(panel_.order().caption, "Night falls.") << "an edit of the history brings its own";
}

}  // namespace
}  // namespace v4e::ui
