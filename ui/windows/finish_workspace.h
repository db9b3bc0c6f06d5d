// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/windows/editor_parts.h"

namespace v4e::ui {

/// The command that makes the edit that is shown once more at 2K: there while a ChronoEdit model is chosen
/// and its upscaler is among the LoRAs.
class FinishWorkspace : public QObject {
  Q_OBJECT

 public:
  /// All must outlive it.
  explicit FinishWorkspace(const EditorParts& editor, QObject* parent = nullptr);

 private:
  [[nodiscard]] bool canFinish() const;
  void start();
  void update();

  EditorParts editor_;
  QAction* command_;
};

}  // namespace v4e::ui
