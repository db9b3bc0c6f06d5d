// SPDX-License-Identifier: GPL-3.0-or-later
// Selections that the program finds, in the whole window.
#include <gtest/gtest.h>

#include <QPainter>
#include <cstring>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/masks/area_dialog.h"
#include "ui/masks/mask_session.h"
#include "ui/widgets/step_text.h"

namespace v4e::ui {
namespace {

class SelectionTest : public WindowTest {
 protected:
  /// A red disc on a meadow.
  void openDisc() {
    QImage picture(240, 180, QImage::Format_RGB32);
    picture.fill(QColor(60, 130, 50));
    QPainter painter(&picture);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(QColor(200, 40, 30));
    painter.setPen(Qt::NoPen);
    painter.drawEllipse(QPointF(120, 90), 40, 40);
    painter.end();
    const QString path = folder_.filePath("disc.png");
    ASSERT_TRUE(picture.save(path));
    window_->intake().openFile(path);
    ASSERT_EVENTUALLY(window_->document().hasPhoto() && window_->document().photo()->image.width() == 240);
  }
  [[nodiscard]] MaskSession& session() const { return window_->findChild<Workspace*>()->masks().session(); }
  [[nodiscard]] int selected(int x, int y) const {
    const Image& mask = session().model().state().mask;
    return mask.empty() ? -1 : mask.row<std::uint8_t>(y)[x];
  }
  void trigger(const char* command) { window_->commands().action(command)->trigger(); }
  void waitForSelection() {
    ASSERT_EVENTUALLY(!session().finder().isBusy());
    QCoreApplication::processEvents();
  }
  /// A drag with a tool, in photo pixels.
  void drag(MaskToolKind kind, const std::vector<QPointF>& way, Qt::KeyboardModifiers keys = {}) {
    MaskTool& tool = session().tool();
    tool.setKind(kind);
    const auto event = [keys](QEvent::Type type) {
      return QMouseEvent(type, QPointF(0, 0), QPointF(0, 0), Qt::LeftButton, Qt::LeftButton, keys);
    };
    tool.press(way.front(), event(QEvent::MouseButtonPress));
    for (const QPointF& point : way) tool.move(point, event(QEvent::MouseMove));
    tool.release(way.back(), event(QEvent::MouseButtonRelease));
    waitForSelection();
  }
};

TEST_F(SelectionTest, SubjectAndBackgroundAreOneStepEach) {
  openDisc();
  trigger("mask.subject");
  waitForSelection();
  EXPECT_EQ(selected(120, 90), 255);
  EXPECT_EQ(selected(10, 10), 0);
  EXPECT_EQ(window_->document().undoStack().count(), 1) << "the finer answer is no step of its own";
  trigger("mask.background");
  waitForSelection();
  EXPECT_EQ(selected(120, 90), 0);
  EXPECT_EQ(selected(10, 10), 255);
  window_->document().undoStack().undo();
  EXPECT_EQ(selected(120, 90), 255);
  window_->document().undoStack().undo();
  EXPECT_EQ(selected(120, 90), -1);
}

TEST_F(SelectionTest, WithoutAClearSubjectNothingIsSelected) {
  openDisc();
  control_->has_subject = false;
  trigger("mask.subject");
  waitForSelection();
  EXPECT_EQ(selected(120, 90), -1);
  EXPECT_EQ(window_->document().undoStack().count(), 0);
  EXPECT_TRUE(window_->messages().isVisible()) << "it says so";
}

TEST_F(SelectionTest, AGuessIsSaidToBeOne) {
  openDisc();
  control_->subject_is_clear = false;
  trigger("mask.subject");
  waitForSelection();
  EXPECT_EQ(selected(120, 90), 255);
  EXPECT_TRUE(window_->messages().isVisible());
}

TEST_F(SelectionTest, ObjectInABoxIsFound) {
  openDisc();
  drag(MaskToolKind::Object, {{60, 30}, {180, 150}});
  EXPECT_EQ(selected(120, 90), 255);
  EXPECT_GT(selected(90, 90), 200) << "up to its rim";
  EXPECT_EQ(selected(66, 36), 0) << "not all of the box";
  EXPECT_EQ(selected(10, 10), 0);
}

TEST_F(SelectionTest, QuickSelectionGrowsAndTakesAway) {
  openDisc();
  session().tool().setRadius(8);
  drag(MaskToolKind::QuickSelection, {{110, 80}, {130, 100}});
  EXPECT_EQ(selected(120, 60), 255);
  EXPECT_EQ(selected(10, 10), 0);
  drag(MaskToolKind::QuickSelection, {{110, 80}, {130, 100}}, Qt::AltModifier);
  EXPECT_LT(selected(120, 90), 128);
}

TEST_F(SelectionTest, WandSelectsWhatLooksAlike) {
  openDisc();
  drag(MaskToolKind::Wand, {{120, 90}});
  EXPECT_EQ(selected(100, 90), 255);
  EXPECT_EQ(selected(10, 10), 0);
  drag(MaskToolKind::Wand, {{10, 10}});
  EXPECT_EQ(selected(10, 170), 255) << "added";
  EXPECT_EQ(selected(100, 90), 255);
}

TEST_F(SelectionTest, GrowsAndShrinks) {
  openDisc();
  drag(MaskToolKind::Wand, {{120, 90}});
  EXPECT_EQ(selected(120, 44), 0);
  session().grow(8);
  EXPECT_EQ(selected(120, 44), 255);
  session().grow(-20);
  EXPECT_EQ(selected(120, 56), 0);
  EXPECT_EQ(selected(120, 90), 255);
}

TEST_F(SelectionTest, NextEditIsOfTheSelection) {
  openDisc();
  trigger("mask.subject");
  waitForSelection();
  const int merges = control_->merges;
  edit("make it night");
  ASSERT_EVENTUALLY(!session().isPending());
  EXPECT_EQ(control_->merges, merges + 1) << "it is merged with the selection from the start";
  const auto result = window_->document().result();
  const auto red = [](const Image& image, int x, int y) {
    return image.row<std::uint8_t>(y)[x * image.channels()];
  };
  EXPECT_NE(red(result->edited->image, 120, 90), red(result->photo->image, 120, 90));
  EXPECT_EQ(red(result->edited->image, 10, 10), red(result->photo->image, 10, 10));
  EXPECT_EQ(result->settings.region.kind, RegionChoice::Kind::Mask) << "the model is told";
  EXPECT_EQ(selected(120, 90), 255) << "and it can be changed afterwards";
}

TEST_F(SelectionTest, WhatIsDoneMeanwhileLeavesTheEditItsOwn) {
  openDisc();
  trigger("mask.subject");
  waitForSelection();
  control_->waits = true;
  window_->instructionPanel().instruction().setPlainText("make it night");
  ASSERT_EVENTUALLY(window_->instructionPanel().isReady());
  trigger("generate.run");
  ASSERT_TRUE(window_->session().isGenerating());
  EXPECT_FALSE(window_->commands().action("edit.undo")->isEnabled())
      << "it would take away what it stands on";
  trigger("mask.invert");
  EXPECT_EQ(selected(10, 10), 255);
  control_->waits = false;
  ASSERT_EVENTUALLY(window_->document().result() && !window_->session().isEditing() &&
                    !session().isPending());
  EXPECT_EQ(selected(120, 90), 255) << "as it was asked for";
  EXPECT_EQ(selected(10, 10), 0);
  const Image& edited = window_->document().result()->edited->image;
  const Image& photo = window_->document().result()->photo->image;
  EXPECT_EQ(std::memcmp(edited.row<std::byte>(10), photo.row<std::byte>(10), edited.row_bytes()), 0);
  EXPECT_TRUE(window_->commands().action("edit.undo")->isEnabled());
}

TEST_F(SelectionTest, AWishAboutAPartAsksForIt) {
  openDisc();
  InstructionPanel& panel = window_->instructionPanel();
  const auto* asks = panel.findChild<QLabel*>("wishRegion");
  panel.instruction().setPlainText("make it darker");
  ASSERT_EVENTUALLY(panel.isReady());
  EXPECT_TRUE(asks->isHidden());
  panel.instruction().setPlainText("remove this");
  ASSERT_EVENTUALLY(!asks->isHidden());
  EXPECT_FALSE(panel.isReady());
  trigger("generate.run");
  waitForSelection();
  EXPECT_EQ(selected(120, 90), 255) << "the subject is proposed";
  EXPECT_FALSE(window_->session().isEditing()) << "and looked at first";
  ASSERT_EVENTUALLY(panel.isReady());
  EXPECT_TRUE(asks->isHidden());
  EXPECT_FALSE(panel.findChild<QLabel*>("ofSelection")->isHidden());
  trigger("mask.clear");
  ASSERT_EVENTUALLY(!asks->isHidden());
}

TEST_F(SelectionTest, AWishAboutTheBackgroundProposesThat) {
  openDisc();
  InstructionPanel& panel = window_->instructionPanel();
  ModelInfo model;
  model.id = model.name = "parts";
  model.ready = true;
  model.can_do = {"bw"};
  model.can_do_in_region = {"bgblur", "recolour"};
  panel.setModels({model}, "parts");
  panel.instruction().setPlainText("blur the background");
  const auto* asks = panel.findChild<QLabel*>("wishRegion");
  ASSERT_EVENTUALLY(!asks->isHidden());
  auto* propose = panel.findChild<QPushButton*>("wishSubject");
  EXPECT_EQ(propose->text(), "Select the background");
  trigger("generate.run");
  waitForSelection();
  EXPECT_EQ(selected(120, 90), 0) << "the subject is what stays";
  EXPECT_EQ(selected(10, 10), 255);
  const auto* told = panel.findChild<QLabel*>("ofSelection");
  EXPECT_EQ(told->text(), "What is selected will be edited, as the background.");
  panel.instruction().setPlainText("make this red");
  ASSERT_EVENTUALLY(told->text() == "Only what is selected will be edited.");
  trigger("mask.clear");
  ASSERT_EVENTUALLY(!asks->isHidden());
  EXPECT_EQ(propose->text(), "Select the subject");
  panel.instruction().setPlainText("make the background black and white");
  ASSERT_EVENTUALLY(propose->text() == "Select the background");
  EXPECT_FALSE(asks->isHidden());
  EXPECT_TRUE(panel.findChild<QLabel*>("wishRefusal")->isHidden());
}

TEST_F(SelectionTest, WithoutASubjectTheToolIsTakenUp) {
  openDisc();
  control_->has_subject = false;
  InstructionPanel& panel = window_->instructionPanel();
  panel.instruction().setPlainText("remove this");
  const auto* asks = panel.findChild<QLabel*>("wishRegion");
  ASSERT_EVENTUALLY(!asks->isHidden());
  panel.findChild<QPushButton*>("wishSubject")->click();
  waitForSelection();
  EXPECT_TRUE(session().isToolActive());
  EXPECT_EQ(session().tool().kind(), MaskToolKind::QuickSelection);
  EXPECT_TRUE(window_->messages().isVisible());
}

TEST_F(SelectionTest, PaintingMeanwhileCounts) {
  openDisc();
  trigger("mask.subject");
  MaskTool& tool = session().tool();
  tool.setKind(MaskToolKind::Rectangle);
  const auto event = [](QEvent::Type type) {
    return QMouseEvent(type, QPointF(0, 0), QPointF(0, 0), Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
  };
  tool.press({0, 0}, event(QEvent::MouseButtonPress));
  tool.move({30, 30}, event(QEvent::MouseMove));
  tool.release({30, 30}, event(QEvent::MouseButtonRelease));
  waitForSelection();
  EXPECT_EQ(selected(10, 10), 255) << "what comes late does not take its place";
  EXPECT_EQ(selected(120, 90), 0);
}

/// With keys alone.
TEST_F(SelectionTest, ByNumbers) {
  openDisc();
  const auto select = [this](const std::vector<std::pair<const char*, int>>& numbers, int shape, int how) {
    trigger("mask.numbers");
    auto* dialog = window_->findChild<AreaDialog*>();
    ASSERT_NE(dialog, nullptr);
    for (const auto& [name, value] : numbers) {
      auto* field = dialog->findChild<QSpinBox*>(name);
      field->setFocus();
      field->selectAll();
      QTest::keyClicks(field, QString::number(value));
      QTest::keyClick(field, Qt::Key_Tab);
      EXPECT_EQ(field->value(), value) << name;
    }
    dialog->findChild<QComboBox*>("areaShape")->setCurrentIndex(shape);
    dialog->findChild<QComboBox*>("areaHow")->setCurrentIndex(how);
    QTest::keyClick(dialog, Qt::Key_Return);
    // It deletes itself in its own time.
    ASSERT_EVENTUALLY(!window_->findChild<AreaDialog*>());
  };
  select({{"areaLeft", 40}, {"areaTop", 20}, {"areaWidth", 100}, {"areaHeight", 60}}, 0, 0);
  EXPECT_EQ(selected(39, 40), 0);
  EXPECT_EQ(selected(40, 20), 255);
  EXPECT_EQ(selected(139, 79), 255);
  EXPECT_EQ(selected(140, 79), 0);
  // The dialog opens with what is selected; the ellipse in it is taken away.
  select({}, 1, static_cast<int>(MaskCombination::Subtract));
  EXPECT_EQ(selected(90, 50), 0);
  EXPECT_EQ(selected(41, 21), 255) << "a corner stays";
  EXPECT_EQ(shownStep(window_->document().undoStack().undoText()), "Select by numbers");
  trigger("edit.undo");
  EXPECT_EQ(selected(90, 50), 255);
}

TEST_F(SelectionTest, NumbersStayInThePhoto) {
  AreaDialog dialog({240, 180}, {200, 100, 40, 80});
  dialog.findChild<QSpinBox*>("areaLeft")->setValue(239);
  dialog.findChild<QSpinBox*>("areaTop")->setValue(500);
  EXPECT_EQ(dialog.area(), (PixelArea{239, 179, 1, 1}));
}

}  // namespace
}  // namespace v4e::ui
