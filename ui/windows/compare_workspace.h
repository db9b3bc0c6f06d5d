// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include "ui/compare/compare_window.h"
#include "ui/project/edit_history.h"
#include "ui/windows/editor_parts.h"

namespace v4e::ui {

/// The command that makes the present edit in several ways, its window, and the way of the chosen one into
/// the history.
class CompareWorkspace : public QObject {
  Q_OBJECT

 public:
  /// `window`: over which the other one stands. All must outlive it.
  CompareWorkspace(QWidget& window, const EditorParts& editor, EditHistory& history,
                   QObject* parent = nullptr);

 Q_SIGNALS:
  /// Variants are going to be made of what is open.
  void begins();

 private:
  void showWindow();
  void makeWindow();
  void beginChoice();
  void followWish();
  void leave();
  void begin(const std::vector<EditSettings>& variants);
  void take(const std::shared_ptr<const EditResult>& result);
  void updateCommand();
  [[nodiscard]] QString problem() const;

  QWidget& window_;
  EditorParts editor_;
  EditHistory& history_;
  QAction* command_;
  ComparisonRun* run_;
  QPointer<CompareWindow> compare_;
  EditSession::Source source_;           ///< what the variants are of
  std::int64_t source_step_ = kPhotoNode;  ///< and the step that it is the picture of
};

}  // namespace v4e::ui
