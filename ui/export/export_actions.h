// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QWidget>

#include "ui/document/photo_document.h"
#include "ui/engine/edit_engine.h"
#include "ui/settings/settings.h"

namespace v4e::ui {

/// Takes the edit out of the window: into a file or onto the clipboard.
class ExportActions : public QObject {
  Q_OBJECT

 public:
  /// `window`: over which the dialog stands. All must outlive it.
  ExportActions(QWidget& window, PhotoDocument& document, EditEngine& engine, Settings& settings,
                QObject* parent = nullptr);

  /// Asks where to; unless `ask` is set, only the first time for this photo.
  void exportResult(bool ask);
  void copyResult();

 Q_SIGNALS:
  /// The file that exporting writes again without a question; empty: it asks where to.
  void targetChanged(const QString& path);

 private:
  void copyShown();
  void write(const QString& path);

  QWidget& window_;
  PhotoDocument& document_;
  EditEngine& engine_;
  Settings& settings_;
  void setTarget(const QString& path);

  QString last_path_;  ///< empty: this photo has not been exported
  QString asked_path_;
  WriteOptions last_options_;
  bool last_has_layers_ = false;
};

}  // namespace v4e::ui
