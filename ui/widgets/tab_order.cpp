// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/tab_order.h"

#include <QLayout>
#include <QLayoutItem>

namespace v4e::ui {
namespace {

void collect(QLayout* layout, QWidgetList& list);

void collect(QWidget* widget, QWidgetList& list) {
  if (widget->focusPolicy() & Qt::TabFocus) list << widget;
  if (widget->layout()) collect(widget->layout(), list);
}

void collect(QLayout* layout, QWidgetList& list) {
  for (int i = 0; i < layout->count(); ++i) {
    QLayoutItem* item = layout->itemAt(i);
    if (item->widget()) collect(item->widget(), list);
    if (item->layout()) collect(item->layout(), list);
  }
}

}  // namespace

void setTabOrderAsLaidOut(QWidget& widget) {
  QWidgetList list;
  if (widget.layout()) collect(widget.layout(), list);
  for (qsizetype i = 1; i < list.size(); ++i) QWidget::setTabOrder(list[i - 1], list[i]);
}

}  // namespace v4e::ui
