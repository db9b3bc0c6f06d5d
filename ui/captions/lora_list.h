// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QHash>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <functional>
#include <vector>

#include "ui/captions/lora_row.h"
#include "ui/engine/edit_values.h"

namespace v4e::ui {

/// The LoRAs that are added to the model. Files come by a dialog or by drag and drop, and are compared with
/// the model at once.
class LoraList : public QFrame {
  Q_OBJECT

 public:
  /// Compares a file with the model of that id and calls back in the GUI thread.
  using Checker = std::function<void(const std::string& file, const std::string& modelId,
                                     std::function<void(const LoraReport&)> done)>;

  /// Keeps what a file is for, with the model of that id, and calls back in the GUI thread when it has, or
  /// could not.
  using PurposeKeeper = std::function<void(const std::string& file, const std::string& modelId,
                                           LoraPurpose purpose, std::function<void()> done)>;

  explicit LoraList(QWidget* parent = nullptr);

  void setChecker(Checker check);
  /// Without one nobody is asked what a LoRA is for.
  void setPurposeKeeper(PurposeKeeper keep);
  /// Null: none is chosen. What was found out about another one, or before, is forgotten.
  void setModel(const ModelInfo* model);
  void setChoices(const std::vector<LoraChoice>& choices);
  [[nodiscard]] const std::vector<LoraChoice>& choices() const { return choices_; }
  /// Shows that several orders differ in theirs, until the user adds one.
  void setDiffers();
  /// Those that are there already for the same expert are left out.
  void add(const QStringList& files);
  /// Whether one that is on is known not to go with the model.
  [[nodiscard]] bool hasMisfit() const;
  /// Whether one that is on was taught its edit with that instruction.
  [[nodiscard]] bool isTaught(const QString& instruction) const;
  /// How the first that is known to make the model work in few steps does that, on or off.
  [[nodiscard]] std::optional<FewSteps> fewSteps() const;
  /// The choices with all LoRAs of that way on, as strong as it wants, or off.
  [[nodiscard]] std::vector<LoraChoice> choicesFor(const FewSteps& way, bool on) const;
  /// Whether one of that way holds an edit that was taught, too, so that the model does not know it without.
  [[nodiscard]] bool hasTaughtEdit(const FewSteps& way) const;
  /// The place of the first that is for finishing edits at 2K, on or off.
  [[nodiscard]] std::optional<std::size_t> finishing() const;
  /// The place of the first that makes sketches real, one that is on before others.
  [[nodiscard]] std::optional<std::size_t> sketching() const;
  /// Whether one of that way is on.
  [[nodiscard]] bool isOn(const FewSteps& way) const;
  /// Tab goes on from it into the rows.
  [[nodiscard]] QWidget* addButton() { return add_; }

 Q_SIGNALS:
  /// By the user.
  void edited(const std::vector<v4e::LoraChoice>& before, const std::vector<v4e::LoraChoice>& after);
  /// By anyone; also when something was found out about one.
  void changed();

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  void build();
  void askForFiles();
  void take(std::vector<LoraChoice> choices);
  void showRows();
  void addRow(std::size_t index);
  void orderTabs();
  void remove(std::size_t index);
  void check();
  void lookAt(const std::string& file);
  void keepPurpose(std::size_t index, LoraPurpose purpose);
  void showReports();
  void setDropping(bool dropping);
  [[nodiscard]] LoraChoice choiceOf(const QString& file) const;
  [[nodiscard]] std::optional<FewSteps> fewStepsOf(const LoraChoice& choice) const;
  [[nodiscard]] bool isFor(const LoraChoice& choice, LoraPurpose purpose) const;
  void retranslate();

  std::vector<LoraChoice> choices_;
  bool differs_ = false;
  Checker check_;
  PurposeKeeper keep_purpose_;
  std::string model_id_;  ///< empty: none that could be compared with
  bool has_experts_ = false;
  int model_number_ = 0;  ///< answers about an earlier one are not waited for any more
  QHash<QString, std::optional<LoraReport>> reports_;  ///< by file; nothing: asked for
  QString folder_;                                     ///< where the last ones came from
  std::vector<LoraRow*> rows_;
  QLabel* title_;
  QLabel* hint_;
  QPushButton* add_;
  QVBoxLayout* column_;
};

}  // namespace v4e::ui
