// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/mask_panel.h"

#include <gtest/gtest.h>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {
namespace {

class MaskPanelTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto();
    edit("make it night");
    ASSERT_TRUE(
        QTest::qWaitFor([this] { return workspace().timeline().model().count() == 5; }, test::kPatience_ms));
  }
  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] MaskSession& session() const { return workspace().masks().session(); }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) {
    window_->canvas().setFocus();
    QTest::keyClick(&window_->canvas(), key, modifiers);
  }
  template <typename Widget>
  Widget* part(const char* name) {
    auto* found = window_->findChild<Widget*>(name);
    EXPECT_TRUE(found) << name;
    return found;
  }
};

TEST_F(MaskPanelTest, KeysTakeToolsAndPutThemAway) {
  auto* dock = part<QDockWidget>("maskDock");
  EXPECT_FALSE(dock->isVisible());
  key(Qt::Key_B);
  EXPECT_TRUE(session().isToolActive());
  EXPECT_EQ(session().tool().kind(), MaskToolKind::Brush);
  EXPECT_TRUE(dock->isVisible());
  key(Qt::Key_L);
  EXPECT_EQ(session().tool().kind(), MaskToolKind::Lasso);
  key(Qt::Key_U);
  EXPECT_EQ(session().tool().kind(), MaskToolKind::Rectangle);
  key(Qt::Key_H);
  EXPECT_FALSE(session().isToolActive());
  key(Qt::Key_E);
  EXPECT_EQ(session().tool().kind(), MaskToolKind::Eraser);
  EXPECT_FALSE(window_->commands().action("view.hand")->isChecked());
  key(Qt::Key_E);
  EXPECT_FALSE(session().isToolActive());
}

TEST_F(MaskPanelTest, BracketsChangeTheBrushAndTheSlidersFollow) {
  key(Qt::Key_B);
  session().tool().setRadius(20);
  key(Qt::Key_BracketRight);
  EXPECT_GT(session().tool().radius(), 20);
  EXPECT_EQ(part<QSpinBox>("brushSizeBox")->value(), qRound(2 * session().tool().radius()));
  key(Qt::Key_BracketLeft);
  EXPECT_NEAR(session().tool().radius(), 20, 1);
  session().tool().setHardness(0.5);
  key(Qt::Key_BracketLeft, Qt::ShiftModifier);
  EXPECT_NEAR(session().tool().hardness(), 0.25, 1e-9);
  EXPECT_EQ(part<QSlider>("brushHardness")->value(), 25);
  part<QSpinBox>("brushSizeBox")->setValue(100);
  EXPECT_DOUBLE_EQ(session().tool().radius(), 50);
}

TEST_F(MaskPanelTest, RegionsAreListedWithASliderEach) {
  QTest::mouseClick(part<QPushButton>("addRegion"), Qt::LeftButton);
  QTest::mouseClick(part<QPushButton>("addRegion"), Qt::LeftButton);
  EXPECT_EQ(session().model().state().regions.size(), 2U);
  EXPECT_EQ(session().model().target(), 2);
  auto* first = part<QWidget>("region1");
  first->findChild<QSlider*>("moment")->setValue(25);
  EXPECT_DOUBLE_EQ(session().model().state().region(1)->position, 0.25);
  first->findChild<QRadioButton*>("choice")->click();
  EXPECT_EQ(session().model().target(), 1);
  EXPECT_FALSE(part<QWidget>("region2")->findChild<QRadioButton*>("choice")->isChecked());
  part<QWidget>("region2")->findChild<QToolButton*>("remove")->click();
  EXPECT_EQ(session().model().state().regions.size(), 1U);
  window_->document().undoStack().undo();
  EXPECT_EQ(session().model().state().regions.size(), 2U);
  part<QRadioButton>("maskChoice")->click();
  EXPECT_EQ(session().model().target(), kMaskTarget);
  EXPECT_TRUE(part<QRadioButton>("maskChoice")->isChecked());
}

TEST_F(MaskPanelTest, ModeIsAStepOfTheUndoStack) {
  auto* mode = part<QComboBox>("maskMode");
  mode->setFocus();
  QTest::keyClick(mode, Qt::Key_Down);
  EXPECT_EQ(session().model().state().mode, UserMaskMode::Extend);
  window_->document().undoStack().undo();
  EXPECT_EQ(session().model().state().mode, UserMaskMode::Restrict);
  EXPECT_EQ(mode->currentIndex(), 0);
}

TEST_F(MaskPanelTest, StartsFromTheChangeOfTheEdit) {
  window_->commands().action("mask.fromChange")->trigger();
  EXPECT_FALSE(session().model().state().mask.empty());
  EXPECT_TRUE(window_->commands().action("mask.invert")->isEnabled());
  window_->commands().action("mask.clear")->trigger();
  EXPECT_FALSE(window_->commands().action("mask.invert")->isEnabled());
}

}  // namespace
}  // namespace v4e::ui
