// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <memory>

#include "core/captions/caption_rewriter.h"
#include "ui/engine/background_runner.h"

namespace v4e::ui {

/// Reads an instruction while it is typed: waits for a short pause, works off the GUI thread, and drops
/// answers that the typing has overtaken.
class CaptionService : public QObject {
  Q_OBJECT

 public:
  /// The folder with the rules; read in the background when first needed.
  explicit CaptionService(std::filesystem::path rulesFolder, QObject* parent = nullptr);

  void setInstruction(const QString& instruction);
  /// Whether a part of the photo is selected: "this" and "here" are that.
  void setHasRegion(bool has);
  /// Whether something is sketched: the instruction then says what that is, and the reading is its caption
  /// alone.
  void setHasSketch(bool has);

 Q_SIGNALS:
  /// A default-made reading for an empty instruction. Its spans are of the instruction without the spaces
  /// around it.
  void read(const v4e::InstructionReading& reading);
  void failed(const v4e::Failure& failure);

 private:
  void start();

  std::filesystem::path folder_;
  std::shared_ptr<const CaptionRewriter> rewriter_;
  QString instruction_;
  bool has_region_ = false;
  bool has_sketch_ = false;
  quint64 serial_ = 0;
  QTimer pause_;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
