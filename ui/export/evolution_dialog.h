// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSpinBox>
#include <memory>

#include "core/evolution/evolution_file.h"
#include "ui/engine/background_runner.h"
#include "ui/export/size_field.h"
#include "ui/settings/settings.h"

namespace v4e::ui {

/// Writes the frames of an edit as a video, a GIF or PNG files, in the background, while the window stays
/// usable. Cancel stops the writing first, and closes the dialog when nothing is being written.
class EvolutionDialog : public QDialog {
  Q_OBJECT

 public:
  /// `frames` are asked for on another thread. `suggestedPath` without extension.
  EvolutionDialog(EvolutionFrames frames, const QString& suggestedPath, Settings& settings,
                  QWidget* parent = nullptr);
  ~EvolutionDialog() override;

  [[nodiscard]] bool isWriting() const { return writing_; }

  void accept() override;
  void reject() override;

 Q_SIGNALS:
  void written(const QString& path);
  void failed(const v4e::Failure& failure);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void formatChanged();
  void showFormat();
  void findEncoders();
  void browse();
  void start();
  void finish(const Outcome<bool>& outcome);
  void setWriting(bool writing);
  [[nodiscard]] EvolutionFormat format() const;
  [[nodiscard]] QString path() const;
  [[nodiscard]] EvolutionOptions options() const;

  Settings& settings_;
  const EvolutionFrames frames_;
  QLabel* path_label_;
  QLineEdit* path_;
  QPushButton* browse_;
  QLabel* format_label_;
  QComboBox* format_;
  QLabel* speed_label_;
  QSpinBox* speed_;
  QLabel* size_label_;
  SizeField* size_;
  QCheckBox* ping_pong_;
  QCheckBox* loop_;
  QLabel* hint_;
  QProgressBar* progress_;
  QPushButton* cancel_;
  QPushButton* export_;
  bool has_webm_ = true;
  bool writing_ = false;
  BackgroundRunner runner_;
  BackgroundRunner asker_;          ///< for what must not end when the writing is cancelled
  std::shared_ptr<Relay> reports_;  ///< of the present run
};

}  // namespace v4e::ui
