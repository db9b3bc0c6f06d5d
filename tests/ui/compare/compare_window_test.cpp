// SPDX-License-Identifier: GPL-3.0-or-later
// One edit in several ways: chosen, made, looked at side by side and taken, by mouse and keys.
#include "ui/compare/compare_window.h"

#include <gmock/gmock.h>

#include <QWheelEvent>

#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {
namespace {

class CompareWindowTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto();
    window_->instructionPanel().instruction().setPlainText("make it snow");
  }
  [[nodiscard]] CompareWindow& openCompare() {
    window_->commands().action("generate.compare")->trigger();
    auto* compare = window_->findChild<CompareWindow*>();
    EXPECT_TRUE(QTest::qWaitForWindowExposed(compare, test::kPatience_ms));
    return *compare;
  }
  template <typename Widget>
  [[nodiscard]] static Widget& in(CompareWindow& compare, const char* name) {
    auto* found = compare.findChild<Widget*>(name);
    EXPECT_NE(found, nullptr) << name;
    return *found;
  }
  static void click(CompareWindow& compare, const char* button) {
    QTest::mouseClick(&in<QPushButton>(compare, button), Qt::LeftButton);
  }
  static QString rowText(CompareWindow& compare, int row) {
    return in<QListWidget>(compare, "variantList").item(row)->text();
  }
  /// All variants are made, measured and on their canvases.
  static bool isShown(CompareWindow& compare, int count) {
    const auto all = [&compare, count] {
      for (int place = 0; place < count; ++place) {
        const char letter = static_cast<char>('A' + place);
        auto* canvas = compare.findChild<Canvas*>(QString("canvas%1").arg(letter));
        auto* measure = compare.findChild<QLabel*>(QString("measure%1").arg(letter));
        if (!canvas || !canvas->edit() || !measure || measure->text().isEmpty()) return false;
      }
      return true;
    };
    return QTest::qWaitFor(all, test::kPatience_ms);
  }
  /// The middle of what a canvas shows.
  static QColor middleOf(CompareWindow& compare, const char* canvas) {
    const QImage shown = in<Canvas>(compare, canvas).grab().toImage();
    return shown.pixelColor(shown.width() / 2, shown.height() / 2);
  }
};

TEST_F(CompareWindowTest, NeedsAPhotoAndAWish) {
  QAction* command = window_->commands().action("generate.compare");
  EXPECT_TRUE(command->isEnabled());
  window_->instructionPanel().instruction().clear();
  CompareWindow& compare = openCompare();
  EXPECT_FALSE(in<QPushButton>(compare, "compareStart").isEnabled());
  EXPECT_TRUE(in<QLabel>(compare, "compareState").text().contains("main window"));
  window_->instructionPanel().instruction().setPlainText("make it snow");
  EXPECT_TRUE(in<QPushButton>(compare, "compareStart").isEnabled());
  EXPECT_TRUE(in<QLabel>(compare, "compareWhat").text().contains("make it snow"));
  window_->document().close();
  EXPECT_FALSE(command->isEnabled());
  EXPECT_FALSE(compare.isVisible());
}

TEST_F(CompareWindowTest, BeginsWithThePanelsSettingsAndOneThingOtherwise) {
  CompareWindow& compare = openCompare();
  ASSERT_EQ(compare.variants().variants().size(), 2u);
  EXPECT_EQ(compare.variants().variants()[0], window_->instructionPanel().order());
  EXPECT_EQ(rowText(compare, 0), "A  4 step(s)");
  EXPECT_EQ(rowText(compare, 1), "B  8 step(s)");
}

TEST_F(CompareWindowTest, OfTwoModelsTheOtherOneIsTheSecond) {
  control_->large_is_ready = true;
  window_->findModels();
  ASSERT_TRUE(QTest::qWaitFor([this] { return engine_.models().size() == 2 && engine_.models()[1].ready; },
                              test::kPatience_ms));
  CompareWindow& compare = openCompare();
  EXPECT_EQ(compare.variants().variants()[1].model, "large");
  EXPECT_TRUE(rowText(compare, 1).contains("Large 14B")) << rowText(compare, 1).toStdString();
}

TEST_F(CompareWindowTest, ThreeWaysToChooseMadeByMouseAndKeys) {
  CompareWindow& compare = openCompare();
  click(compare, "addVariant");
  EXPECT_TRUE(rowText(compare, 2).contains("seed"));
  auto& strength = in<QDoubleSpinBox>(compare, "variantStrength");
  strength.setFocus();
  strength.selectAll();
  QTest::keyClicks(&strength, "40");
  QTest::keyClick(&strength, Qt::Key_Tab);
  EXPECT_TRUE(rowText(compare, 2).contains("strength 40")) << rowText(compare, 2).toStdString();
  QTest::keyClick(&compare, Qt::Key_O, Qt::AltModifier);
  ASSERT_TRUE(isShown(compare, 3));
  EXPECT_EQ(control_->edits, 3);
  EXPECT_EQ(in<VariantView>(compare, "variantC").result()->settings.strength, 0.4);
  EXPECT_TRUE(in<QLabel>(compare, "titleC").text().contains("strength 40"));
  EXPECT_TRUE(in<QLabel>(compare, "measureA").text().startsWith("Outside the edit: "));
  EXPECT_TRUE(in<QLabel>(compare, "stateA").text().endsWith(" s"));
  EXPECT_EQ(window_->document().result(), nullptr) << "nothing is taken unasked";
}

TEST_F(CompareWindowTest, AreZoomedAndMovedTogether) {
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  auto& left = in<Canvas>(compare, "canvasA");
  auto& right = in<Canvas>(compare, "canvasB");
  const double fitted = left.zoom();
  QWheelEvent wheel(QPointF(40, 40), left.mapToGlobal(QPointF(40, 40)), {}, {0, 720}, Qt::NoButton,
                    Qt::NoModifier, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(&left, &wheel);
  EXPECT_GT(left.zoom(), fitted);
  EXPECT_EQ(right.zoom(), left.zoom());
  EXPECT_EQ(right.visiblePixels(), left.visiblePixels());
  const QRect before = left.visiblePixels();
  QTest::mousePress(&right, Qt::LeftButton, {}, {100, 80});
  QTest::mouseMove(&right, {60, 50});
  QTest::mouseRelease(&right, Qt::LeftButton, {}, {60, 50});
  EXPECT_NE(left.visiblePixels(), before);
  EXPECT_EQ(right.visiblePixels(), left.visiblePixels());
  QTest::mouseClick(&in<QToolButton>(compare, "compareFit"), Qt::LeftButton);
  EXPECT_EQ(left.zoom(), right.zoom());
  EXPECT_TRUE(right.view().isFitted());
}

TEST_F(CompareWindowTest, OneSliderShowsTheSameShareOfTheWayInEach) {
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  auto& slider = in<QSlider>(compare, "compareWay");
  EXPECT_EQ(slider.value(), slider.maximum());
  const QColor edited = middleOf(compare, "canvasA");
  slider.setFocus();
  QTest::keyClick(&slider, Qt::Key_Home);
  EXPECT_EQ(compare.results().share(), 0);
  for (const char* canvas : {"canvasA", "canvasB"}) {
    const QColor shown = middleOf(compare, canvas);
    // The fake's edit is the negative.
    EXPECT_NEAR(shown.red(), 255 - edited.red(), 2) << canvas;
    EXPECT_NEAR(shown.blue(), 255 - edited.blue(), 2) << canvas;
  }
  slider.setValue(slider.maximum() / 2);
  EXPECT_NEAR(middleOf(compare, "canvasA").red(), 127, 3);
  EXPECT_NEAR(middleOf(compare, "canvasB").red(), 127, 3);
  EXPECT_TRUE(in<QLabel>(compare, "comparePercent").text().startsWith("50"));
}

TEST_F(CompareWindowTest, TheChosenOneIsAStepOfTheHistory) {
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  click(compare, "useB");
  ASSERT_NE(window_->document().result(), nullptr);
  EXPECT_EQ(window_->document().result()->settings.steps, 8);
  EXPECT_EQ(window_->document().undoStack().count(), 1);
  EXPECT_TRUE(in<QLabel>(compare, "compareState").text().contains("history"));
  auto* workspace = window_->findChild<Workspace*>();
  EXPECT_EQ(workspace->history().nodes().size(), 1u);
  window_->document().undoStack().undo();
  EXPECT_EQ(window_->document().result(), nullptr);
}

TEST_F(CompareWindowTest, TheChosenOneStandsBehindTheStepThatItWasMadeOf) {
  edit("make it night");
  auto* workspace = window_->findChild<Workspace*>();
  EditHistory& history = workspace->history();
  const std::int64_t night = history.model().current();
  const auto shown = window_->document().result();
  window_->instructionPanel().instruction().setPlainText("make it snow");
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  EXPECT_EQ(in<VariantView>(compare, "variantA").result()->photo, shown->edited);
  history.goTo(kPhotoNode);
  ASSERT_TRUE(QTest::qWaitFor([this] { return isSettled() && !window_->document().result(); }, test::kPatience_ms));
  click(compare, "useA");
  ASSERT_TRUE(QTest::qWaitFor([this] { return isSettled() && window_->document().result(); }, test::kPatience_ms));
  EXPECT_EQ(history.model().parentOf(history.model().current()), night);
  EXPECT_EQ(window_->document().stepsBefore(window_->document().result()).size(), 1u);
}

TEST_F(CompareWindowTest, AStepThatIsGoneTakesNone) {
  edit("make it night");
  EditHistory& history = window_->findChild<Workspace*>()->history();
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  history.remove(history.model().current());
  ASSERT_TRUE(QTest::qWaitFor([this] { return isSettled() && !window_->document().result(); }, test::kPatience_ms));
  click(compare, "useA");
  EXPECT_EQ(window_->document().result(), nullptr);
  EXPECT_TRUE(in<QLabel>(compare, "compareState").text().contains("removed"));
}

TEST_F(CompareWindowTest, StopKeepsWhatIsDoneAndTheRestCanBeMadeLater) {
  control_->waits = true;
  control_->go.release(5);
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(QTest::qWaitFor([&] { return in<QPushButton>(compare, "useA").isEnabled(); }, test::kPatience_ms));
  auto& unfinished = in<Canvas>(compare, "canvasB");
  EXPECT_TRUE(QTest::qWaitFor([&] { return unfinished.hasPhoto() && unfinished.hasEdit(); }, test::kPatience_ms))
      << "it is seen on its way";
  EXPECT_FALSE(in<QPushButton>(compare, "compareChange").isEnabled());
  click(compare, "compareStop");
  EXPECT_EQ(in<QLabel>(compare, "stateB").text(), "Stopped");
  EXPECT_FALSE(unfinished.hasEdit());
  EXPECT_FALSE(in<QPushButton>(compare, "useB").isEnabled());
  control_->waits = false;
  click(compare, "compareChange");
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  EXPECT_EQ(control_->edits, 3) << "A was there";
}

TEST_F(CompareWindowTest, WhileAnEditRunsInTheMainWindowNoneIsTaken) {
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  control_->waits = true;
  window_->startEdit();
  EXPECT_FALSE(in<QPushButton>(compare, "useA").isEnabled());
  control_->waits = false;
  ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->session().isEditing(); }, test::kPatience_ms));
  EXPECT_TRUE(in<QPushButton>(compare, "useA").isEnabled());
}

TEST_F(CompareWindowTest, TwoThatAreTheSameAreNotCompared) {
  CompareWindow& compare = openCompare();
  auto& steps = in<QSpinBox>(compare, "steps");
  steps.setValue(4);
  EXPECT_TRUE(rowText(compare, 1).contains("the same as A"));
  EXPECT_TRUE(in<QLabel>(compare, "compareState").text().contains("B is the same as A"));
  EXPECT_FALSE(in<QPushButton>(compare, "compareStart").isEnabled());
  steps.setValue(5);
  EXPECT_TRUE(in<QPushButton>(compare, "compareStart").isEnabled());
}

TEST_F(CompareWindowTest, TwoToFourVariants) {
  CompareWindow& compare = openCompare();
  EXPECT_FALSE(in<QPushButton>(compare, "removeVariant").isEnabled());
  click(compare, "addVariant");
  click(compare, "addVariant");
  EXPECT_FALSE(in<QPushButton>(compare, "addVariant").isEnabled());
  EXPECT_EQ(compare.variants().variants().size(), 4u);
  click(compare, "removeVariant");
  click(compare, "removeVariant");
  EXPECT_FALSE(in<QPushButton>(compare, "removeVariant").isEnabled());
  EXPECT_TRUE(in<QPushButton>(compare, "compareStart").isEnabled());
}

TEST_F(CompareWindowTest, AFailureIsSaidWhereItsPictureWouldBe) {
  control_->fails = true;
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(QTest::qWaitFor(
      [&] { return in<QLabel>(compare, "stateB").toolTip().contains("12 GB"); }, test::kPatience_ms));
  EXPECT_FALSE(in<QPushButton>(compare, "useB").isEnabled());
  EXPECT_TRUE(in<QPushButton>(compare, "compareChange").isEnabled());
}

TEST_F(CompareWindowTest, WithAnotherPhotoOneBeginsAgain) {
  CompareWindow& compare = openCompare();
  click(compare, "compareStart");
  ASSERT_TRUE(isShown(compare, 2));
  window_->document().openImage(testPicture(200, 100), "other");
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().name() == "other"; }, test::kPatience_ms));
  EXPECT_TRUE(in<QPushButton>(compare, "compareStart").isVisible());
  EXPECT_TRUE(in<QLabel>(compare, "compareWhat").text().contains("other"));
  EXPECT_EQ(compare.findChild<VariantView*>(), nullptr);
}

}  // namespace
}  // namespace v4e::ui
