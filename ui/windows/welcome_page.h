// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>
#include <QWidget>
#include <filesystem>
#include <vector>

#include "ui/engine/background_runner.h"
#include "ui/settings/settings.h"

namespace v4e::ui {

/// A photo that comes with the program, and an edit to try on it.
struct SamplePhoto {
  QString path;
  QString title;
  QString instruction;
  QString credit;  ///< author and licence
};

/// The samples that folder/index.json names and that are there; none where there is no such file.
/// Throws Error(FileMalformed).
[[nodiscard]] std::vector<SamplePhoto> readSamples(const std::filesystem::path& folder);

/// What there is before a photo: where to drop one, samples to try, what was open last.
class WelcomePage : public QWidget {
  Q_OBJECT

 public:
  WelcomePage(Settings& settings, std::filesystem::path samplesFolder, QWidget* parent = nullptr);

  /// While a photo is being read.
  void setBusy(bool busy);

 Q_SIGNALS:
  void openAsked();
  void pasteAsked();
  void fileChosen(const QString& path);
  void sampleChosen(const QString& path, const QString& instruction);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void build();
  void retranslate();
  void loadSamples(const std::filesystem::path& folder);
  void showSamples(const std::vector<SamplePhoto>& samples, const std::vector<QImage>& pictures);
  void showRecent();

  Settings& settings_;
  QLabel* title_;
  QLabel* subtitle_;
  QPushButton* open_;
  QPushButton* paste_;
  QLabel* samples_title_;
  QHBoxLayout* samples_;
  QLabel* recent_title_;
  QVBoxLayout* recent_;
  bool busy_ = false;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
