// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_view.h"

#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace v4e::ui {
namespace {

constexpr int kCardWidth = 104;
constexpr int kThumbHeight = 70;
constexpr int kGap = 16;
constexpr int kRounding = 6;

}  // namespace

HistoryView::HistoryView(HistoryModel& model, QWidget* parent) : QWidget(parent), model_(model) {
  setObjectName("historyView");
  setFocusPolicy(Qt::StrongFocus);
  connect(&model_, &HistoryModel::changed, this, &HistoryView::showChange);
  showChange();
}

void HistoryView::showChange() {
  const HistoryNode* node = model_.node(model_.current());
  setAccessibleName(node ? tr("History: %1").arg(describe(*node)) : tr("History"));
  setMinimumSize(sizeHint());
  updateGeometry();
  update();
  if (node) Q_EMIT cardMoved(cardRect(model_.current()));
}

QSize HistoryView::sizeHint() const {
  const int height = kThumbHeight + fontMetrics().height() + 6;
  return {model_.extent().width() * (kCardWidth + kGap) + kGap,
          model_.extent().height() * (height + kGap) + kGap};
}

QRect HistoryView::cardRect(std::int64_t id) const {
  const HistoryNode* node = model_.node(id);
  if (!node) return {};
  const int height = kThumbHeight + fontMetrics().height() + 6;
  return {kGap + node->column * (kCardWidth + kGap), kGap + node->row * (height + kGap), kCardWidth, height};
}

QString HistoryView::describe(const HistoryNode& node) const {
  return node.generation.id == kPhotoNode ? tr("Photo") : QString::fromStdString(node.generation.instruction);
}

const HistoryNode* HistoryView::nodeAt(QPoint position) const {
  for (const HistoryNode* node : model_.shown()) {
    if (cardRect(node->generation.id).contains(position)) return node;
  }
  return nullptr;
}

void HistoryView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const auto nodes = model_.shown();
  for (const HistoryNode* node : nodes) {
    if (node->generation.id != kPhotoNode) paintLink(painter, *node);
  }
  for (const HistoryNode* node : nodes) paintCard(painter, *node);
}

void HistoryView::paintLink(QPainter& painter, const HistoryNode& node) const {
  const QRectF parent = cardRect(model_.parentOf(node.generation.id));
  const QRectF card = cardRect(node.generation.id);
  const QPointF from(parent.center().x(), parent.bottom());
  const QPointF to(card.center().x(), card.top());
  const double middle = to.y() - kGap / 2.0;
  QPainterPath path(from);
  if (from.x() == to.x()) {
    path.lineTo(to);
  } else {
    path.lineTo(from.x(), middle);
    path.lineTo(to.x() - kRounding, middle);
    path.quadTo(to.x(), middle, to.x(), to.y());
  }
  painter.setPen(QPen(palette().color(QPalette::Mid), 1.5));
  painter.setBrush(Qt::NoBrush);
  painter.drawPath(path);
}

void HistoryView::paintCard(QPainter& painter, const HistoryNode& node) const {
  const QRect card = cardRect(node.generation.id);
  const QRectF place(card.left(), card.top(), card.width(), kThumbHeight);
  const bool current = node.generation.id == model_.current();
  QPainterPath shape;
  shape.addRoundedRect(place, kRounding, kRounding);
  painter.fillPath(shape, palette().color(QPalette::Mid));
  if (!node.thumbnail.isNull()) {
    const QSizeF size = QSizeF(node.thumbnail.size()).scaled(place.size(), Qt::KeepAspectRatioByExpanding);
    painter.save();
    painter.setClipPath(shape);
    painter.drawImage(QRectF(place.center() - QPointF(size.width() / 2, size.height() / 2), size),
                      node.thumbnail);
    painter.restore();
  }
  if (current) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(palette().color(QPalette::Highlight), hasFocus() ? 3 : 2));
    painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), kRounding, kRounding);
  }
  QFont text = font();
  text.setBold(current);
  painter.setFont(text);
  painter.setPen(palette().color(current ? QPalette::WindowText : QPalette::PlaceholderText));
  const QRectF line(card.left(), place.bottom() + 3, card.width(), QFontMetrics(text).height() + 2);
  const QString shown = QFontMetrics(text).elidedText(describe(node), Qt::ElideRight, card.width());
  painter.drawText(line, Qt::AlignCenter, shown);
}

bool HistoryView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const HistoryNode* node = nodeAt(help->pos());
    QToolTip::showText(help->globalPos(), node ? describe(*node) : QString(), this);
    return true;
  }
  if (event->type() == QEvent::LanguageChange) showChange();
  return QWidget::event(event);
}

void HistoryView::mousePressEvent(QMouseEvent* event) {
  const HistoryNode* node = nodeAt(event->position().toPoint());
  if (node && event->button() == Qt::LeftButton) Q_EMIT goToAsked(node->generation.id);
}

void HistoryView::keyPressEvent(QKeyEvent* event) {
  const auto current = model_.current();
  const auto children = model_.childrenOf(current);
  switch (event->key()) {
    case Qt::Key_Up:
      Q_EMIT goToAsked(model_.parentOf(current));
      return;
    case Qt::Key_Down:
      if (!children.empty()) Q_EMIT goToAsked(children.front());
      return;
    case Qt::Key_Left:
    case Qt::Key_Right:
      Q_EMIT goToAsked(model_.siblingOf(current, event->key() == Qt::Key_Left ? -1 : 1));
      return;
    case Qt::Key_Home:
      Q_EMIT goToAsked(kPhotoNode);
      return;
    case Qt::Key_Delete:
      if (current != kPhotoNode) Q_EMIT removeAsked(current);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void HistoryView::contextMenuEvent(QContextMenuEvent* event) {
  const bool by_mouse = event->reason() == QContextMenuEvent::Mouse;
  const HistoryNode* node = by_mouse ? nodeAt(event->pos()) : model_.node(model_.current());
  if (!node) return;
  const auto id = node->generation.id;
  auto* menu = new QMenu(this);
  menu->setObjectName("historyMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  menu->addAction(tr("Go here"), this, [this, id] { Q_EMIT goToAsked(id); });
  menu->addAction(tr("Remove from history"), this, [this, id] { Q_EMIT removeAsked(id); })
      ->setEnabled(id != kPhotoNode);
  menu->popup(event->globalPos());
}

HistoryPanel::HistoryPanel(HistoryModel& model, QWidget* parent)
    : QScrollArea(parent), view_(new HistoryView(model, this)) {
  setObjectName("historyPanel");
  setFrameShape(QFrame::NoFrame);
  setFocusProxy(view_);
  setWidgetResizable(true);
  setWidget(view_);
  connect(view_, &HistoryView::cardMoved, this, [this](const QRect& card) {
    ensureVisible(card.center().x(), card.center().y(), card.width() / 2 + kGap, card.height() / 2 + kGap);
  });
}

}  // namespace v4e::ui
