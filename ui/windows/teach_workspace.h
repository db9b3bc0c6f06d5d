// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QObject>
#include <QPointer>
#include <QToolButton>

#include "ui/teaching/teach_window.h"
#include "ui/teaching/teacher.h"
#include "ui/windows/editor_parts.h"

namespace v4e::ui {

/// Joins teaching to the editor: its command, its window, what was taught among the suggestions, a lesson's
/// state in the status bar, and a word when it is over or was left unfinished.
class TeachWorkspace : public QObject {
  Q_OBJECT

 public:
  /// `folder`: of the program's data.
  TeachWorkspace(QMainWindow& window, const EditorParts& editor, const QString& folder,
                 QObject* parent = nullptr);

  [[nodiscard]] Teacher& teacher() { return *teacher_; }
  void retranslate() { showState(); }
  /// Made when it is first asked for.
  TeachWindow& showWindow();

 private:
  void offerWhatIsLeft();
  void tellEnd();
  void showState();

  QMainWindow& window_;
  EditorParts editor_;
  Teacher* teacher_;
  QToolButton* state_;  ///< in the status bar while there is a lesson
  QPointer<TeachWindow> teach_window_;
  bool offered_ = false;
};

}  // namespace v4e::ui
