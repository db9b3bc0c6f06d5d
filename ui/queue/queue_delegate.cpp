// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/queue_delegate.h"

#include <QApplication>
#include <QLineEdit>
#include <QPainter>
#include <QPainterPath>

#include "ui/queue/queue_model.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kRowHeight = 64;
constexpr int kPadding = 8;
constexpr int kThumbWidth = 64;
constexpr int kIcon = 16;

struct RowParts {
  QRect thumb, title, detail, state;
};

RowParts partsOf(const QRect& row, const QFontMetrics& metrics, int state_width) {
  const QRect inner = row.adjusted(kPadding, kPadding, -kPadding, -kPadding);
  RowParts parts;
  parts.thumb = QRect(inner.left(), inner.top(), kThumbWidth, inner.height());
  const int left = parts.thumb.right() + kPadding * 3 / 2;
  const int line = metrics.height() + 2;
  const int top = inner.center().y() - line;
  parts.state = QRect(inner.right() - state_width, top, state_width, line);
  parts.title = QRect(left, top, parts.state.left() - left - kPadding, line);
  parts.detail = QRect(left, top + line, inner.right() - left, line);
  return parts;
}

QString stateIcon(QueueState state) {
  switch (state) {
    case QueueState::Done:
      return "check";
    case QueueState::Failed:
    case QueueState::Interrupted:
      return "warning";
    case QueueState::Cancelled:
      return "skip";
    case QueueState::Waiting:
    case QueueState::Preparing:
    case QueueState::Running:
    case QueueState::Finishing:
      break;
  }
  return {};
}

void paintThumbnail(QPainter& painter, const QRect& place, const QImage& image, const QPalette& palette) {
  QPainterPath shape;
  shape.addRoundedRect(place, 4, 4);
  QColor back = palette.color(QPalette::WindowText);
  back.setAlphaF(0.07F);
  painter.fillPath(shape, back);
  if (image.isNull()) return icon("image").paint(&painter, place.adjusted(20, 12, -20, -12));
  const QSizeF size = QSizeF(image.size()).scaled(place.size(), Qt::KeepAspectRatioByExpanding);
  const QRectF target(QPointF(place.center()) - QPointF(size.width() / 2, size.height() / 2), size);
  painter.save();
  painter.setClipPath(shape);
  painter.drawImage(target, image);
  painter.restore();
}

void paintProgress(QPainter& painter, const QRect& row, double fraction, const QPalette& palette) {
  const QRectF track(row.left() + kPadding, row.bottom() - 4, row.width() - 2 * kPadding, 3);
  painter.setPen(Qt::NoPen);
  painter.setBrush(palette.color(QPalette::Mid));
  painter.drawRoundedRect(track, 1.5, 1.5);
  painter.setBrush(palette.color(QPalette::Highlight));
  painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(track.width() * fraction, track.height())), 1.5,
                          1.5);
}

}  // namespace

void QueueDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  painter->save();
  painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const QPalette& palette = option.palette;
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  if (selected || option.state.testFlag(QStyle::State_MouseOver)) {
    QColor back = palette.color(selected ? QPalette::Highlight : QPalette::WindowText);
    back.setAlphaF(selected ? 0.22F : 0.05F);
    painter->setPen(option.state.testFlag(QStyle::State_HasFocus)
                        ? QPen(palette.color(QPalette::Highlight), 1)
                        : QPen(Qt::NoPen));
    painter->setBrush(back);
    painter->drawRoundedRect(QRectF(option.rect).adjusted(2.5, 1.5, -2.5, -1.5), 6, 6);
  }
  const auto state = static_cast<QueueState>(index.data(QueueModel::StateRole).toInt());
  const QString state_icon = stateIcon(state);
  const QString state_name = index.data(QueueModel::StateTextRole).toString();
  const QFontMetrics metrics(option.font);
  const int state_width = metrics.horizontalAdvance(state_name) + (state_icon.isEmpty() ? 0 : kIcon + 4) + 2;
  const RowParts parts = partsOf(option.rect, metrics, state_width);
  paintThumbnail(*painter, parts.thumb, index.data(Qt::DecorationRole).value<QImage>(), palette);

  painter->setFont(option.font);
  painter->setPen(palette.color(QPalette::Text));
  painter->drawText(parts.title, Qt::AlignVCenter,
                    metrics.elidedText(index.data().toString(), Qt::ElideMiddle, parts.title.width()));
  painter->setPen(palette.color(QPalette::PlaceholderText));
  painter->drawText(parts.detail, Qt::AlignVCenter,
                    metrics.elidedText(index.data(QueueModel::DetailRole).toString(), Qt::ElideRight,
                                       parts.detail.width()));
  const bool needs_eye = state == QueueState::Failed || state == QueueState::Interrupted;
  if (needs_eye || is_active(state)) painter->setPen(palette.color(QPalette::Text));
  painter->drawText(parts.state, Qt::AlignVCenter | Qt::AlignRight, state_name);
  if (!state_icon.isEmpty()) {
    icon(state_icon)
        .paint(painter, QRect(parts.state.left(), parts.state.center().y() - kIcon / 2, kIcon, kIcon));
  }
  if (is_active(state))
    paintProgress(*painter, option.rect, index.data(QueueModel::ProgressRole).toDouble(), palette);
  painter->restore();
}

QSize QueueDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex&) const {
  return {200, std::max(kRowHeight, 2 * option.fontMetrics.height() + 3 * kPadding)};
}

QWidget* QueueDelegate::createEditor(QWidget* parent, const QStyleOptionViewItem&, const QModelIndex&) const {
  auto* editor = new QLineEdit(parent);
  editor->setObjectName("instructionEditor");
  editor->setAccessibleName(tr("Instruction for this photo"));
  return editor;
}

void QueueDelegate::setEditorData(QWidget* editor, const QModelIndex& index) const {
  // The row may change under it, in a batch that runs, say: what is being typed stays.
  if (!qobject_cast<QLineEdit*>(editor)->isModified()) QStyledItemDelegate::setEditorData(editor, index);
}

void QueueDelegate::updateEditorGeometry(QWidget* editor, const QStyleOptionViewItem& option,
                                         const QModelIndex&) const {
  const QRect detail = partsOf(option.rect, option.fontMetrics, 0).detail;
  const int height = std::max(editor->sizeHint().height(), detail.height());
  editor->setGeometry(detail.left() - 4, detail.center().y() - height / 2, detail.width() + 4, height);
}

}  // namespace v4e::ui
