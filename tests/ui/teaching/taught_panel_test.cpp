// SPDX-License-Identifier: GPL-3.0-or-later
// What was taught, in the instruction panel.
#include <gtest/gtest.h>

#include "tests/ui/teaching/teaching_fixture.h"

namespace v4e::ui {
namespace {

class TaughtPanelTest : public TeachingTest {
 protected:
  void SetUp() override {
    TeachingTest::SetUp();
    openPhoto();
    TaughtEdit ours;
    ours.file = "/taught/our look.safetensors";
    ours.name = "our look";
    ours.model_name = "Nano";
    TaughtEdit others = ours;
    others.file = "/taught/other.safetensors";
    others.name = "other look";
    others.model_name = "Large 14B";
    panel().setTaught({ours, others});
  }
  InstructionPanel& panel() { return window_->instructionPanel(); }
  [[nodiscard]] const std::vector<LoraChoice>& loras() { return panel().parameters().loras().choices(); }
  void type(const QString& text) {
    panel().instruction().setPlainText(text);
  }
};

TEST_F(TaughtPanelTest, OnlyThoseOfTheModelAreOfferedAndFirst) {
  QStringList words;
  for (const auto* chip : panel().findChild<SuggestionChips*>()->findChildren<QToolButton*>()) {
    if (chip->isVisibleTo(&panel())) words << chip->text();
  }
  ASSERT_FALSE(words.isEmpty());
  EXPECT_EQ(words.first(), "our look");
  EXPECT_FALSE(words.contains("other look"));
}

TEST_F(TaughtPanelTest, ItsLoraIsOnWhileTheInstructionAsksForIt) {
  type("Our look.");
  ASSERT_EQ(loras().size(), 1u);
  EXPECT_EQ(loras()[0].file, "/taught/our look.safetensors");
  EXPECT_TRUE(loras()[0].on);
  EXPECT_EQ(panel().order().loras.size(), 1u);
  EXPECT_EQ(window_->document().undoStack().count(), 0) << "it follows from the words";
  type("make it snow");
  EXPECT_TRUE(loras().empty());
  type("other look");
  EXPECT_TRUE(loras().empty()) << "it is another model's";
}

TEST_F(TaughtPanelTest, TheCaptionIsItsWordsAndNotCalledUnknown) {
  const auto& caption = *panel().findChild<QPlainTextEdit*>("caption");
  const auto& notes = *panel().findChild<QLabel*>("captionNotes");
  type("other look");
  ASSERT_TRUE(QTest::qWaitFor([&] { return notes.text().contains("not recognised"); }, test::kPatience_ms));
  type("Our look.");
  EXPECT_EQ(caption.toPlainText(), "Our look.");
  EXPECT_TRUE(notes.text().contains("Taught by examples")) << notes.text().toStdString();
  EXPECT_TRUE(panel().caption().isAutomatic());
  type("make it snow");
  ASSERT_TRUE(QTest::qWaitFor([&] { return caption.toPlainText().contains("snow"); }, test::kPatience_ms));
  EXPECT_FALSE(notes.text().contains("Taught"));
}

TEST_F(TaughtPanelTest, AClickOnTheSuggestionIsEnough) {
  for (auto* chip : panel().findChild<SuggestionChips*>()->findChildren<QToolButton*>()) {
    if (chip->text() == "our look") QTest::mouseClick(chip, Qt::LeftButton);
  }
  EXPECT_EQ(panel().instruction().toPlainText(), "our look");
  ASSERT_EQ(loras().size(), 1u);
}

TEST_F(TaughtPanelTest, LorasOfTheUsersOwnStayAsTheyWere) {
  std::vector<LoraChoice> own{{.file = "/l/grain.safetensors", .strength = 0.5},
                              {.file = "/taught/our look.safetensors", .strength = 0.7, .on = false}};
  panel().parameters().loras().setChoices(own);
  type("our look");
  ASSERT_EQ(loras().size(), 2u);
  EXPECT_TRUE(loras()[1].on);
  EXPECT_EQ(loras()[1].strength, 0.7);
  type("make it snow");
  EXPECT_EQ(loras(), own);
  own[1].on = true;
  panel().parameters().loras().setChoices(own);
  type("our look");
  type("make it snow");
  EXPECT_EQ(loras(), own) << "on before, by the user: it stays on";
}

TEST_F(TaughtPanelTest, AnEditThatWasMadeWithItTakesItsLoraAlong) {
  EditSettings order;
  order.model = "nano";
  order.instruction = "our look";
  order.loras = {{.file = "/taught/our look.safetensors", .strength = 0.4}};
  panel().setOrder(order);
  ASSERT_EQ(loras().size(), 1u);
  EXPECT_EQ(loras()[0].strength, 0.4);
  type("make it snow");
  EXPECT_TRUE(loras().empty());
}

TEST_F(TaughtPanelTest, WhatIsRemovedGoesFromTheList) {
  type("our look");
  panel().setTaught({});
  EXPECT_TRUE(loras().empty());
}

}  // namespace
}  // namespace v4e::ui
