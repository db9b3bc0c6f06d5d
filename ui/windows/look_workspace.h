// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QObject>

#include "ui/captions/look_plan.h"
#include "ui/project/edit_history.h"
#include "ui/windows/editor_parts.h"

namespace v4e::ui {

/// Saves the steps that led to the present one as a look, and does the steps of looks to what is shown.
class LookWorkspace : public QObject {
  Q_OBJECT

 public:
  /// Adds its commands to `menu`. `folder`: where the user's own looks lie; made when it is needed.
  LookWorkspace(QWidget& window, const EditorParts& editor, EditHistory& history, QMenu& menu, QString folder,
                QObject* parent = nullptr);

  void retranslate();

 private:
  void addCommands(QMenu& menu);
  void askWhereToSave();
  void save(const QString& path);
  void askWhich();
  void apply(const QString& path);
  void showStep(const EditSettings& step);
  void fillOwn();
  void run(const Look& look, bool only_chosen);
  void updateCommands();

  QWidget& window_;
  EditorParts editor_;
  EditHistory& history_;
  QString folder_;
  QMenu* own_;
  LookReader reader_;
  QString shown_words_;  ///< in the panel, of the step or edit that is shown; others are the user's
};

}  // namespace v4e::ui
