// SPDX-License-Identifier: GPL-3.0-or-later
// "Finish at 2K": offered where the upscaler is among the LoRAs, and a step that can be undone.
#include <gtest/gtest.h>

#include <QComboBox>
#include <QFile>
#include <QSpinBox>

#include "core/edit/finish.h"
#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {
namespace {

class FinishTest : public WindowTest {
 protected:
  void SetUp() override {
    control_->large_is_ready = true;
    WindowTest::SetUp();
    openPhoto();
    panel().setModels(window_->engine().models(), "large");
    window_->activateWindow();
    ASSERT_TRUE(QTest::qWaitForWindowActive(window_.get()));
  }
  [[nodiscard]] InstructionPanel& panel() { return window_->instructionPanel(); }
  [[nodiscard]] LoraList& list() { return panel().parameters().loras(); }
  [[nodiscard]] FinishButton& button() { return panel().finish(); }
  [[nodiscard]] QAction& command() { return *window_->commands().action("generate.finish"); }
  [[nodiscard]] const EditSettings& shown() { return window_->document().result()->settings; }
  void addLora(const char* name) {
    QFile made(folder_.filePath(name));
    ASSERT_TRUE(made.open(QIODevice::WriteOnly));
    list().add({made.fileName()});
    const bool is_upscaler = QString(name).contains("upsample");
    ASSERT_TRUE(QTest::qWaitFor(
        [this, is_upscaler] {
          return is_upscaler ? list().finishing().has_value() : list().fewSteps().has_value();
        },
        test::kPatience_ms));
  }
  void finish() {
    const int before = control_->edits;
    QTest::mouseClick(&button(), Qt::LeftButton);
    ASSERT_TRUE(QTest::qWaitFor([this, before] { return control_->edits > before && isSettled(); },
                                test::kPatience_ms));
  }
};

TEST_F(FinishTest, IsOfferedWhereThereIsAnEditAndTheUpscaler) {
  EXPECT_FALSE(command().isEnabled());
  EXPECT_FALSE(button().isVisible());
  edit("make it snow");
  EXPECT_FALSE(button().isVisible()) << "no upscaler";
  addLora("upsample_lora_diffusers.safetensors");
  EXPECT_TRUE(command().isEnabled());
  EXPECT_TRUE(button().isVisible());
  EXPECT_FALSE(button().accessibleName().isEmpty());
  EXPECT_NE(button().focusPolicy() & Qt::TabFocus, 0);
  panel().setModels(window_->engine().models(), "nano");
  EXPECT_FALSE(button().isVisible()) << "it is for another model";
}

TEST_F(FinishTest, IsOfferedOnceItIsSaidWhatARenamedLoraIsFor) {
  edit("make it snow");
  QFile made(folder_.filePath("renamed.safetensors"));
  ASSERT_TRUE(made.open(QIODevice::WriteOnly));
  list().add({made.fileName()});
  auto* purpose = list().findChild<QComboBox*>("loraPurpose");
  ASSERT_TRUE(QTest::qWaitFor([purpose] { return !purpose->isHidden(); }, test::kPatience_ms));
  EXPECT_FALSE(button().isVisible());
  control_->fails = true;
  QTest::keyClick(purpose, Qt::Key_End);
  ASSERT_TRUE(QTest::qWaitFor([purpose] { return purpose->currentIndex() < 0; }, test::kPatience_ms));
  EXPECT_TRUE(window_->messages().isVisible()) << "that it could not be kept is said";
  control_->fails = false;
  QTest::keyClick(purpose, Qt::Key_End);
  ASSERT_TRUE(QTest::qWaitFor([this] { return button().isVisible(); }, test::kPatience_ms));
  finish();
  EXPECT_TRUE(is_finish(shown()));
}

TEST_F(FinishTest, MakesTheNextStepWithTheModelsWordsAndCanBeUndone) {
  addLora("upsample_lora_diffusers.safetensors");
  edit("make it snow");
  const auto first = window_->document().result();
  finish();
  EXPECT_EQ(control_->edits, 2);
  ASSERT_NE(window_->document().result(), first);
  EXPECT_TRUE(is_finish(shown()));
  EXPECT_EQ(shown().instruction, "Finish at 2K");
  EXPECT_EQ(shown().seed, first->settings.seed);
  EXPECT_EQ(shown().working_area_px, finish_area_px({320, 240}));
  EXPECT_EQ(window_->document().result()->photo, first->edited) << "made of the edit";
  EXPECT_EQ(panel().instruction().toPlainText(), "make it snow") << "the model's words are not the user's";
  EXPECT_TRUE(panel().caption().isAutomatic());
  EXPECT_FALSE(button().isVisible()) << "it is finished";
  window_->commands().action("edit.undo")->trigger();
  EXPECT_EQ(shown().instruction, "make it snow");
  EXPECT_TRUE(button().isVisible());
  window_->commands().action("edit.redo")->trigger();
  EXPECT_TRUE(is_finish(shown()));
}

TEST_F(FinishTest, GoesWithAFewStepLora) {
  addLora("4steps.safetensors");
  addLora("upsample_lora_diffusers.safetensors");
  panel().parameters().setValues({.steps = 4, .guidance = 1.0, .shift = 5.0});
  edit("make it snow");
  finish();
  EXPECT_EQ(shown().steps, 4);
  EXPECT_EQ(shown().shift, 5.0);
  ASSERT_EQ(shown().loras.size(), 2u);
  EXPECT_TRUE(shown().loras[0].on && shown().loras[1].on);
}

TEST_F(FinishTest, IsHeldToTheRegionOfTheEdit) {
  addLora("upsample_lora_diffusers.safetensors");
  panel().instruction().setPlainText("make it snow");
  EditSettings order = panel().order();
  order.region.kind = RegionChoice::Kind::Rectangle;
  order.region.rectangle = {20, 30, 100, 80};
  ASSERT_TRUE(window_->session().start(order, 1));
  ASSERT_TRUE(
      QTest::qWaitFor([this] { return window_->document().result() && isSettled(); }, test::kPatience_ms));
  finish();
  EXPECT_TRUE(is_finish(shown()));
  EXPECT_EQ(shown().region, order.region);
}

TEST_F(FinishTest, IsNotOfferedWhileAnEditRuns) {
  addLora("upsample_lora_diffusers.safetensors");
  edit("make it snow");
  control_->waits = true;
  window_->startEdit();
  EXPECT_FALSE(command().isEnabled());
  EXPECT_FALSE(button().isVisible());
  control_->waits = false;
  ASSERT_TRUE(QTest::qWaitFor([this] { return isSettled(); }, test::kPatience_ms));
  EXPECT_TRUE(command().isEnabled());
}

}  // namespace
}  // namespace v4e::ui
