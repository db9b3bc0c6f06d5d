// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done for a film without training: seen and counted only where the model makes films.
#include "ui/captions/film_remedies.h"

#include <gtest/gtest.h>

#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include "ui/captions/parameter_box.h"

namespace v4e::ui {
namespace {

class FilmRemediesTest : public testing::Test {
 protected:
  void SetUp() override {
    film_.id = film_.name = "i2v";
    film_.methods = {EditMethod::NativeI2v};
    chronoedit_.id = chronoedit_.name = "chronoedit";
    chronoedit_.methods = {EditMethod::Student, EditMethod::NativeI2v};
    box_.setModels({film_, chronoedit_}, "i2v");
    box_.show();
    QTest::mouseClick(box_.findChild<QToolButton*>("moreParameters"), Qt::LeftButton);
  }
  [[nodiscard]] QSpinBox& keep() { return *box_.findChild<QSpinBox*>("keepEvery"); }
  [[nodiscard]] QDoubleSpinBox& still() { return *box_.findChild<QDoubleSpinBox*>("stillSigma"); }
  [[nodiscard]] EditSettings order() const {
    EditSettings order;
    box_.fill(order);
    return order;
  }
  static void type(QWidget& field, const QString& text) {
    field.setFocus();
    QTest::keyClick(&field, Qt::Key_A, Qt::ControlModifier);
    QTest::keyClicks(&field, text);
  }

  ModelInfo film_;
  ModelInfo chronoedit_;
  ParameterBox box_;
};

TEST_F(FilmRemediesTest, AreOffUntilTheyAreAskedFor) {
  EXPECT_TRUE(keep().isVisible());
  EXPECT_EQ(keep().text(), "All");
  EXPECT_EQ(still().text(), "Off");
  EXPECT_FALSE(order().keep_every);
  EXPECT_FALSE(order().still_sigma);
}

TEST_F(FilmRemediesTest, AreSetByKeys) {
  keep().setFocus();
  QTest::keyClick(&keep(), Qt::Key_Up);
  QTest::keyClick(&keep(), Qt::Key_Up);
  EXPECT_EQ(order().keep_every, 3);
  EXPECT_EQ(keep().text(), "1 of 3");
  QTest::keyClick(&keep(), Qt::Key_Tab);
  EXPECT_EQ(box_.focusWidget(), &still());
  QTest::keyClick(&still(), Qt::Key_Up);
  EXPECT_EQ(order().still_sigma, 0.05);
  QTest::keyClick(&still(), Qt::Key_Down);
  EXPECT_FALSE(order().still_sigma);
}

TEST_F(FilmRemediesTest, LessThanTheLeastNoiseCountsAsThat) {
  type(still(), "0.02");
  EXPECT_EQ(order().still_sigma, 0.05);
  QTest::keyClick(&still(), Qt::Key_Return);
  EXPECT_EQ(still().value(), 0.05) << "and is shown then";
  EXPECT_NO_THROW(order().validate());
}

TEST_F(FilmRemediesTest, CountOnlyWhereTheModelMakesFilms) {
  box_.setValues({.keep_every = 4, .still_sigma = 0.4});
  ASSERT_EQ(order().keep_every, 4);
  auto& model = *box_.findChild<QComboBox*>("model");
  model.setFocus();
  QTest::keyClick(&model, Qt::Key_End);
  ASSERT_EQ(order().model, "chronoedit");
  EXPECT_FALSE(keep().isVisible());
  EXPECT_FALSE(order().keep_every) << "it would be refused";
  EXPECT_FALSE(order().still_sigma);
  auto& method = *box_.findChild<QComboBox*>("method");
  method.setFocus();
  QTest::keyClick(&method, Qt::Key_Down);
  ASSERT_EQ(order().method, EditMethod::NativeI2v);
  EXPECT_TRUE(keep().isVisible());
  EXPECT_EQ(order().keep_every, 4) << "as it was left";
  EXPECT_EQ(order().still_sigma, 0.4);
}

TEST_F(FilmRemediesTest, ComeBackWithAnEditThatWasMadeWithThem) {
  EditSettings made = order();
  made.keep_every = 5;
  made.still_sigma = 0.55;
  box_.setOrder(made);
  EXPECT_EQ(order(), made);
  made.keep_every.reset();
  made.still_sigma.reset();
  box_.setOrder(made);
  EXPECT_EQ(order(), made) << "and without";
}

TEST_F(FilmRemediesTest, EachIsTakenBackAlone) {
  QSignalSpy edited(&box_, &ParameterBox::edited);
  type(keep(), "3");
  ASSERT_GE(edited.size(), 1);
  const auto keep_before = edited.front().at(0).value<ParameterValues>();
  EXPECT_EQ(keep_before, (ParameterValues{.keep_every = 0}));
  EXPECT_EQ(edited.back().at(1).value<ParameterValues>(), (ParameterValues{.keep_every = 3}));
  edited.clear();
  type(still(), "0.5");
  ASSERT_GE(edited.size(), 1);
  EXPECT_EQ(edited.back().at(1).value<ParameterValues>(), (ParameterValues{.still_sigma = 0.5}));
  box_.setValues(keep_before);
  EXPECT_FALSE(order().keep_every);
  EXPECT_EQ(order().still_sigma, 0.5);
}

TEST_F(FilmRemediesTest, SayWhatTheyDoAndThatItIsNotMeasured) {
  for (QWidget* field : {static_cast<QWidget*>(&keep()), static_cast<QWidget*>(&still())}) {
    EXPECT_FALSE(field->accessibleName().isEmpty());
    EXPECT_TRUE(field->toolTip().contains("not been measured")) << field->toolTip().toStdString();
  }
}

}  // namespace
}  // namespace v4e::ui
