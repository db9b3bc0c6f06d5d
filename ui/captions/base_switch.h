// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QRadioButton>
#include <QWidget>

namespace v4e::ui {

/// Two words beside the button: whether the next edit is made of the edit that is shown or of the photo.
class BaseSwitch : public QWidget {
  Q_OBJECT

 public:
  explicit BaseSwitch(QWidget* parent = nullptr);

  void setOnPhoto(bool onPhoto);
  [[nodiscard]] bool isOnPhoto() const { return photo_->isChecked(); }

 Q_SIGNALS:
  /// By the user.
  void onPhotoChosen(bool onPhoto);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QLabel* title_;
  QRadioButton* edit_;
  QRadioButton* photo_;
};

}  // namespace v4e::ui
