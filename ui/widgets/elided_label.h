// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>

namespace v4e::ui {

/// Plain text in one line that is shortened where there is no room, and never asks for room by itself: no
/// window gets wider by a long name. The tooltip has the whole text then.
class ElidedLabel : public QLabel {
  Q_OBJECT

 public:
  explicit ElidedLabel(QWidget* parent = nullptr, Qt::TextElideMode mode = Qt::ElideRight);

  [[nodiscard]] QSize minimumSizeHint() const override;
  /// What is shown of the text.
  [[nodiscard]] QString shownText() const;

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  Qt::TextElideMode mode_;
};

}  // namespace v4e::ui
