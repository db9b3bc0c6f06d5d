// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/banner_stack.h"

#include <QEvent>

namespace v4e::ui {

BannerStack::BannerStack(QWidget& below) : QWidget(&below), below_(below), column_(new QVBoxLayout(this)) {
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(0);
  below_.installEventFilter(this);
}

void BannerStack::place() {
  const int width = below_.width();
  const int height =
      column_->hasHeightForWidth() ? column_->totalHeightForWidth(width) : column_->totalSizeHint().height();
  setGeometry(0, 0, width, std::min(height, below_.height()));
  raise();
}

bool BannerStack::event(QEvent* event) {
  const bool handled = QWidget::event(event);
  if (event->type() == QEvent::LayoutRequest) place();
  return handled;
}

bool BannerStack::eventFilter(QObject* watched, QEvent* event) {
  if (watched == &below_ && event->type() == QEvent::Resize) place();
  return QWidget::eventFilter(watched, event);
}

}  // namespace v4e::ui
