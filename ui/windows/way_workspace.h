// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>

#include "ui/windows/editor_parts.h"
#include "ui/windows/way_dialog.h"

namespace v4e::ui {

/// The command for an evolution between a photo and its finished edit: asks for both, and has the chosen
/// model make what lies between.
class WayWorkspace : public QObject {
  Q_OBJECT

 public:
  /// `window`: over which the dialog stands. All must outlive it.
  WayWorkspace(QWidget& window, const EditorParts& editor, QObject* parent = nullptr);

 private:
  void ask();
  void updateModel();
  void begin(const QString& photo, const QString& finished, const QString& words);
  void start(const QString& finished, const QString& words);
  void updateCommand();

  QWidget& window_;
  EditorParts editor_;
  QAction* command_;
  QPointer<WayDialog> dialog_;
};

}  // namespace v4e::ui
