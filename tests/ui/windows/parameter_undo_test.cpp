// SPDX-License-Identifier: GPL-3.0-or-later
// What the user changes in the instruction panel is undone with the same key as everything else.
#include <gtest/gtest.h>

#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSlider>
#include <QSpinBox>
#include <QToolButton>

#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {
namespace {

class ParameterUndoTest : public WindowTest {
 protected:
  void SetUp() override {
    control_->frames = {5, 9, 13};
    WindowTest::SetUp();
    openPhoto();
    window_->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
    QTest::mouseClick(&field<QToolButton>("moreParameters"), Qt::LeftButton);
  }
  template <typename T>
  [[nodiscard]] T& field(const char* name) {
    return *window_->instructionPanel().findChild<T*>(name);
  }
  [[nodiscard]] QUndoStack& stack() { return window_->document().undoStack(); }
  void press(QWidget& widget, Qt::Key key, Qt::KeyboardModifiers modifiers = Qt::NoModifier) {
    widget.setFocus();
    QTest::keyClick(&widget, key, modifiers);
  }
  void type(QLineEdit& line, const QString& text) {
    line.setFocus();
    line.selectAll();
    QTest::keyClicks(&line, text);
  }
  void undoFrom(QWidget& widget) { press(widget, Qt::Key_Z, Qt::ControlModifier); }
  void redoFrom(QWidget& widget) { press(widget, Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier); }
};

TEST_F(ParameterUndoTest, PressesInOneFieldAreOneStep) {
  auto& steps = field<QSpinBox>("steps");
  const int before = steps.value();
  for (int i = 0; i < 3; ++i) press(steps, Qt::Key_Up);
  EXPECT_EQ(stack().count(), 1);
  undoFrom(steps);
  EXPECT_EQ(steps.value(), before);
  redoFrom(steps);
  EXPECT_EQ(steps.value(), before + 3);
}

TEST_F(ParameterUndoTest, WhatTheModelIsToldBesidesIsUndoneAsWell) {
  window_->instructionPanel().setModels(window_->engine().models(), "large");
  stack().clear();
  auto& avoid = field<QLineEdit>("negativePrompt");
  auto& shift = field<QDoubleSpinBox>("shift");
  const QString before = avoid.text();
  type(avoid, "grey");
  press(shift, Qt::Key_Up);
  EXPECT_EQ(stack().count(), 2);
  EditSettings settings = window_->instructionPanel().order();
  EXPECT_EQ(settings.negative_prompt, "grey");
  EXPECT_EQ(settings.shift, 0.5);
  undoFrom(shift);
  undoFrom(shift);
  EXPECT_EQ(avoid.text(), before);
  settings = window_->instructionPanel().order();
  EXPECT_FALSE(settings.negative_prompt) << "the model's own";
  EXPECT_FALSE(settings.shift);
}

TEST_F(ParameterUndoTest, EachFieldIsAStepOfItsOwn) {
  auto& steps = field<QSpinBox>("steps");
  auto& seed = field<QLineEdit>("seed");
  auto& frames = field<QComboBox>("frames");
  auto& variations = field<QSpinBox>("variations");
  const EditSettings before = window_->instructionPanel().order();
  press(steps, Qt::Key_Up);
  type(seed, "18446744073709551615");
  press(frames, Qt::Key_End);
  press(variations, Qt::Key_Up);
  EXPECT_EQ(stack().count(), 4);
  EXPECT_EQ(frames.currentData().toInt(), 13);
  undoFrom(variations);
  EXPECT_EQ(variations.value(), 1);
  undoFrom(frames);
  EXPECT_EQ(frames.currentData().toInt(), before.frames);
  undoFrom(seed);
  EXPECT_EQ(seed.text().toULongLong(), before.seed);
  undoFrom(seed);
  EXPECT_EQ(steps.value(), before.steps);
  EXPECT_FALSE(stack().canUndo());
  for (int i = 0; i < 4; ++i) redoFrom(steps);
  const EditSettings after = window_->instructionPanel().order();
  EXPECT_EQ(after.steps, before.steps.value_or(0) + 1);
  EXPECT_EQ(after.seed, 18446744073709551615ULL);
  EXPECT_EQ(after.frames, 13);
  EXPECT_EQ(variations.value(), 2);
}

TEST_F(ParameterUndoTest, ThereAndBackIsNoStep) {
  auto& steps = field<QSpinBox>("steps");
  press(steps, Qt::Key_Up);
  press(steps, Qt::Key_Down);
  EXPECT_EQ(stack().count(), 0);
}

TEST_F(ParameterUndoTest, AnotherModelGoesBackTogetherWithWhatFollowedIt) {
  auto& steps = field<QSpinBox>("steps");
  auto& model = field<QComboBox>("model");
  press(steps, Qt::Key_Up);
  press(steps, Qt::Key_Up);
  const int steps_before = steps.value();
  press(field<QComboBox>("frames"), Qt::Key_End);
  press(model, Qt::Key_End);
  ASSERT_EQ(window_->instructionPanel().order().model, "large");
  EXPECT_NE(steps.value(), steps_before);
  EXPECT_EQ(stack().count(), 3);
  undoFrom(model);
  EXPECT_EQ(window_->instructionPanel().order().model, "nano");
  EXPECT_EQ(steps.value(), steps_before);
  EXPECT_EQ(window_->instructionPanel().order().frames, 13);
  EXPECT_EQ(settings_.modelId(), "nano");
  redoFrom(model);
  EXPECT_EQ(window_->instructionPanel().order().model, "large");
}

TEST_F(ParameterUndoTest, GuidanceIsAStep) {
  press(field<QComboBox>("model"), Qt::Key_End);
  auto& guidance = field<QDoubleSpinBox>("guidance");
  ASSERT_TRUE(guidance.isEnabled());
  const double before = guidance.value();
  press(guidance, Qt::Key_Up);
  ASSERT_NE(guidance.value(), before);
  undoFrom(guidance);
  EXPECT_DOUBLE_EQ(guidance.value(), before);
}

TEST_F(ParameterUndoTest, AnotherSeedByTheDiceIsAStepAndTheProgramsOwnIsNot) {
  auto& seed = field<QLineEdit>("seed");
  const QString first = seed.text();
  QTest::mouseClick(&field<QToolButton>("rollSeed"), Qt::LeftButton);
  ASSERT_NE(seed.text(), first);
  undoFrom(seed);
  EXPECT_EQ(seed.text(), first);
  edit("make it snow");
  EXPECT_EQ(seed.text(), first) << "that of the picture";
  edit("make it fog");
  EXPECT_NE(seed.text(), first);
  EXPECT_EQ(stack().count(), 2) << "the edits alone";
}

class LoraUndoTest : public ParameterUndoTest {
 protected:
  void SetUp() override {
    control_->large_is_ready = true;
    ParameterUndoTest::SetUp();
    window_->instructionPanel().setModels(window_->engine().models(), "large");
    stack().clear();
  }
  [[nodiscard]] LoraList& list() { return window_->instructionPanel().parameters().loras(); }
  [[nodiscard]] std::vector<LoraChoice> loras() const { return window_->instructionPanel().order().loras; }
  QString file(const char* name) {
    QFile made(folder_.filePath(name));
    EXPECT_TRUE(made.open(QIODevice::WriteOnly));
    return made.fileName();
  }
};

TEST_F(LoraUndoTest, EachLoraThatIsAddedIsAStepAndASliderOnItsWayIsOne) {
  list().add({file("film.safetensors")});
  list().add({file("fog.safetensors")});
  EXPECT_EQ(stack().count(), 2);
  auto& slider = field<QSlider>("loraSlider");
  for (int i = 0; i < 4; ++i) press(slider, Qt::Key_Left);
  EXPECT_EQ(stack().count(), 3);
  ASSERT_EQ(loras().size(), 2U);
  EXPECT_DOUBLE_EQ(loras()[0].strength, 0.8);
  undoFrom(slider);
  EXPECT_EQ(loras()[0].strength, 1.0);
  EXPECT_EQ(QApplication::focusWidget(), &slider) << "undo leaves the focus where it is";
  undoFrom(slider);
  EXPECT_EQ(loras().size(), 1U);
  redoFrom(*list().addButton());
  redoFrom(*list().addButton());
  ASSERT_EQ(loras().size(), 2U);
  EXPECT_DOUBLE_EQ(loras()[0].strength, 0.8);
}

TEST_F(LoraUndoTest, RemovingAndSwitchingOffAreTakenBack) {
  list().add({file("film.safetensors"), file("fog.safetensors")});
  field<QCheckBox>("loraOn").setChecked(false);
  QTest::mouseClick(&field<QToolButton>("loraRemove"), Qt::LeftButton);
  ASSERT_EQ(loras().size(), 1U);
  undoFrom(*list().addButton());
  ASSERT_EQ(loras().size(), 2U);
  EXPECT_FALSE(loras()[0].on);
  undoFrom(*list().addButton());
  EXPECT_TRUE(loras()[0].on);
  undoFrom(*list().addButton());
  EXPECT_TRUE(loras().empty());
}

TEST_F(LoraUndoTest, AMisfitIsSaidAndNothingIsStarted) {
  window_->instructionPanel().instruction().setPlainText("make it night");
  list().add({file("sdxl.safetensors")});
  ASSERT_TRUE(QTest::qWaitFor([this] { return list().hasMisfit(); }, test::kPatience_ms));
  EXPECT_FALSE(control_->on_gui_thread);
  EXPECT_FALSE(window_->instructionPanel().isReady());
  window_->startEdit();
  EXPECT_EQ(control_->edits, 0);
  field<QCheckBox>("loraOn").setChecked(false);
  EXPECT_TRUE(window_->instructionPanel().isReady());
}

TEST_F(LoraUndoTest, WhileAnEditRunsALoraIsComparedAllTheSame) {
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("make it night");
  window_->startEdit();
  list().add({file("film.safetensors")});
  EXPECT_TRUE(QTest::qWaitFor([this] { return field<QLabel>("loraStatus").text().contains("480"); },
                              test::kPatience_ms));
  EXPECT_TRUE(window_->session().isEditing());
  control_->waits = false;
}

TEST_F(LoraUndoTest, TheEditIsMadeWithThemAndShowsThemAgain) {
  list().add({file("film.safetensors")});
  field<QCheckBox>("loraOn").setChecked(false);
  edit("make it night");
  const std::vector<LoraChoice> used = window_->document().result()->settings.loras;
  ASSERT_EQ(used.size(), 1U);
  EXPECT_FALSE(used[0].on) << "kept for later";
  undoFrom(*list().addButton());  // the edit
  undoFrom(*list().addButton());
  EXPECT_TRUE(loras()[0].on);
  redoFrom(*list().addButton());
  redoFrom(*list().addButton());
  EXPECT_EQ(loras(), used);
}

TEST_F(ParameterUndoTest, ACaptionWrittenByHandIsAStep) {
  CaptionBox& box = window_->instructionPanel().caption();
  auto& text = field<QPlainTextEdit>("caption");
  text.setFocus();
  QTest::keyClicks(&text, "Snow falls.");
  ASSERT_EQ(box.ownCaption(), "Snow falls.");
  EXPECT_EQ(stack().count(), 1);
  undoFrom(field<QSpinBox>("steps"));
  EXPECT_TRUE(box.isAutomatic());
  redoFrom(field<QSpinBox>("steps"));
  EXPECT_EQ(box.ownCaption(), "Snow falls.");
  QTest::mouseClick(box.findChild<QPushButton*>("automaticCaption"), Qt::LeftButton);
  EXPECT_TRUE(box.isAutomatic());
  undoFrom(field<QSpinBox>("steps"));
  EXPECT_EQ(box.ownCaption(), "Snow falls.") << "one's own words are not lost by a click";
  undoFrom(field<QSpinBox>("steps"));
  EXPECT_TRUE(box.isAutomatic());
}

TEST_F(ParameterUndoTest, CtrlZInTheInstructionTakesTypingBack) {
  auto& steps = field<QSpinBox>("steps");
  press(steps, Qt::Key_Up);
  const int changed = steps.value();
  InstructionField& instruction = window_->instructionPanel().instruction();
  instruction.setFocus();
  QTest::keyClicks(&instruction, "fog");
  undoFrom(instruction);
  EXPECT_NE(instruction.toPlainText(), "fog");
  EXPECT_EQ(steps.value(), changed);
  EXPECT_EQ(stack().index(), 1);
}

TEST_F(ParameterUndoTest, StepsStandInTheOrderOfTheirTime) {
  auto& steps = field<QSpinBox>("steps");
  const int before = steps.value();
  press(steps, Qt::Key_Up);
  edit("make it snow");
  press(steps, Qt::Key_Up);
  EXPECT_EQ(stack().count(), 3) << "an edit between them keeps two changes apart";
  undoFrom(steps);
  EXPECT_EQ(steps.value(), before + 1);
  undoFrom(steps);
  EXPECT_EQ(window_->document().result(), nullptr);
  undoFrom(steps);
  EXPECT_EQ(steps.value(), before);
}

}  // namespace
}  // namespace v4e::ui
