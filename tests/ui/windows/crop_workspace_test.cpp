// SPDX-License-Identifier: GPL-3.0-or-later
// The crop tool in the window: its panel, and what ends it.
#include "tests/ui/windows/shape_fixture.h"

namespace v4e::ui {
namespace {

using CropWorkspaceTest = ShapeWorkspaceTest;

TEST_F(CropWorkspaceTest, TheCropToolIsAppliedByEnterAndOpenedAgainOnTheWhole) {
  openPhoto(64, 48);
  edit("make it night");
  const Image edited = result()->edited->image;
  beginCrop();
  EXPECT_FALSE(window_->findChild<CanvasBar*>()->isVisible());
  EXPECT_TRUE(window_->findChild<CropPanel*>()->isVisible());
  number("cropWidth")->setValue(32);
  number("cropX")->setValue(10);
  EXPECT_EQ(tool().area(), (PixelArea{10, 0, 32, 48}));
  QTest::keyClick(&window_->canvas(), Qt::Key_Return);
  ASSERT_TRUE(QTest::qWaitFor([this] { return size_of(base()).width == 32; }, test::kPatience_ms));
  settle();
  EXPECT_FALSE(window_->canvas().hasStage());
  EXPECT_TRUE(window_->findChild<CanvasBar*>()->isVisible());
  EXPECT_TRUE(samePixels(result()->edited->image, cropped(edited, {10, 0, 32, 48})));
  EXPECT_EQ(shownStep(document().undoStack().undoText()), "Crop");
  beginCrop();
  EXPECT_EQ(tool().area(), (PixelArea{10, 0, 32, 48}));
  EXPECT_EQ(window_->canvas().view().photoSize(), QSize(64, 48));
  window_->findChild<QToolButton*>("cropReset")->click();
  window_->findChild<QPushButton*>("cropApply")->click();
  ASSERT_TRUE(QTest::qWaitFor([this] { return size_of(base()).width == 64; }, test::kPatience_ms));
  settle();
  EXPECT_TRUE(samePixels(result()->edited->image, edited));
}

TEST_F(CropWorkspaceTest, EscapeLeavesAllAsItWas) {
  openPhoto(64, 48);
  beginCrop();
  number("cropWidth")->setValue(20);
  QTest::keyClick(&window_->canvas(), Qt::Key_Escape);
  EXPECT_FALSE(workspace().shape().isCropping());
  settle();
  EXPECT_EQ(size_of(base()), (PixelSize{64, 48}));
  EXPECT_EQ(document().undoStack().count(), 0);
  EXPECT_FALSE(window_->commands().action("photo.crop")->isChecked());
}

TEST_F(CropWorkspaceTest, AllOfThePictureIsInSightMeanwhile) {
  openPhoto(64, 48);
  window_->canvas().setZoom(24);
  const QPointF middle = window_->canvas().view().toPhoto({0, 0});
  beginCrop();
  EXPECT_TRUE(window_->canvas().view().isFitted()) << "the handles lie out of sight else";
  QTest::keyClick(&window_->canvas(), Qt::Key_Escape);
  EXPECT_EQ(window_->canvas().zoom(), 24);
  EXPECT_EQ(window_->canvas().view().toPhoto({0, 0}), middle);
}

TEST_F(CropWorkspaceTest, RatiosAndTheirUprightForms) {
  openPhoto(64, 48);
  beginCrop();
  auto* ratio = window_->findChild<QComboBox*>("cropRatio");
  auto* upright = window_->findChild<QToolButton*>("cropUpright");
  const auto choose = [&](int index) {
    ratio->setCurrentIndex(index);
    Q_EMIT ratio->activated(index);
  };
  choose(ratio->findText("1 : 1"));
  EXPECT_EQ(tool().area(), (PixelArea{8, 0, 48, 48}));
  choose(ratio->findText("3 : 2"));
  EXPECT_EQ(tool().area().width, 64);
  EXPECT_NEAR(tool().area().height, 42, 1);
  upright->click();
  EXPECT_EQ(tool().area().height, 48);
  EXPECT_NEAR(tool().area().width, 32, 1);
  choose(1);  // as the photo, upright
  EXPECT_EQ(tool().area(), (PixelArea{14, 0, 36, 48}));
  upright->click();
  EXPECT_EQ(tool().area(), (PixelArea{0, 0, 64, 48}));
}

TEST_F(CropWorkspaceTest, StraightensBySliderAndNumber) {
  openPhoto(64, 48);
  const auto original = document().photo();
  beginCrop();
  window_->findChild<QSlider*>("cropSlider")->setValue(52);
  EXPECT_DOUBLE_EQ(tool().angle(), 5.2);
  window_->findChild<QDoubleSpinBox*>("cropAngle")->setValue(5.25);
  EXPECT_DOUBLE_EQ(tool().angle(), 5.25);
  workspace().shape().applyCrop();
  ASSERT_TRUE(QTest::qWaitFor([this] { return size_of(base()).width < 64; }, test::kPatience_ms));
  settle();
  EXPECT_TRUE(samePixels(base(), shaped_photo(*original, {false, 0, 5.25}).image));
  EXPECT_EQ(shownStep(document().undoStack().undoText()), "Straighten");
}

TEST_F(CropWorkspaceTest, TurningWhileCroppingTurnsTheRectangle) {
  openPhoto(64, 48);
  beginCrop();
  tool().setArea({0, 0, 30, 20});
  window_->commands().action("photo.rotateRight")->trigger();
  ASSERT_TRUE(QTest::qWaitFor([this] { return window_->canvas().view().photoSize() == QSize(48, 64); },
                              test::kPatience_ms));
  EXPECT_EQ(tool().area(), (PixelArea{28, 0, 20, 30}));
  workspace().shape().applyCrop();
  ASSERT_TRUE(QTest::qWaitFor([this] { return size_of(base()) == PixelSize{20, 30}; }, test::kPatience_ms));
}

TEST_F(CropWorkspaceTest, WhatIsCroppedCountsWhenAnEditIsAskedFor) {
  openPhoto(64, 48);
  beginCrop();
  tool().setArea({0, 0, 30, 20});
  window_->instructionPanel().instruction().setPlainText("make it night");
  window_->startEdit();
  ASSERT_TRUE(QTest::qWaitFor([this] { return result() != nullptr; }, test::kPatience_ms));
  settle();
  EXPECT_EQ(size_of(result()->photo->image), (PixelSize{30, 20}));
}

TEST_F(CropWorkspaceTest, AnotherPictureOrToolEndsTheCropTool) {
  openPhoto(64, 48);
  edit("make it night");
  beginCrop();
  document().undoStack().undo();
  EXPECT_FALSE(workspace().shape().isCropping());
  settle();
  beginCrop();
  window_->commands().action("mask.brush")->trigger();
  EXPECT_FALSE(workspace().shape().isCropping());
  EXPECT_TRUE(workspace().masks().session().isToolActive());
  beginCrop();
  EXPECT_FALSE(workspace().masks().session().isToolActive());
  EXPECT_FALSE(window_->commands().action("mask.brush")->isChecked());
  openPhoto(60, 40);
  ASSERT_TRUE(QTest::qWaitFor([this] { return !workspace().shape().isCropping(); }, test::kPatience_ms));
  settle();
}

TEST_F(CropWorkspaceTest, TheCropToolNeverMakesTheWindowLarger) {
  openPhoto(64, 48);
  const QSize least = window_->minimumSizeHint();
  const QSize size = window_->size();
  beginCrop();
  QCoreApplication::processEvents();
  EXPECT_LE(window_->minimumSizeHint().height(), least.height());
  EXPECT_LE(window_->minimumSizeHint().width(), least.width());
  EXPECT_EQ(window_->size(), size);
}

}  // namespace
}  // namespace v4e::ui
