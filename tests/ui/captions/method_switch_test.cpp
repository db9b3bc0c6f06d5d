// SPDX-License-Identifier: GPL-3.0-or-later
// The method beside the model: seen where there is a choice, kept where the model cannot.
#include "ui/captions/method_switch.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>

#include "ui/captions/parameter_box.h"

namespace v4e::ui {
namespace {

ModelInfo modelWith(const char* id, std::vector<EditMethod> methods) {
  ModelInfo info;
  info.id = info.name = id;
  info.methods = std::move(methods);
  return info;
}

const ModelInfo kText = modelWith("t2v", {EditMethod::ZeroShotT2v});
const ModelInfo kBoth = modelWith("ti2v", {EditMethod::Ti2v, EditMethod::ZeroShotT2v});

TEST(MethodSwitch, IsThereWhereTheModelHasAChoice) {
  QWidget window;
  MethodSwitch method(&window);
  EXPECT_TRUE(method.isHidden());
  method.setModel(&kText);
  EXPECT_TRUE(method.isHidden()) << "no choice";
  method.setModel(&kBoth);
  EXPECT_FALSE(method.isHidden());
  EXPECT_EQ(method.field()->currentText(), "Text and image to video");
  EXPECT_FALSE(method.method()) << "the model's own";
  method.setModel(nullptr);
  EXPECT_TRUE(method.isHidden());
}

TEST(MethodSwitch, IsChosenByKeys) {
  QWidget window;
  MethodSwitch method(&window);
  method.setModel(&kBoth);
  window.show();
  QSignalSpy chosen(&method, &MethodSwitch::chosen);
  method.field()->setFocus();
  QTest::keyClick(method.field(), Qt::Key_Down);
  EXPECT_EQ(method.method(), EditMethod::ZeroShotT2v);
  EXPECT_EQ(chosen.size(), 1);
  QTest::keyClick(method.field(), Qt::Key_Up);
  EXPECT_FALSE(method.method());
  EXPECT_EQ(chosen.size(), 2);
}

TEST(MethodSwitch, KeepsWhatTheModelCannotAndSaysSo) {
  QWidget window;
  MethodSwitch method(&window);
  method.setModel(&kText);
  method.setMethod(EditMethod::NativeI2v);
  EXPECT_TRUE(method.isMisfit());
  EXPECT_FALSE(method.isHidden());
  EXPECT_EQ(method.field()->currentText(), "Image to video (not by this model)");
  EXPECT_EQ(method.method(), EditMethod::NativeI2v) << "nothing is replaced silently";
  window.show();
  method.field()->setFocus();
  QTest::keyClick(method.field(), Qt::Key_Up);
  EXPECT_FALSE(method.isMisfit());
  EXPECT_TRUE(method.isHidden());
}

TEST(MethodSwitch, IsPartOfTheOrder) {
  ParameterBox box;
  box.setModels({kBoth, kText}, "ti2v");
  EditSettings order;
  box.fill(order);
  EXPECT_FALSE(order.method);
  order.method = EditMethod::ZeroShotT2v;
  box.setOrder(order);
  EditSettings back;
  box.fill(back);
  EXPECT_EQ(back.method, EditMethod::ZeroShotT2v);
  QSignalSpy edited(&box, &ParameterBox::edited);
  auto* field = box.findChild<QComboBox*>("method");
  box.show();
  field->setFocus();
  QTest::keyClick(field, Qt::Key_Up);
  ASSERT_EQ(edited.size(), 1);
  const auto before = edited.front().at(0).value<ParameterValues>();
  EXPECT_EQ(before, (ParameterValues{.method = MethodChoice{EditMethod::ZeroShotT2v}}));
  box.setValues(before);
  box.fill(back);
  EXPECT_EQ(back.method, EditMethod::ZeroShotT2v) << "undone";
}

}  // namespace
}  // namespace v4e::ui
