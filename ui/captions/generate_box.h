// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QWidget>

#include "ui/engine/edit_job.h"
#include "ui/widgets/elided_label.h"

namespace v4e::ui {

/// The main button; while an edit runs, its progress and the two ways to stop it.
class GenerateBox : public QWidget {
  Q_OBJECT

 public:
  explicit GenerateBox(QWidget* parent = nullptr);

  /// `reason`: what is missing before one can start, shown under the button; empty: ready.
  void setReady(bool ready, const QString& reason = {});
  void setVariations(int count);
  void start();
  void setProgress(const JobProgress& progress);
  /// Acknowledges a stop at once, long before the work has ended.
  void setStopping(bool keep);
  void finish();
  [[nodiscard]] bool isRunning() const { return running_; }

 Q_SIGNALS:
  void generateAsked();
  void stopNowAsked();
  void stopAndKeepAsked();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();
  void refresh();

  bool ready_ = false;
  bool running_ = false;
  int variations_ = 1;
  QString reason_;
  QPushButton* generate_;
  QLabel* hint_;
  QProgressBar* bar_;
  ElidedLabel* stage_;
  QLabel* left_;
  QPushButton* stop_;
  QPushButton* keep_;
};

}  // namespace v4e::ui
