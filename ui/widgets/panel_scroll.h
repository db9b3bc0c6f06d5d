// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace v4e::ui {

/// What a dock or a page shows: no smaller than `least`, whatever its contents ask for; they scroll instead.
class PanelScroll : public QScrollArea {
  Q_OBJECT

 public:
  /// Takes the contents.
  PanelScroll(QWidget* contents, QSize least, QWidget* parent = nullptr);

  [[nodiscard]] QSize minimumSizeHint() const override { return least_; }
  [[nodiscard]] QSize sizeHint() const override;

 private:
  QSize least_;
};

}  // namespace v4e::ui
