// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace v4e::ui {

/// An icon of resources/icons that stands for itself. Follows light and dark.
class IconLabel : public QLabel {
  Q_OBJECT

 public:
  explicit IconLabel(const QString& name, QWidget* parent = nullptr);
  void setName(const QString& name);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void draw();

  QString name_;
};

}  // namespace v4e::ui
