// SPDX-License-Identifier: GPL-3.0-or-later
// Looks in the window: what is saved of the steps, and what is done with a saved look.
#include <gmock/gmock.h>

#include <fstream>

#include "core/base/error.h"
#include "tests/ui/windows/project_fixture.h"
#include "ui/captions/look_plan.h"
#include "ui/engine/failure_text.h"

namespace v4e::ui {
namespace {

using testing::ElementsAre;

class LookWorkspaceTest : public ProjectTest {
 protected:
  void trigger(const char* command) { window_->commands().action(command)->trigger(); }
  [[nodiscard]] bool isEnabled(const char* command) const {
    return window_->commands().action(command)->isEnabled();
  }
  [[nodiscard]] QString looks() const { return folder_.filePath("data/looks"); }
  [[nodiscard]] QString lookFile() const { return looks() + "/evening.v4elook"; }
  [[nodiscard]] QString message() const {
    QString all;
    for (const QLabel* label : window_->messages().findChildren<QLabel*>()) all += label->text() + "\n";
    return all;
  }

  /// Answers the dialog of that name.
  void choose(const char* name, const QString& path) {
    auto* dialog = window_->findChild<QFileDialog*>(name);
    ASSERT_NE(dialog, nullptr);
    Q_EMIT dialog->fileSelected(path);
    dialog->reject();
  }
  void saveLook() {
    trigger("history.saveLook");
    choose("saveLook", lookFile());
  }
  void applyLook() {
    trigger("history.applyLook");
    choose("applyLook", lookFile());
  }
  [[nodiscard]] bool waitForSteps(std::size_t count) {
    return QTest::qWaitFor(
        [&] { return history().inARow().size() == count && !window_->session().isEditing(); },
        test::kPatience_ms);
  }
  void keepStrength(double strength) {
    window_->session().keepStrength(strength);
    ASSERT_TRUE(QTest::qWaitFor([&] { return result()->settings.strength == strength; }, test::kPatience_ms));
  }
  void write(const Look& look) {
    QDir().mkpath(looks());
    write_look(lookFile().toStdString(), look);
  }
  static LookStep step(const std::string& instruction) {
    LookStep made;
    made.settings.instruction = instruction;
    return made;
  }
  [[nodiscard]] std::vector<std::string> instructions() const {
    std::vector<std::string> all;
    for (const HistoryNode* node : history().inARow()) all.push_back(node->generation.instruction);
    return all;
  }
};

TEST_F(LookWorkspaceTest, SavesTheStepsThatLedToThePresentOne) {
  EXPECT_FALSE(isEnabled("history.saveLook"));
  EXPECT_FALSE(isEnabled("history.applyLook"));
  openPhoto();
  EXPECT_FALSE(isEnabled("history.saveLook")) << "no step yet";
  EXPECT_TRUE(isEnabled("history.applyLook"));
  edit("make it night");
  keepStrength(0.5);
  edit("add fog");
  edit("make it snow");
  workspace().history().setOn(2, false);
  ASSERT_TRUE(waitForSteps(4));
  saveLook();
  const Look look = read_look(lookFile().toStdString());
  ASSERT_EQ(look.steps.size(), 3U);
  EXPECT_EQ(look.steps[0].settings.instruction, "make it night");
  EXPECT_EQ(look.steps[0].settings.strength, 0.5);
  EXPECT_EQ(look.steps[0].settings.model, "Nano") << "the name, not where it lies";
  EXPECT_FALSE(look.steps[0].keeps_seed);
  EXPECT_TRUE(look.steps[0].on);
  EXPECT_FALSE(look.steps[1].on);
  EXPECT_EQ(look.steps[2].settings.instruction, "make it snow");
}

TEST_F(LookWorkspaceTest, DoesTheStepsInTurnEachToBeUndone) {
  Look look{{step("make it night"), step("add fog"), step("make it snow")}};
  look.steps[0].settings.strength = 0.5;
  look.steps[1].on = false;
  look.steps[2].settings.seed = 7;
  look.steps[2].keeps_seed = true;
  write(look);
  openPhoto();
  applyLook();
  ASSERT_TRUE(waitForSteps(3));
  EXPECT_THAT(instructions(), ElementsAre("", "make it night", "make it snow"));
  EXPECT_EQ(history().parentOf(2), 1);
  EXPECT_EQ(history().node(1)->generation.edit_frame, 2) << "at the strength of the look";
  EXPECT_EQ(result()->settings.seed, 7U);
  EXPECT_EQ(control_->edits, 2);
  EXPECT_EQ(window_->instructionPanel().order().instruction, "make it snow");
  const auto both = result();
  // The same by hand.
  window_->document().undoStack().undo();
  EXPECT_EQ(history().current(), 1);
  window_->document().undoStack().undo();
  EXPECT_EQ(result(), nullptr);
  edit("make it night");
  keepStrength(0.5);
  edit("make it snow");
  EXPECT_TRUE(samePixels(result()->edited->image, both->edited->image));
}

TEST_F(LookWorkspaceTest, BuildsOnWhatTheSwitchSays) {
  write({{step("add fog"), step("make it snow")}});
  openPhoto();
  edit("make it night");
  applyLook();
  ASSERT_TRUE(waitForSteps(4));
  EXPECT_EQ(history().parentOf(2), 1);
  window_->session().setBuildsOn(BuildsOn::Photo);
  applyLook();
  ASSERT_TRUE(waitForSteps(6));
  EXPECT_EQ(history().parentOf(4), kPhotoNode);
  EXPECT_EQ(history().parentOf(5), 4);
}

TEST_F(LookWorkspaceTest, ListsTheUsersOwn) {
  write({{step("make it night")}});
  openPhoto();
  QMenu* own = nullptr;
  for (auto* menu : window_->findChildren<QMenu*>()) {
    if (menu->title() == "&My looks") own = menu;
  }
  ASSERT_NE(own, nullptr);
  Q_EMIT own->aboutToShow();
  ASSERT_EQ(own->actions().size(), 1);
  EXPECT_EQ(own->actions().front()->text(), "evening");
  own->actions().front()->trigger();
  ASSERT_TRUE(waitForSteps(2));
  QFile::remove(lookFile());
  Q_EMIT own->aboutToShow();
  ASSERT_EQ(own->actions().size(), 1);
  EXPECT_FALSE(own->actions().front()->isEnabled());
}

TEST_F(LookWorkspaceTest, KeepsTheSeedsThatAreLocked) {
  openPhoto();
  edit("make it night");
  for (auto* button : window_->instructionPanel().parameters().findChildren<QToolButton*>()) {
    if (button->isCheckable() && button->objectName() == "lockSeed") button->setChecked(true);
  }
  ASSERT_TRUE(window_->instructionPanel().parameters().isSeedLocked());
  saveLook();
  const Look look = read_look(lookFile().toStdString());
  EXPECT_TRUE(look.steps[0].keeps_seed);
  EXPECT_EQ(look.steps[0].settings.seed, result()->settings.seed);
}

TEST_F(LookWorkspaceTest, EachStepBuildsOnWhatIsPaintedOnTheOneBefore) {
  const auto painted = [this] { return QTest::qWaitFor([this] { return isSettled(); }, test::kPatience_ms); };
  write({{step("make it night"), step("add fog")}});
  openPhoto();
  Image half(320, 240, 1, SampleType::U8);
  std::fill_n(reinterpret_cast<std::uint8_t*>(half.mutable_data()), half.size_bytes() / 2, std::uint8_t{255});
  workspace().masks().session().model().setCoverage(kMaskTarget, half);
  applyLook();
  ASSERT_TRUE(waitForSteps(3));
  ASSERT_TRUE(painted());
  const auto both = result();
  window_->document().undoStack().undo();
  ASSERT_TRUE(painted());
  ASSERT_TRUE(result()->edits) << "what is painted is the first step's";
  edit("add fog");
  ASSERT_TRUE(painted());
  EXPECT_TRUE(samePixels(result()->photo->image, both->photo->image)) << "what the step was made from";
  EXPECT_TRUE(samePixels(result()->edited->image, both->edited->image));
}

TEST_F(LookWorkspaceTest, AHalfTypedInstructionStays) {
  write({{step("make it night"), step("add fog"), step("make it snow")}});
  openPhoto();
  InstructionField& field = window_->instructionPanel().instruction();
  QTest::keyClicks(&field, "make the sk");
  applyLook();
  ASSERT_TRUE(waitForSteps(4));
  EXPECT_EQ(field.toPlainText(), "make the sk");
  EXPECT_EQ(window_->instructionPanel().order().seed, result()->settings.seed) << "that of the picture";
  field.replaceText("make it snow");
  control_->waits = true;
  applyLook();
  ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits == 4; }, test::kPatience_ms));
  control_->go.release(4);
  ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits == 5; }, test::kPatience_ms));
  EXPECT_EQ(field.toPlainText(), "make it night") << "nothing was typed";
  QTest::keyClicks(&field, "x");
  const QString typed = field.toPlainText();
  control_->waits = false;
  control_->go.release(1000);
  ASSERT_TRUE(waitForSteps(7));
  EXPECT_EQ(field.toPlainText(), typed);
}

TEST_F(LookWorkspaceTest, TellsTheStepAndHowMuchOfAllIsDone) {
  write({{step("make it night"), step("add fog")}});
  openPhoto();
  QList<JobProgress> told;
  QObject::connect(&window_->session(), &EditSession::progressed, window_.get(),
                   [&](const JobProgress& progress) { told << progress; });
  applyLook();
  ASSERT_TRUE(waitForSteps(3));
  ASSERT_FALSE(told.isEmpty());
  EXPECT_TRUE(stageSentence(told.front()).startsWith("Step 1 of 2 · "))
      << stageSentence(told.front()).toStdString();
  EXPECT_TRUE(stageSentence(told.back()).startsWith("Step 2 of 2 · "));
  EXPECT_LE(told.front().fraction, 0.5);
  EXPECT_GT(told.back().fraction, 0.5);
  EXPECT_TRUE(std::ranges::is_sorted(told, {}, &JobProgress::fraction));
  told.clear();
  edit("make it snow");
  ASSERT_FALSE(told.isEmpty());
  EXPECT_FALSE(stageSentence(told.back()).contains("Step 1 of"));
}

TEST_F(LookWorkspaceTest, AStopEndsAllSteps) {
  write({{step("make it night"), step("add fog"), step("make it snow")}});
  openPhoto();
  control_->waits = true;
  applyLook();
  ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits == 1; }, test::kPatience_ms));
  control_->go.release(4);
  ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits == 2; }, test::kPatience_ms));
  window_->session().stop(false);
  ASSERT_TRUE(waitForSteps(2));
  EXPECT_THAT(message().toStdString(), testing::HasSubstr("1 of 3 steps"));
  control_->waits = false;
  edit("add fog");
  EXPECT_EQ(control_->edits, 3) << "nothing of the look is left over";
}

TEST_F(LookWorkspaceTest, AFailureEndsAllSteps) {
  write({{step("make it night"), step("add fog")}});
  openPhoto();
  control_->fails = true;
  applyLook();
  ASSERT_TRUE(QTest::qWaitFor([&] { return control_->edits == 1 && !window_->session().isEditing(); },
                              test::kPatience_ms));
  control_->fails = false;
  edit("make it snow");
  EXPECT_EQ(control_->edits, 2);
}

TEST_F(LookWorkspaceTest, AModelThatIsNotThereIsSaidBeforeAnythingRuns) {
  Look look{{step("make it night"), step("add fog")}};
  look.steps[1].settings.model = "Large 14B";
  look.steps[1].settings.frames = 81;
  write(look);
  openPhoto();
  applyLook();
  EXPECT_EQ(control_->edits, 0);
  EXPECT_THAT(message().toStdString(), testing::HasSubstr("Large 14B"));
  QPushButton* instead = nullptr;
  for (auto* button : window_->messages().findChildren<QPushButton*>()) {
    if (button->text() == "Use Nano instead") instead = button;
  }
  ASSERT_NE(instead, nullptr);
  instead->click();
  ASSERT_TRUE(waitForSteps(3));
  EXPECT_EQ(result()->settings.model, "nano");
  EXPECT_EQ(result()->frames.size(), 5U) << "81 were meant for the other model";
}

TEST_F(LookWorkspaceTest, WhatIsNoLookIsSaid) {
  openPhoto();
  QDir().mkpath(looks());
  std::ofstream(lookFile().toStdString()) << R"({"v4e_look": 3})";
  applyLook();
  EXPECT_EQ(control_->edits, 0);
  EXPECT_TRUE(window_->messages().isVisible());
}

TEST(LookPlanTest, StepsThatAModelHasNotLearntAreSaid) {
  ModelInfo night;
  night.id = "folder";
  night.name = "Night only";
  night.can_do = {"night"};
  LookStep fog;
  fog.settings.instruction = "add fog";
  LookStep dark;
  dark.settings.instruction = "make it night";
  const auto read = [](const std::string& text) {
    InstructionReading reading;
    reading.steps.emplace_back().effect = text == "add fog" ? "fog" : "night";
    return reading;
  };
  const QList<ModelInfo> models{night};
  const LookMeans means{models, models.front(), false, 3, read};
  const LookPlan refused = planLook({{dark, fog}}, means);
  ASSERT_TRUE(refused.problem);
  EXPECT_FALSE(refused.model_is_missing);
  EXPECT_TRUE(refused.problem().contains("add fog"));
  const LookPlan plan = planLook({{dark}}, means);
  ASSERT_FALSE(plan.problem);
  EXPECT_EQ(plan.steps.at(0).model, "folder");
  EXPECT_EQ(plan.steps.at(0).seed, 3U);
  fog.settings.caption = "fog rolls in";
  EXPECT_FALSE(planLook({{fog}}, means).problem) << "a caption is handed to any model";
  dark.on = false;
  EXPECT_THROW((void)planLook({{dark}}, means), Error);
}

}  // namespace
}  // namespace v4e::ui
