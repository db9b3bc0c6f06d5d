// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPushButton>
#include <QWidget>

#include "core/captions/caption_rewriter.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// What becomes of an instruction, said under its field while it is typed: the steps of it, which of them
/// the model has learnt, the words that have no part in it, and whether it is about a part of the photo that
/// is to be selected first. Hidden while there is nothing to say.
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
  /// A LoRA brings this very edit, whatever the model has learnt by itself.
  void setTaught(bool taught);
  /// The user's own caption is handed to any model.
  void setHasOwnCaption(bool own);

  /// Whether a part of the photo is selected for the next edit.
  void setHasRegion(bool has);

  /// It is about a part of the photo, and none is selected.
  [[nodiscard]] bool wantsRegion() const;
  /// The part that it is about is the background, not what stands before it.
  [[nodiscard]] bool isOfBackground() const;
  /// Why the model cannot do it; empty: it can, or it is not known.
  [[nodiscard]] QString refusal() const;

 Q_SIGNALS:
  void modelsAsked();
  /// The subject, all but that, or something that the user marks, is to be selected.
  void subjectAsked();
  void backgroundAsked();
  void selectionAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  [[nodiscard]] std::optional<std::vector<std::string>> effects() const;
  /// Which steps the model can do, of the whole photo or of a part.
  [[nodiscard]] std::vector<bool> possible() const;
  [[nodiscard]] QString stepText(const EvolutionCaption& step) const;

  InstructionReading reading_;
  std::string model_name_;
  std::optional<std::vector<std::string>> effects_;  ///< that the model has learnt; nothing: no such limits
  bool has_model_ = false;
  bool pending_ = false;
  bool own_caption_ = false;
  bool is_taught_ = false;
  std::vector<std::string> region_effects_;  ///< further ones, of a part of the photo
  bool has_region_ = false;
  QLabel* steps_;
  QLabel* refusal_;
  QLabel* unused_;
  QPushButton* models_;
  QLabel* region_;
  QPushButton* subject_;
  QPushButton* select_;
};

}  // namespace v4e::ui
