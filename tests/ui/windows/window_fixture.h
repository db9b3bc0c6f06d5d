// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <gtest/gtest.h>

#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/windows/workspace.h"

namespace v4e::ui {

/// The whole window with an engine that needs no models.
class WindowTest : public testing::Test {
 protected:
  void SetUp() override {
    makeWindow();
    window_->show();
    window_->findModels();
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return window_->instructionPanel().parameters().model() != nullptr; }, test::kPatience_ms));
  }

  void makeWindow() {
    window_ = std::make_unique<MainWindow>(settings_, engine_, V4E_SOURCE_DIR "/resources");
    new Workspace(*window_, folder_.filePath("data"));
    window_->restoreLayout();
  }

  void openPhoto(int width = 320, int height = 240) {
    photo_ = QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), width, height));
    window_->intake().openFile(photo_);
    answer("dontSaveAnswer");
    ASSERT_TRUE(QTest::qWaitFor([this] { return window_->document().hasPhoto(); }, test::kPatience_ms));
  }

  /// Clicks an answer to a question, if there is one.
  bool answer(const char* button) {
    auto* found = window_->findChild<QPushButton*>(button);
    if (!found) return false;
    QTest::mouseClick(found, Qt::LeftButton);
    return true;
  }

  void edit(const QString& instruction) {
    window_->instructionPanel().instruction().setPlainText(instruction);
    window_->startEdit();
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return window_->document().editPyramid() && !window_->session().isEditing(); },
        test::kPatience_ms));
  }

  /// Nothing is on its way to the picture that is shown.
  bool isSettled() {
    const auto free = std::make_shared<bool>(false);
    window_->document().whenMerged([free] { *free = true; });
    return *free && !window_->session().isEditing();
  }

  QTemporaryDir folder_;
  QString photo_;
  Settings settings_{folder_.filePath("settings.ini")};
  std::shared_ptr<FakeControl> control_ = std::make_shared<FakeControl>();
  EditEngine engine_{[control = control_] { return std::make_unique<FakeBackend>(control); }};
  std::unique_ptr<MainWindow> window_;
};

}  // namespace v4e::ui
