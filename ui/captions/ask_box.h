// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QToolButton>
#include <QWidget>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/captions/asked_caption.h"
#include "core/image/photo.h"
#include "ui/engine/background_runner.h"
#include "ui/settings/settings.h"

namespace v4e::ui {

/// A fold under the caption: has it written by a language model that the user runs. Nothing is sent before the
/// button is pressed, and the photo only where that is switched on.
class AskBox : public QWidget {
  Q_OBJECT

 public:
  /// Answers are kept in `answers`; empty: they are not kept.
  explicit AskBox(std::filesystem::path answers, QWidget* parent = nullptr);

  void setChoice(const CaptionChoice& choice);
  [[nodiscard]] CaptionChoice choice() const;
  /// Another instruction: what is being written for the one before is not wanted any more.
  void setInstruction(const QString& instruction);
  void setHasRegion(bool has) { has_region_ = has; }
  /// Who knows the picture that the next edit is made of; it may be null.
  void setPhotoSource(std::function<std::shared_ptr<const Photo>()> source) { photo_ = std::move(source); }
  [[nodiscard]] bool isAsking() const { return asking_; }

 Q_SIGNALS:
  void captionWritten(const QString& caption);
  void choiceChanged(const v4e::ui::CaptionChoice& choice);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void layOut();
  void retranslate();
  void refresh();
  void ask();
  void stop();
  void finish(const Outcome<AskedCaption>& outcome);
  void say(const QString& text, bool is_problem);
  [[nodiscard]] QString placeText() const;

  std::filesystem::path answers_;
  std::function<std::shared_ptr<const Photo>()> photo_;
  QString instruction_;
  bool has_region_ = false;
  bool asking_ = false;
  BackgroundRunner runner_;
  QToolButton* fold_;
  QWidget* hidden_;
  QLabel* address_label_;
  QLineEdit* address_;
  QLabel* place_;  ///< that the address is not this machine
  QLabel* model_label_;
  QLineEdit* model_;
  QLabel* seconds_label_;
  QSpinBox* seconds_;
  QCheckBox* sends_photo_;
  QPushButton* ask_;
  QLabel* said_;
};

}  // namespace v4e::ui
