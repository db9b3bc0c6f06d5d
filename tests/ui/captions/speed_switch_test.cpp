// SPDX-License-Identifier: GPL-3.0-or-later
// Fast and best, where a LoRA or the model was made for few steps.
#include <gtest/gtest.h>

#include <QRadioButton>
#include <QSignalSpy>
#include <QTest>

#include "ui/captions/parameter_box.h"

namespace v4e::ui {
namespace {

const FewSteps kLightx2v{.id = "lightx2v", .steps = 4, .shift = 5, .sampler = Sampler::Euler};

class SpeedTest : public testing::Test {
 protected:
  void SetUp() override {
    model_.id = model_.name = "large";
    model_.ranges.default_steps = 40;
    model_.ranges.default_guidance = 5;
    box_.loras().setChecker([](const std::string& file, const std::string&, const auto& done) {
      LoraReport report;
      report.fit = LoraReport::Fit::Good;
      report.reached = 480;
      report.layers = 488;
      if (file.find("4steps") != std::string::npos) report.few_steps = kLightx2v;
      if (file.find("look") != std::string::npos) {
        report.few_steps = FewSteps{.id = "own", .steps = 2, .shift = 3};
        report.texts = {"our studio look"};
      }
      done(report);
    });
    box_.setModels({model_}, "large");
    box_.show();
  }
  [[nodiscard]] QRadioButton& fast() { return *box_.findChild<QRadioButton*>("speedFast"); }
  [[nodiscard]] QRadioButton& best() { return *box_.findChild<QRadioButton*>("speedBest"); }
  [[nodiscard]] QLabel& warning() { return *box_.findChild<QLabel*>("speedWarning"); }
  [[nodiscard]] EditSettings order() {
    EditSettings order;
    box_.fill(order);
    return order;
  }
  void click(QRadioButton& button) {
    QTest::mouseClick(&button, Qt::LeftButton, {}, QPoint(8, button.height() / 2));
  }

  ModelInfo model_;
  ParameterBox box_;
};

TEST_F(SpeedTest, IsThereOnlyWhereALoraIsForFewSteps) {
  EXPECT_FALSE(fast().isVisible());
  box_.loras().setChoices({{"/style.st"}});
  EXPECT_FALSE(fast().isVisible());
  box_.loras().setChoices({{"/style.st"}, {"/4steps.st"}});
  EXPECT_TRUE(fast().isVisible());
  EXPECT_TRUE(fast().text().contains('4')) << fast().text().toStdString();
  EXPECT_EQ(order().steps, 40) << "nothing is set that nobody asked for";
  EXPECT_FALSE(fast().isChecked() || best().isChecked());
  EXPECT_TRUE(warning().isVisible()) << "but what comes of it is said";
}

TEST_F(SpeedTest, FastSetsWhatTheLoraWasMadeForAndBestTakesItBack) {
  const QSignalSpy edited(&box_, &ParameterBox::edited);
  box_.loras().setChoices({{"/style.st", 0.3}, {"/4steps_high.st", 0.8}, {"/4steps_low.st"}});
  click(fast());
  EditSettings now = order();
  EXPECT_EQ(now.steps, 4);
  EXPECT_EQ(now.guidance, 1);
  EXPECT_EQ(now.shift, 5);
  EXPECT_EQ(now.sampler, Sampler::Euler);
  EXPECT_EQ(now.loras[0].strength, 0.3) << "the style stays";
  EXPECT_EQ(now.loras[1].strength, 1) << "as it was made for";
  EXPECT_TRUE(fast().isChecked());
  EXPECT_FALSE(warning().isVisible());
  EXPECT_EQ(edited.count(), 1) << "one step to undo";
  click(best());
  now = order();
  EXPECT_EQ(now.steps, 40);
  EXPECT_EQ(now.guidance, 5);
  EXPECT_FALSE(now.shift);
  EXPECT_FALSE(now.sampler);
  EXPECT_TRUE(now.loras[0].on);
  EXPECT_FALSE(now.loras[1].on || now.loras[2].on) << "both of them";
  EXPECT_TRUE(best().isChecked());
  EXPECT_FALSE(warning().isVisible());
}

TEST_F(SpeedTest, BothAreTakenBackInOneStep) {
  box_.loras().setChoices({{"/4steps.st", 0.8}});
  const EditSettings first = order();
  ParameterValues before;
  QObject::connect(&box_, &ParameterBox::edited, &box_,
                   [&before](const ParameterValues& from, const ParameterValues&) { before = from; });
  click(fast());
  box_.setValues(before);
  EXPECT_EQ(order(), first);
}

TEST_F(SpeedTest, ChangedByHandItIsNeither) {
  box_.loras().setChoices({{"/4steps.st"}});
  click(fast());
  box_.setValues({.steps = 6});
  EXPECT_FALSE(fast().isChecked() || best().isChecked());
  EXPECT_FALSE(warning().isVisible()) << "six are no harm";
  box_.setValues({.guidance = 4.0});
  EXPECT_TRUE(warning().isVisible());
}

TEST_F(SpeedTest, ADistilledModelHasNoBest) {
  model_.few_steps = kLightx2v;
  box_.setModels({model_}, "large");
  ASSERT_TRUE(fast().isVisible());
  EXPECT_FALSE(best().isEnabled());
  EXPECT_TRUE(warning().isVisible());
  click(fast());
  EXPECT_EQ(order().steps, 4);
  EXPECT_EQ(order().sampler, Sampler::Euler);
  EXPECT_TRUE(order().loras.empty());
}

/// Best would switch the LoRA off, and the edit that it holds with it.
TEST_F(SpeedTest, ALoraThatHoldsAnEditHasNoBest) {
  box_.loras().setChoices({{"/look.st"}});
  ASSERT_TRUE(fast().isVisible());
  EXPECT_FALSE(best().isEnabled());
  click(fast());
  EXPECT_EQ(order().steps, 2);
  EXPECT_EQ(order().shift, 3);
  ASSERT_EQ(order().loras.size(), 1u);
  EXPECT_TRUE(order().loras[0].on);
}

}  // namespace
}  // namespace v4e::ui
