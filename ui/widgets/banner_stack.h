// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVBoxLayout>
#include <QWidget>

namespace v4e::ui {

/// Banners at the top of a widget. They lie over it, as high as their texts are: nothing below moves when one
/// comes or goes.
class BannerStack : public QWidget {
  Q_OBJECT

 public:
  explicit BannerStack(QWidget& below);

  /// Below those that are there.
  void add(QWidget* banner) { column_->addWidget(banner); }

 protected:
  bool event(QEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void place();

  QWidget& below_;
  QVBoxLayout* column_;
};

}  // namespace v4e::ui
