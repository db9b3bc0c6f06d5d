// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "core/captions/caption_rewriter.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// What becomes of an instruction, said under its field while it is typed: the steps of it, which of them
/// the model has learnt, and the words that have no part in it. Hidden while there is nothing to say.
class WishJudge : public QWidget {
  Q_OBJECT

 public:
  explicit WishJudge(QWidget* parent = nullptr);

  /// A default-made one where there is no instruction.
  void setReading(const InstructionReading& reading);
  /// The instruction changed and is not read yet: what stands here is of the one before, and forbids nothing.
  void setPending();
  /// Null: none yet.
  void setModel(const ModelInfo* model);
  /// The user's own caption is handed to any model.
  void setHasOwnCaption(bool own);

  /// Why the model cannot do it; empty: it can, or it is not known.
  [[nodiscard]] QString refusal() const;

 Q_SIGNALS:
  void modelsAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  [[nodiscard]] QString stepText(const EvolutionCaption& step) const;

  InstructionReading reading_;
  std::string model_name_;
  std::optional<std::vector<std::string>> effects_;  ///< that the model has learnt; nothing: no such limits
  bool has_model_ = false;
  bool pending_ = false;
  bool own_caption_ = false;
  QLabel* steps_;
  QLabel* refusal_;
  QLabel* unused_;
  QPushButton* models_;
};

}  // namespace v4e::ui
