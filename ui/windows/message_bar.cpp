// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/message_bar.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <utility>

#include "ui/engine/failure_text.h"
#include "ui/settings/icon.h"

namespace v4e::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      text_(new QLabel(this)),
      offer_(new QPushButton(this)),
      copy_(new QPushButton(this)),
      close_(new QToolButton(this)) {
  setObjectName("messageBar");
  text_->setObjectName("messageText");
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  offer_->setObjectName("messageOffer");
  copy_->setObjectName("copyDetails");
  copy_->setProperty("role", "link");
  close_->setObjectName("closeMessage");
  close_->setIcon(icon("close"));
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(16, 8, 8, 8);
  layout->setSpacing(8);
  layout->addWidget(icon_, 0, Qt::AlignTop);
  layout->addWidget(text_, 1);
  layout->addWidget(offer_);
  layout->addWidget(copy_);
  layout->addWidget(close_, 0, Qt::AlignTop);
  connect(copy_, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(details_); });
  connect(offer_, &QPushButton::clicked, this, [this] {
    hide();
    if (const auto act = std::exchange(act_, nullptr)) act();
  });
  connect(close_, &QToolButton::clicked, this, &QWidget::hide);
  retranslate();
  hide();
}

void MessageBar::showFailure(const Failure& failure) {
  const QString sentence = failureSentence(failure.code);
  const QString details = failureDetails(failure.text);
  present("warning", QString("<b>%1</b> %2").arg(sentence.toHtmlEscaped(), details.toHtmlEscaped()),
          sentence + '\n' + details);
}

void MessageBar::offer(const QString& text, std::function<void()> act) {
  act_ = std::move(act);
  offer_->setText(text);
  offer_->setAccessibleName(text);
  offer_->show();
}

void MessageBar::showNote(const QString& text) {
  present("info", text.toHtmlEscaped(), {});
}

void MessageBar::present(const QString& iconName, const QString& text, const QString& details) {
  icon_->setPixmap(icon(iconName).pixmap(QSize(20, 20), devicePixelRatioF()));
  text_->setText(text);
  details_ = details;
  copy_->setVisible(!details.isEmpty());
  act_ = nullptr;
  offer_->hide();
  setAccessibleDescription(text_->text());
  show();
}

void MessageBar::retranslate() {
  setAccessibleName(tr("Message"));
  text_->setAccessibleName(tr("Message"));
  icon_->setAccessibleName(tr("Kind of message"));
  offer_->setAccessibleName(tr("Way out"));
  copy_->setText(tr("Copy details"));
  close_->setToolTip(tr("Close this message"));
  close_->setAccessibleName(tr("Close this message"));
}

void MessageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QFrame::changeEvent(event);
}

}  // namespace v4e::ui
