// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>
#include <optional>

#include "core/teaching/taught_edits.h"
#include "ui/captions/ask_box.h"
#include "ui/captions/base_switch.h"
#include "ui/captions/caption_box.h"
#include "ui/captions/caption_service.h"
#include "ui/captions/finish_button.h"
#include "ui/captions/generate_box.h"
#include "ui/captions/instruction_field.h"
#include "ui/captions/parameter_box.h"
#include "ui/captions/suggestion_chips.h"
#include "ui/captions/wish_judge.h"

namespace v4e::ui {

/// What the panel holds besides the instruction; what is not said stays as it is.
struct PanelValues {
  ParameterValues parameters = {};
  std::optional<int> variations = {};
  std::optional<QString> caption = {};  ///< the user's own; empty: automatic

  bool operator==(const PanelValues&) const = default;
};

/// The right side: what to do, what is going to happen, how, and the button.
class InstructionPanel : public QWidget {
  Q_OBJECT

 public:
  explicit InstructionPanel(std::filesystem::path captionRules, QWidget* parent = nullptr);

  [[nodiscard]] InstructionField& instruction() { return *instruction_; }
  [[nodiscard]] CaptionBox& caption() { return *caption_; }
  [[nodiscard]] AskBox& ask() { return *ask_; }
  [[nodiscard]] ParameterBox& parameters() { return *parameters_; }
  [[nodiscard]] GenerateBox& generate() { return *generate_; }
  [[nodiscard]] FinishButton& finish() { return *finish_; }
  [[nodiscard]] BaseSwitch& base() { return *base_; }

  void setModels(const QList<ModelInfo>& models, const QString& chosenId);
  /// Why there is no model: still looking, or what went wrong.
  void setModelProblem(const QString& text);
  void setHasPhoto(bool hasPhoto);
  /// What the user taught to models: offered as suggestions, and its LoRA is on while the instruction asks
  /// for it.
  void setTaught(QList<TaughtEdit> taught);
  /// Whether an edit is shown, which another could be built on.
  void setHasEdit(bool hasEdit) { base_->setVisible(hasEdit); }

  /// Whether a part of the photo is selected for the next edit.
  void setHasRegion(bool has);
  /// Whether something is sketched for the next edit: the instruction then says what it is.
  void setHasSketch(bool has);

  /// All but the photo.
  [[nodiscard]] EditSettings order() const;
  /// Of an edit that was finished at 2K only the parameters.
  void setOrder(const EditSettings& order);
  /// A step is shown by undo or redo in place of one with the instruction `left`. What the user has typed since
  /// stays.
  void followOrder(const EditSettings& order, const QString& left);
  /// An order is on its way, read from a project. What the user types until it comes stays.
  void awaitOrder();
  void setValues(const PanelValues& values);
  /// Where the instruction is about a part of the photo and none is selected: has the subject proposed, or all but that.
  bool proposeRegion();
  /// Whether there is all that an edit needs.
  [[nodiscard]] bool isReady() const { return missing().isEmpty(); }

 Q_SIGNALS:
  void generateAsked();
  void manageModelsAsked();
  /// The instruction is about a part of the photo: the subject, or what the user marks, is to be selected.
  void subjectAsked();
  void backgroundAsked();
  void selectionAsked();
  /// The user changed something that can be undone. Both hold that alone; the instruction's text is not
  /// among it, it has an undo of its own.
  void edited(const v4e::ui::PanelValues& before, const v4e::ui::PanelValues& after);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void connectEdits();
  void connectInstruction();
  [[nodiscard]] const TaughtEdit* askedTaught() const;
  void followTaught();
  void switchTaughtOff(std::vector<LoraChoice>& choices);
  void takeInstruction();
  void takeReading(const InstructionReading& reading);
  void retranslate();
  void refresh();
  [[nodiscard]] QString missing() const;

  bool has_photo_ = false;
  bool has_sketch_ = false;
  QString model_problem_;
  InstructionReading reading_;
  bool is_shown_order_ = false;  ///< the instruction changes by setOrder()
  bool awaits_order_ = false;
  bool is_typed_ = false;  ///< since awaitOrder()
  /// The user's own caption that a new instruction took the place of, and what it was written for.
  std::pair<QString, QString> dropped_caption_;
  QString known_instruction_;
  QList<TaughtEdit> taught_;
  /// The LoRA that is on because the instruction asks for it; empty: none. Where it was there before, how.
  std::string taught_on_;
  std::optional<LoraChoice> taught_before_;
  CaptionService* captions_;
  QLabel* title_;
  InstructionField* instruction_;
  WishJudge* judge_;
  SuggestionChips* chips_;
  CaptionBox* caption_;
  AskBox* ask_;
  ParameterBox* parameters_;
  BaseSwitch* base_;
  QLabel* of_selection_;
  QLabel* of_sketch_;
  FinishButton* finish_;
  GenerateBox* generate_;
};

}  // namespace v4e::ui
