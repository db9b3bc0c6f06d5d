// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/history/history_view.h"

#include <QAccessible>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <utility>

#include "ui/history/history_accessible.h"

namespace v4e::ui {
namespace {

constexpr int kCardWidth = 96;
constexpr int kThumbHeight = 50;
constexpr int kGap = 20;  ///< between two cards: room for the arrow
constexpr int kMargin = 12;
constexpr int kVerticalMargin = 6;
constexpr int kRounding = 5;
constexpr double kAside = 0.45;  ///< opacity of what the current step was not made from
constexpr double kOff = 0.15;    ///< opacity of a step that is off
constexpr int kDot = 7;          ///< of a step that waits to be made again

}  // namespace

HistoryView::HistoryView(HistoryModel& model, QWidget* parent)
    : QWidget(parent), model_(model), name_(new QLineEdit(this)) {
  installHistoryAccessibility();
  setObjectName("historyView");
  setFocusPolicy(Qt::StrongFocus);
  name_->setObjectName("stepName");
  name_->hide();
  connect(name_, &QLineEdit::editingFinished, this, [this] { finishRenaming(true); });
  connect(&model_, &HistoryModel::changed, this, &HistoryView::showChange);
  showChange();
}

void HistoryView::showChange() {
  const HistoryNode* node = model_.node(model_.current());
  setAccessibleName(node ? tr("History: %1").arg(describe(model_.current())) : tr("History"));
  name_->setAccessibleName(tr("Name of the step"));
  setMinimumSize(sizeHint());
  updateGeometry();
  update();
  if (!menu_target_) Q_EMIT targetChanged();
  if (node) Q_EMIT cardMoved(cardRect(model_.current()));
  tellScreenReader();
}

void HistoryView::tellScreenReader() {
  const qsizetype count = std::ssize(model_.inARow());
  if (std::exchange(told_count_, count) != count) {
    QAccessibleEvent event(this, QAccessible::ObjectReorder);
    QAccessible::updateAccessibility(&event);
  }
  QAccessibleEvent named(this, QAccessible::NameChanged);
  QAccessible::updateAccessibility(&named);
  if (!hasFocus()) return;
  QAccessibleEvent focused(this, QAccessible::Focus);
  focused.setChild(rowOf(model_, model_.current()));
  QAccessible::updateAccessibility(&focused);
}

int HistoryView::cardHeight() const {
  return kThumbHeight + 3 + fontMetrics().height() + 2;
}

QSize HistoryView::sizeHint() const {
  const int count = static_cast<int>(model_.inARow().size());
  return {2 * kMargin + std::max(1, count) * (kCardWidth + kGap) - kGap, cardHeight() + 2 * kVerticalMargin};
}

QRect HistoryView::cardRect(std::int64_t id) const {
  const int row = rowOf(model_, id);
  if (row < 0) return {};
  return {kMargin + row * (kCardWidth + kGap), kVerticalMargin, kCardWidth, cardHeight()};
}

QRect HistoryView::nameRect(const QRect& card) const {
  return card.adjusted(-kGap / 2 + 2, kThumbHeight + 3, kGap / 2 - 2, 0);
}

QString HistoryView::shownName(std::int64_t id, const QFontMetrics& metrics, int width) const {
  if (id == kPhotoNode) return tr("Photo");
  const int number = model_.numberOf(id);
  const QString behind = number > 1 ? QString(" %1").arg(number) : QString();
  return metrics.elidedText(model_.nameOf(id), Qt::ElideRight, width - metrics.horizontalAdvance(behind)) +
         behind;
}

QString HistoryView::describe(std::int64_t id) const {
  const auto name = [this](std::int64_t step) {
    if (step == kPhotoNode) return tr("Photo");
    const int number = model_.numberOf(step);
    return number > 1 ? QString("%1 %2").arg(model_.nameOf(step)).arg(number) : model_.nameOf(step);
  };
  if (id == kPhotoNode) return name(id);
  QString text = tr("%1, made from %2", "a step of the history").arg(name(id), name(model_.parentOf(id)));
  if (!model_.isOn(id)) return tr("%1, switched off", "a step of the history").arg(text);
  return model_.isOutdated(id) ? tr("%1, out of date", "a step of the history").arg(text) : text;
}

const HistoryNode* HistoryView::nodeAt(QPoint position) const {
  for (const HistoryNode* node : model_.inARow()) {
    if (cardRect(node->generation.id).contains(position)) return node;
  }
  return nullptr;
}

void HistoryView::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  const auto row = model_.inARow();
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (i > 0) paintLink(painter, *row[i - 1], *row[i]);
    paintCard(painter, *row[i]);
  }
  if (row.size() > 1) return;
  const int left = row.empty() ? kMargin : cardRect(kPhotoNode).right() + kGap;
  painter.setFont(font());
  painter.setPen(palette().color(QPalette::PlaceholderText));
  painter.drawText(QRect(left, 0, width() - left - kMargin, height()), Qt::AlignLeft | Qt::AlignVCenter,
                   tr("Every edit becomes a step here"));
}

/// An arrow from a step to the next one; a line where the next one was made from an earlier step.
void HistoryView::paintLink(QPainter& painter, const HistoryNode& before, const HistoryNode& node) const {
  const QRect card = cardRect(node.generation.id);
  const QPointF middle(card.left() - kGap / 2.0, card.top() + kThumbHeight / 2.0);
  const bool goes_on = model_.parentOf(node.generation.id) == before.generation.id;
  QPainterPath path;
  if (goes_on) {
    path.moveTo(middle + QPointF(-2.5, -5));
    path.lineTo(middle + QPointF(2.5, 0));
    path.lineTo(middle + QPointF(-2.5, 5));
  } else {
    path.moveTo(middle - QPointF(0, kThumbHeight / 2.0));
    path.lineTo(middle + QPointF(0, kThumbHeight / 2.0));
  }
  painter.setBrush(Qt::NoBrush);
  painter.setPen(QPen(palette().color(goes_on ? QPalette::PlaceholderText : QPalette::Mid), 1.5));
  painter.drawPath(path);
}

void HistoryView::paintCard(QPainter& painter, const HistoryNode& node) const {
  const std::int64_t id = node.generation.id;
  const QRect card = cardRect(id);
  const QRectF place(card.left(), card.top(), card.width(), kThumbHeight);
  const bool current = id == model_.current();
  QPainterPath shape;
  shape.addRoundedRect(place, kRounding, kRounding);
  painter.fillPath(shape, palette().color(QPalette::Mid));
  if (!node.thumbnail.isNull()) {
    const QSizeF size = QSizeF(node.thumbnail.size()).scaled(place.size(), Qt::KeepAspectRatioByExpanding);
    painter.save();
    painter.setClipPath(shape);
    painter.setOpacity(!node.generation.is_on ? kOff : model_.leadsToCurrent(id) ? 1 : kAside);
    // Of a portrait rather the upper part: faces are there.
    const QPointF over(size.width() - place.width(), size.height() - place.height());
    painter.drawImage(QRectF(place.topLeft() - QPointF(over.x() / 2, over.y() / 4), size), node.thumbnail);
    painter.restore();
  }
  if (model_.isOutdated(id) && node.generation.is_on) {
    painter.setPen(QPen(palette().color(QPalette::Window), 1.5));
    painter.setBrush(palette().color(QPalette::Highlight));
    painter.drawEllipse(QRectF(place.right() - kDot - 4, place.top() + 4, kDot, kDot));
  }
  painter.setBrush(Qt::NoBrush);
  if (current) {
    painter.setPen(QPen(palette().color(QPalette::Highlight), 2));
    painter.drawRoundedRect(place, kRounding, kRounding);
  }
  if (current && hasFocus()) {
    painter.setPen(QPen(palette().color(QPalette::WindowText), 1));
    painter.drawRoundedRect(place.adjusted(-3, -3, 3, 3), kRounding + 2, kRounding + 2);
  }
  QFont text = font();
  text.setBold(current);
  text.setStrikeOut(!node.generation.is_on);
  painter.setFont(text);
  painter.setPen(palette().color(current ? QPalette::WindowText : QPalette::PlaceholderText));
  const QRect line = nameRect(card);
  painter.drawText(line, Qt::AlignCenter, shownName(id, QFontMetrics(text), line.width()));
}

void HistoryView::startRenaming(std::int64_t id) {
  if (id == kPhotoNode || !model_.node(id)) return;
  renamed_ = id;
  name_->setText(model_.nameOf(id));
  name_->selectAll();
  const QRect line = nameRect(cardRect(id));
  const int height = name_->sizeHint().height();
  name_->setGeometry(line.left(), this->height() - height, line.width(), height);
  name_->show();
  name_->setFocus();
}

void HistoryView::finishRenaming(bool keeps) {
  const std::int64_t id = std::exchange(renamed_, kPhotoNode);
  if (id == kPhotoNode) return;
  const bool had_focus = name_->hasFocus();
  name_->hide();
  if (had_focus) setFocus();
  const QString name = name_->text().simplified();
  if (keeps && name != model_.nameOf(id)) Q_EMIT renameAsked(id, name);
}

bool HistoryView::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const HistoryNode* node = nodeAt(help->pos());
    QToolTip::showText(help->globalPos(), node ? describe(node->generation.id) : QString(), this);
    return true;
  }
  if (event->type() == QEvent::LanguageChange || event->type() == QEvent::FontChange) showChange();
  return QWidget::event(event);
}

void HistoryView::mousePressEvent(QMouseEvent* event) {
  const HistoryNode* node = nodeAt(event->position().toPoint());
  if (node && event->button() == Qt::LeftButton) Q_EMIT goToAsked(node->generation.id);
}

void HistoryView::mouseDoubleClickEvent(QMouseEvent* event) {
  const HistoryNode* node = nodeAt(event->position().toPoint());
  if (node && nameRect(cardRect(node->generation.id)).contains(event->position().toPoint()))
    startRenaming(node->generation.id);
}

void HistoryView::keyPressEvent(QKeyEvent* event) {
  const auto current = model_.current();
  const auto children = model_.childrenOf(current);
  switch (event->key()) {
    case Qt::Key_Escape:
      if (renamed_ == kPhotoNode) return QWidget::keyPressEvent(event);
      return finishRenaming(false);
    case Qt::Key_Up:
      return Q_EMIT goToAsked(model_.parentOf(current));
    case Qt::Key_Down:
      if (!children.empty()) Q_EMIT goToAsked(children.front());
      return;
    case Qt::Key_Left:
    case Qt::Key_Right:
      return Q_EMIT goToAsked(model_.neighbourOf(current, event->key() == Qt::Key_Left ? -1 : 1));
    case Qt::Key_Home:
      return Q_EMIT goToAsked(kPhotoNode);
    case Qt::Key_End:
      if (model_.node(current)) Q_EMIT goToAsked(model_.inARow().back()->generation.id);
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

void HistoryView::focusInEvent(QFocusEvent* event) {
  QWidget::focusInEvent(event);
  update();
  tellScreenReader();
}

void HistoryView::focusOutEvent(QFocusEvent* event) {
  QWidget::focusOutEvent(event);
  update();
}

void HistoryView::setTarget(std::optional<std::int64_t> target) {
  menu_target_ = target;
  Q_EMIT targetChanged();
}

void HistoryView::contextMenuEvent(QContextMenuEvent* event) {
  const bool by_mouse = event->reason() == QContextMenuEvent::Mouse;
  const HistoryNode* node = by_mouse ? nodeAt(event->pos()) : model_.node(model_.current());
  if (!node) return;
  const auto id = node->generation.id;
  setTarget(id);
  auto* menu = new QMenu(this);
  menu->setObjectName("historyMenu");
  menu->setAttribute(Qt::WA_DeleteOnClose);
  if (id != model_.current()) {
    menu->addAction(tr("&Show this step"), this, [this, id] { Q_EMIT goToAsked(id); });
  }
  menu->addActions(actions_);
  // What was chosen is called after the menu has closed.
  connect(
      menu, &QMenu::aboutToHide, this, [this] { setTarget(std::nullopt); }, Qt::QueuedConnection);
  menu->popup(by_mouse ? event->globalPos() : mapToGlobal(cardRect(id).center()));
}

HistoryPanel::HistoryPanel(HistoryModel& model, QWidget* parent)
    : QScrollArea(parent), view_(new HistoryView(model, this)) {
  setObjectName("historyPanel");
  setFrameShape(QFrame::NoFrame);
  setFocusPolicy(Qt::NoFocus);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setWidgetResizable(true);
  setWidget(view_);
  viewport()->setAutoFillBackground(false);
  view_->setAutoFillBackground(false);
  takeHeight();
  // The row is as wide as its cards only when the layout has been there.
  connect(view_, &HistoryView::cardMoved, this, &HistoryPanel::showCurrent, Qt::QueuedConnection);
}

void HistoryPanel::takeHeight() {
  setFixedHeight(view_->sizeHint().height() + horizontalScrollBar()->sizeHint().height());
}

void HistoryPanel::showCurrent() {
  const QRect card = view_->cardRect(view_->model().current());
  if (card.isEmpty()) return;
  view_->resize(view_->size().expandedTo(view_->minimumSize()));
  ensureVisible(card.center().x(), 0, card.width() / 2 + kGap, 0);
}

void HistoryPanel::wheelEvent(QWheelEvent* event) {
  const QPoint turned = event->angleDelta();
  const int way = turned.x() != 0 ? turned.x() : turned.y();
  horizontalScrollBar()->setValue(horizontalScrollBar()->value() - way);
  event->accept();
}

void HistoryPanel::resizeEvent(QResizeEvent* event) {
  QScrollArea::resizeEvent(event);
  showCurrent();
}

void HistoryPanel::changeEvent(QEvent* event) {
  QScrollArea::changeEvent(event);
  if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange) takeHeight();
}

}  // namespace v4e::ui
