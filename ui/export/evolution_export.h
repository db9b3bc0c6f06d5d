// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/windows/main_window.h"

namespace v4e::ui {

/// Gives the window its command to export the evolution.
class EvolutionExport : public QObject {
  Q_OBJECT

 public:
  explicit EvolutionExport(MainWindow& window, QObject* parent = nullptr);

  /// Opens the dialog for the present edit, or shows the one that is writing.
  void ask();

 private:
  [[nodiscard]] bool hasEvolution() const;

  MainWindow& window_;
};

}  // namespace v4e::ui
