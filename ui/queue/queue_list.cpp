// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_list.h"

#include <QPainter>

#include "ui/settings/icon.h"

namespace v4e::ui {

QueueList::QueueList(QWidget* parent) : QListView(parent) {
  setObjectName("queueList");
  setUniformItemSizes(true);
  setMouseTracking(true);
  setSelectionMode(QAbstractItemView::ExtendedSelection);
  setEditTriggers(QAbstractItemView::EditKeyPressed);
  setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
  setContextMenuPolicy(Qt::CustomContextMenu);
  setDragDropMode(QAbstractItemView::DragDrop);
  setDefaultDropAction(Qt::MoveAction);
  setDropIndicatorShown(true);
}

void QueueList::paintEvent(QPaintEvent* event) {
  QListView::paintEvent(event);
  if (model() && model()->rowCount() > 0) return;
  QPainter painter(viewport());
  const QRect area = viewport()->rect();
  icon("queue").paint(&painter, QRect(area.center().x() - 20, area.center().y() - 48, 40, 40),
                      Qt::AlignCenter, QIcon::Disabled);
  painter.setPen(palette().color(QPalette::PlaceholderText));
  painter.drawText(area.adjusted(16, 24, -16, 0), Qt::AlignCenter | Qt::TextWordWrap,
                   tr("Drop photos or folders here"));
}

}  // namespace v4e::ui
