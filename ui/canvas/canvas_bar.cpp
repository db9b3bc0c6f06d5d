// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_bar.h"

#include <QApplication>
#include <QDrag>
#include <QEvent>
#include <QHBoxLayout>
#include <QMimeData>
#include <QMouseEvent>
#include <QUrl>

#include "ui/settings/icon.h"
#include "ui/widgets/tab_order.h"

namespace v4e::ui {
namespace {

constexpr int kDragPictureSide = 160;

}  // namespace

DragGrip::DragGrip(QWidget* parent) : QToolButton(parent) {
  setObjectName("dragGrip");
  setIcon(ui::icon("drag"));
  setCursor(Qt::OpenHandCursor);
}

void DragGrip::setFile(const QString& path, const QImage& picture) {
  path_ = path;
  picture_ = picture;
}

void DragGrip::enterEvent(QEnterEvent* event) {
  if (isEnabled() && path_.isEmpty()) Q_EMIT fileWanted();
  QToolButton::enterEvent(event);
}

void DragGrip::mousePressEvent(QMouseEvent* event) {
  press_ = event->pos();
  if (path_.isEmpty()) Q_EMIT fileWanted();
  QToolButton::mousePressEvent(event);
}

void DragGrip::mouseMoveEvent(QMouseEvent* event) {
  const bool far_enough = (event->pos() - press_).manhattanLength() >= QApplication::startDragDistance();
  if (!(event->buttons() & Qt::LeftButton) || !far_enough || path_.isEmpty()) return;
  auto* content = new QMimeData;
  content->setUrls({QUrl::fromLocalFile(path_)});
  auto* drag = new QDrag(this);
  drag->setMimeData(content);
  if (!picture_.isNull()) {
    drag->setPixmap(QPixmap::fromImage(
        picture_.scaled(kDragPictureSide, kDragPictureSide, Qt::KeepAspectRatio, Qt::SmoothTransformation)));
  }
  setDown(false);
  drag->exec(Qt::CopyAction);
}

CanvasBar::CanvasBar(const QList<QAction*>& compare, const QList<QAction*>& zoom, QWidget* parent)
    : QWidget(parent), original_(new QToolButton(this)), zoom_(new QLabel(this)), grip_(new DragGrip(this)) {
  setObjectName("canvasBar");
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(8, 4, 8, 4);
  layout->setSpacing(4);
  const auto add = [this, layout](const QList<QAction*>& actions) {
    QList<QToolButton*> added;
    for (QAction* action : actions) {
      if (!action) {
        layout->addSpacing(16);
        continue;
      }
      auto* button = new QToolButton(this);
      button->setDefaultAction(action);
      button->setIconSize({20, 20});
      button->setAccessibleName(action->text().remove('&'));
      connect(action, &QAction::changed, button,
              [button, action] { button->setAccessibleName(action->text().remove('&')); });
      layout->addWidget(button);
      added << button;
    }
    return added;
  };
  original_->setObjectName("holdOriginal");
  original_->setIcon(icon("eye"));
  original_->setIconSize({20, 20});
  grip_->setIconSize({20, 20});
  zoom_->setObjectName("zoomLabel");
  zoom_->setMinimumWidth(fontMetrics().horizontalAdvance("3200 %") + 8);
  zoom_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  add(compare);
  layout->addWidget(original_);
  layout->addStretch();
  yielding_ = add(zoom);
  layout->addWidget(zoom_);
  layout->addSpacing(8);
  layout->addWidget(grip_);
  connect(original_, &QToolButton::pressed, this, [this] { Q_EMIT originalHeld(true); });
  connect(original_, &QToolButton::released, this, [this] { Q_EMIT originalHeld(false); });
  retranslate();
  setTabOrderAsLaidOut(*this);
}

int CanvasBar::widthOf(const QList<QToolButton*>& buttons) const {
  int width = 0;
  for (const QToolButton* button : buttons) width += button->sizeHint().width() + layout()->spacing();
  return width;
}

QSize CanvasBar::minimumSizeHint() const {
  const bool shown = !yielding_.isEmpty() && !yielding_.first()->isHidden();
  const QSize all = layout()->totalMinimumSize();
  return {all.width() - (shown ? widthOf(yielding_) : 0), all.height()};
}

void CanvasBar::resizeEvent(QResizeEvent* event) {
  const bool room = width() >= minimumSizeHint().width() + widthOf(yielding_);
  for (QToolButton* button : yielding_) button->setVisible(room);
  QWidget::resizeEvent(event);
}

void CanvasBar::setZoom(double scale) {
  const double percent = scale * 100;
  zoom_->setText(QString("%1 %").arg(percent, 0, 'f', percent < 10 ? 1 : 0));
}

void CanvasBar::retranslate() {
  original_->setToolTip(tr("Hold to see the original (\\)"));
  original_->setAccessibleName(tr("Hold to see the original"));
  grip_->setToolTip(tr("Drag the result from here into a folder or another program"));
  grip_->setAccessibleName(tr("Drag the result out"));
  zoom_->setAccessibleName(tr("Zoom"));
}

void CanvasBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
