// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <memory>

#include "core/captions/caption_rewriter.h"
#include "ui/engine/background_runner.h"

namespace v4e::ui {

/// Rewrites an instruction while it is typed: waits for a short pause, works off the GUI thread, and drops
/// answers that the typing has overtaken.
class CaptionService : public QObject {
  Q_OBJECT

 public:
  /// The folder with the rules; read in the background when first needed.
  explicit CaptionService(std::filesystem::path rulesFolder, QObject* parent = nullptr);

  void setInstruction(const QString& instruction);
  [[nodiscard]] bool isBusy() const { return busy_; }

 Q_SIGNALS:
  /// A default-made caption for an empty instruction.
  void rewritten(const v4e::EvolutionCaption& caption);
  void failed(const v4e::ui::Failure& failure);

 private:
  void rewrite();

  std::filesystem::path folder_;
  std::shared_ptr<const CaptionRewriter> rewriter_;
  QString instruction_;
  quint64 serial_ = 0;
  bool busy_ = false;
  QTimer pause_;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
