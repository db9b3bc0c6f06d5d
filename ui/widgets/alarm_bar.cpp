// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/alarm_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>

#include "ui/settings/icon.h"
#include "ui/widgets/word_breaks.h"

namespace v4e::ui {

namespace {

/// White in both themes: it lies on red.
QPixmap white_icon(const QString& name, int side, double scale) {
  QPixmap pixmap = icon(name).pixmap(QSize(side, side), scale);
  QPainter painter(&pixmap);
  painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
  painter.fillRect(pixmap.rect(), Qt::white);
  return pixmap;
}

}  // namespace

AlarmBar::AlarmBar(QWidget* parent) : QFrame(parent), icon_(new QLabel(this)), text_(new QLabel(this)) {
  setObjectName("alarmBar");
  text_->setObjectName("alarmText");
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(16, 8, 16, 8);
  layout->setSpacing(8);
  layout->addWidget(icon_, 0, Qt::AlignTop);
  layout->addWidget(text_, 1);
  retranslate();
  hide();
}

void AlarmBar::showUnsaved(const Failure& failure) {
  failure_ = failure;
  retranslate();
  show();
}

void AlarmBar::retranslate() {
  setAccessibleName(tr("Warning"));
  icon_->setPixmap(white_icon("warning", 20, devicePixelRatioF()));
  icon_->setAccessibleName(tr("Warning"));
  const QString what = tr("Your work could not be saved.");
  const QString advice = tr("Save the project or export the photo now. Saving is tried again all the time.");
  const QString reason = QString::fromStdString(failure_.text);
  text_->setText(QString("<b>%1</b> %2<br>%3").arg(what, advice, withWordBreaks(reason).toHtmlEscaped()));
  text_->setAccessibleName(what);
  setAccessibleDescription(what + ' ' + advice + ' ' + reason);
}

void AlarmBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QFrame::changeEvent(event);
}

}  // namespace v4e::ui
