// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFileDialog>
#include <QMessageBox>
#include <QSignalSpy>

#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"

namespace v4e::ui {

/// The whole window with a photo, and what one does with projects there.
class ProjectTest : public WindowTest {
 protected:
  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] ProjectWorkspace& project() const { return workspace().project(); }
  [[nodiscard]] HistoryModel& history() const { return workspace().history().model(); }
  [[nodiscard]] std::shared_ptr<const EditResult> result() const { return window_->document().result(); }
  [[nodiscard]] QString projectFile() const { return folder_.filePath("holiday.v4e"); }
  [[nodiscard]] QStringList workingFiles() const {
    return QDir(folder_.filePath("data/recovery")).entryList({"*.v4e"}, QDir::Files);
  }

  /// Answers the dialog for a file name.
  void chooseName(const QString& path) {
    auto* dialog = window_->findChild<QFileDialog*>("saveProject");
    ASSERT_NE(dialog, nullptr);
    Q_EMIT dialog->fileSelected(path);
    dialog->reject();
  }

  void saveProject() {
    const QSignalSpy saved(&project(), &ProjectWorkspace::saved);
    project().saveAs();
    chooseName(projectFile());
    ASSERT_TRUE(QTest::qWaitFor([&] { return saved.count() == 1; }, test::kPatience_ms));
  }

  /// Until the working file has all that is open.
  void waitUntilKept() {
    const QSignalSpy kept(&project(), &ProjectWorkspace::kept);
    ASSERT_TRUE(QTest::qWaitFor([&] { return kept.count() > 0; }, test::kPatience_ms));
  }

  void anotherWindow() {
    window_.reset();
    makeWindow();
    window_->show();
    window_->findModels();
    ASSERT_TRUE(QTest::qWaitFor(
        [this] { return window_->instructionPanel().parameters().model() != nullptr; }, test::kPatience_ms));
  }

  void openProject(const QString& path) {
    window_->intake().openFile(path);
    waitForEdit();
  }

  void waitForEdit() {
    ASSERT_TRUE(
        QTest::qWaitFor([this] { return window_->document().editPyramid() != nullptr; }, test::kPatience_ms));
  }
};

inline bool samePixels(const Image& a, const Image& b) {
  return a.width() == b.width() && a.height() == b.height() && a.channels() == b.channels() &&
         a.type() == b.type() && std::equal(a.data(), a.data() + a.size_bytes(), b.data());
}

}  // namespace v4e::ui
