// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/picture_slot.h"

#include <QDragEnterEvent>
#include <QMimeData>

#include "ui/canvas/dropped_files.h"

namespace v4e::ui {
namespace {

constexpr QSize kFirstSize(260, 220);
constexpr int kBorder = 12;

}  // namespace

PictureSlot::PictureSlot(const QString& name, QWidget* parent) : QToolButton(parent) {
  setObjectName(name);
  setToolButtonStyle(Qt::ToolButtonTextUnderIcon);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
  setMinimumSize(140, 120);
  setFocusPolicy(Qt::StrongFocus);
  setAcceptDrops(true);
}

void PictureSlot::setPicture(const QImage& picture) {
  picture_ = picture;
  showPicture();
}

void PictureSlot::setWords(const QString& title, const QString& words) {
  words_ = words;
  setAccessibleName(title);
  setAccessibleDescription(words);
  setToolTip(words);
  showPicture();
}

void PictureSlot::showPicture() {
  setText(fontMetrics().elidedText(words_, Qt::ElideMiddle, width() - 2 * kBorder));
  if (picture_.isNull()) return setIcon({});
  const QSize place(width() - 2 * kBorder, height() - fontMetrics().height() - 3 * kBorder);
  if (place.isEmpty()) return;
  QPixmap shown = QPixmap::fromImage(
      picture_.scaled(place * devicePixelRatioF(), Qt::KeepAspectRatio, Qt::SmoothTransformation));
  shown.setDevicePixelRatio(devicePixelRatioF());
  setIconSize(place);
  setIcon(shown);
}

QSize PictureSlot::sizeHint() const {
  return kFirstSize;
}

void PictureSlot::resizeEvent(QResizeEvent* event) {
  QToolButton::resizeEvent(event);
  showPicture();
}

void PictureSlot::dragEnterEvent(QDragEnterEvent* event) {
  if (!contentOf(*event->mimeData()).paths.isEmpty()) event->acceptProposedAction();
}

void PictureSlot::dropEvent(QDropEvent* event) {
  event->acceptProposedAction();
  Q_EMIT filesDropped(contentOf(*event->mimeData()).paths);
}

}  // namespace v4e::ui
