// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMenu>
#include <QObject>

#include "core/edit/look.h"
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
  void fillOwn();
  void run(const Look& look, bool only_chosen);
  void updateCommands();
  [[nodiscard]] InstructionReading read(const std::string& instruction);

  QWidget& window_;
  EditorParts editor_;
  EditHistory& history_;
  QString folder_;
  QMenu* own_;
  std::shared_ptr<const CaptionRewriter> rewriter_;  ///< read when it is first needed
};

}  // namespace v4e::ui
