// SPDX-License-Identifier: GPL-3.0-or-later
// The window's words and offers where a model is larger than the memory that is free.
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/windows/main_window.h"

namespace v4e::ui {
namespace {

/// Two models, one of them too large for what is free.
class MemoryTest : public WindowTest {
 protected:
  void SetUp() override {
    control_->large_is_ready = true;
    control_->free_bytes = 8'000'000'000;
    WindowTest::SetUp();
    openPhoto();
    window_->instructionPanel().setModels(engine_.models(), "large");
    window_->instructionPanel().instruction().setPlainText("x");
  }
  [[nodiscard]] QPushButton* offer(const char* name) const { return window_->findChild<QPushButton*>(name); }
  bool waitForEdit() {
    return QTest::qWaitFor([this] { return window_->document().result() != nullptr; }, test::kPatience_ms);
  }
};

TEST_F(MemoryTest, AModelThatDoesNotFitIsSaidBeforeItStarts) {
  window_->startEdit();
  EXPECT_FALSE(window_->session().isEditing());
  EXPECT_TRUE(window_->messages().isVisible());
  const QString text = window_->findChild<QLabel*>("messageText")->text();
  EXPECT_TRUE(text.contains("Large 14B") && text.contains("28.0 GB") && text.contains("8.0 GB"))
      << text.toStdString();
  ASSERT_TRUE(offer("messageOffer")->text().contains("Nano (310 MB)"))
      << offer("messageOffer")->text().toStdString();
  QTest::mouseClick(offer("messageOffer"), Qt::LeftButton);
  ASSERT_TRUE(waitForEdit());
  EXPECT_EQ(window_->document().result()->settings.model, "nano");
  EXPECT_EQ(settings_.modelId(), "nano") << "the panel shows what was used";
}

TEST_F(MemoryTest, ItCanBeTriedAllTheSameAndIsNotAskedTwice) {
  window_->startEdit();
  ASSERT_TRUE(offer("messageOffer2")->isVisible());
  QTest::mouseClick(offer("messageOffer2"), Qt::LeftButton);
  ASSERT_TRUE(waitForEdit());
  EXPECT_EQ(window_->document().result()->settings.model, "large");
  ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->session().isEditing(); }, test::kPatience_ms));
  window_->startEdit();
  EXPECT_TRUE(window_->session().isEditing());
}

TEST_F(MemoryTest, WhatAModelItselfHoldsIsNotMissing) {
  control_->free_bytes = 40'000'000'000;
  QSignalSpy found(&engine_, &EditEngine::modelsFound);
  engine_.findModels({});
  ASSERT_TRUE(found.wait(test::kPatience_ms));
  window_->startEdit();
  ASSERT_TRUE(waitForEdit());
  ASSERT_TRUE(QTest::qWaitFor([this] { return !window_->session().isEditing(); }, test::kPatience_ms));
  // Loaded now, so that looking again finds less.
  control_->free_bytes = 12'000'000'000;
  engine_.findModels({});
  ASSERT_TRUE(found.wait(test::kPatience_ms));
  window_->startEdit();
  EXPECT_TRUE(window_->session().isEditing());
}

TEST_F(MemoryTest, AfterItRanOutTheModelThatTakesLessIsOffered) {
  control_->fails = true;
  window_->startEdit();
  QTest::mouseClick(offer("messageOffer2"), Qt::LeftButton);
  ASSERT_TRUE(QTest::qWaitFor(
      [this] { return !window_->session().isEditing() && offer("messageOffer")->isVisible(); },
      test::kPatience_ms));
  EXPECT_TRUE(offer("messageOffer")->text().contains("Nano"));
  EXPECT_FALSE(offer("messageOffer2")->isVisible()) << "offers of the message before are gone";
  control_->fails = false;
  QTest::mouseClick(offer("messageOffer"), Qt::LeftButton);
  ASSERT_TRUE(waitForEdit());
  EXPECT_EQ(window_->document().result()->settings.model, "nano");
}

}  // namespace
}  // namespace v4e::ui
