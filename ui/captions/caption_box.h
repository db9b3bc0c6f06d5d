// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QWidget>

#include "core/captions/caption_rewriter.h"

namespace v4e::ui {

/// The evolution caption: what the model is going to be told. Automatic until the user writes in it.
class CaptionBox : public QWidget {
  Q_OBJECT

 public:
  explicit CaptionBox(QWidget* parent = nullptr);

  /// The newest automatic one. Shown at once unless the user's own words stand there.
  void setAutomatic(const EvolutionCaption& caption);
  void setProblem(const QString& text);
  /// A LoRA was taught its edit with those words, whatever the rules make of them; empty: none was.
  void setTaught(const QString& words);
  /// Large models get the long form.
  void setDetailed(bool detailed);
  /// Puts the user's own words, as from a history; empty goes back to automatic.
  void setOwnCaption(const QString& caption);

  /// Words that somebody wrote for the user: as if she had typed them.
  void takeWritten(const QString& caption) { text_->setPlainText(caption); }

  /// The user's own words; empty while it is automatic.
  [[nodiscard]] QString ownCaption() const;
  [[nodiscard]] bool isAutomatic() const { return automatic_; }

 Q_SIGNALS:
  void automaticChanged(bool automatic);
  /// By the user; each as ownCaption().
  void edited(const QString& before, const QString& after);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void refresh();
  void takeEdit();
  void noteEdit();
  void setIsAutomatic(bool automatic);

  EvolutionCaption caption_;
  bool detailed_ = true;
  bool automatic_ = true;
  bool showing_ = false;
  QString known_;  ///< own caption before the user's next change
  QString problem_;
  QString taught_;
  QLabel* title_;
  QPushButton* back_;
  QPlainTextEdit* text_;
  QLabel* kind_;
  QLabel* family_;
  QLabel* notes_;
};

/// "Weather and light", "Changes in place" … in the user's language.
[[nodiscard]] QString kindName(EditKind kind);
[[nodiscard]] QString familyName(EvolutionFamily family);

}  // namespace v4e::ui
