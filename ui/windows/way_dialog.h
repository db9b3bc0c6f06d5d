// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <memory>
#include <optional>

#include "core/edit/ending.h"
#include "ui/engine/background_runner.h"
#include "ui/engine/edit_values.h"
#include "ui/windows/picture_slot.h"

namespace v4e::ui {

/// Asks for a photo and its finished edit, and says at once whether there is a way between them and how well
/// the chosen model can make it.
class WayDialog : public QDialog {
  Q_OBJECT

 public:
  /// `photo`: the open one, called `name`; null: none is open. `folder`: where files are looked for first.
  WayDialog(std::shared_ptr<const Photo> photo, const QString& name, const QString& folder,
            QWidget* parent = nullptr);

  /// The colours of the screen that it stands on, for its pictures.
  void setScreen(const QColorSpace& screen);
  /// The one that would be used; null: there is none.
  void setModel(const ModelInfo* model);
  /// One picture is the finished edit, two are the photo and its edit.
  void takeFiles(const QStringList& paths);

 Q_SIGNALS:
  /// Accepted. `photo`: a file to be opened first; empty: the open one. `words`: what happens, or empty.
  void wayAsked(const QString& photo, const QString& finished, const QString& words);

 protected:
  void changeEvent(QEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dropEvent(QDropEvent* event) override;

 private:
  /// What looking at the two pictures gave.
  struct Look {
    QImage photo;
    QImage finished;
    PixelSize photo_size;
    PixelSize finished_size;
    std::optional<Failure> photo_failure;
    std::optional<Failure> finished_failure;
    std::optional<EndingFault> fault;
  };
  void build();
  void choose(bool finished);
  void look();
  void retranslate();
  void showState();
  [[nodiscard]] QString problem() const;
  [[nodiscard]] QString modelText() const;
  void start();

  std::shared_ptr<const Photo> open_;
  QString open_name_;
  QString folder_;
  QColorSpace screen_;
  std::optional<ModelInfo> model_;
  QString photo_path_;  ///< empty: the open photo
  QString finished_path_;
  std::optional<Look> look_;  ///< nothing: not looked yet
  PictureSlot* photo_;
  PictureSlot* finished_;
  QLabel* photo_label_;
  QLabel* finished_label_;
  QLabel* words_label_;
  QLineEdit* words_;
  QLabel* state_;
  QLabel* model_text_;
  QPushButton* cancel_;
  QPushButton* start_;
  BackgroundRunner runner_;
};

}  // namespace v4e::ui
