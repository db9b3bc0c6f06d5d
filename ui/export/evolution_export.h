// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QWidget>

#include "core/evolution/evolution_file.h"
#include "ui/commands/commands.h"
#include "ui/document/photo_document.h"
#include "ui/engine/edit_engine.h"
#include "ui/settings/settings.h"
#include "ui/widgets/message_bar.h"

namespace v4e::ui {

/// Gives the window its command to export the evolution.
class EvolutionExport : public QObject {
  Q_OBJECT

 public:
  /// `window`: over which the dialog stands. All must outlive it.
  EvolutionExport(QWidget& window, PhotoDocument& document, EditEngine& engine, Settings& settings,
                  Commands& commands, MessageBar& messages, QObject* parent = nullptr);

  /// Opens the dialog for the present edit, or shows the one that is writing.
  void ask();

 private:
  [[nodiscard]] bool hasEvolution() const;
  [[nodiscard]] EvolutionFrames evolution() const;

  QWidget& window_;
  PhotoDocument& document_;
  EditEngine& engine_;
  Settings& settings_;
  MessageBar& messages_;
};

}  // namespace v4e::ui
