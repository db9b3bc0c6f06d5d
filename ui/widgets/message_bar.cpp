// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <utility>

#include "ui/engine/failure_text.h"
#include "ui/settings/icon.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/word_breaks.h"

namespace v4e::ui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel(this)),
      text_(new QLabel(this)),
      copy_(new QPushButton(this)),
      close_(new QToolButton(this)) {
  setObjectName("messageBar");
  text_->setObjectName("messageText");
  text_->setWordWrap(true);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  copy_->setObjectName("copyDetails");
  copy_->setProperty("role", "link");
  close_->setObjectName("closeMessage");
  close_->setIcon(icon("close"));
  setAutoFillBackground(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(16, 8, 8, 8);
  column->setSpacing(4);
  auto* layout = new QHBoxLayout;
  layout->setSpacing(8);
  layout->addWidget(icon_, 0, Qt::AlignTop);
  layout->addWidget(text_, 1);
  layout->addWidget(close_, 0, Qt::AlignTop);
  column->addLayout(layout);
  buttons_ = new QWidget(this);
  auto* flow = new FlowLayout(8, buttons_);
  column->addWidget(buttons_);
  for (std::size_t i = 0; i < offers_.size(); ++i) {
    offers_[i] = new QPushButton(this);
    offers_[i]->setObjectName(i == 0 ? QString("messageOffer") : QString("messageOffer%1").arg(i + 1));
    flow->addWidget(offers_[i]);
    connect(offers_[i], &QPushButton::clicked, this, [this, i] {
      hide();
      const auto acts = std::exchange(acts_, {});
      if (i < acts.size()) acts[i]();
    });
  }
  flow->addWidget(copy_);
  connect(copy_, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(details_); });
  connect(close_, &QToolButton::clicked, this, &QWidget::hide);
  retranslate();
  hide();
}

void MessageBar::showFailure(const Failure& failure) {
  const QString sentence = failureSentence(failure.code);
  const QString details = QString::fromStdString(failure.text);
  present("warning",
          QString("<b>%1</b> %2").arg(sentence.toHtmlEscaped(), withWordBreaks(details).toHtmlEscaped()),
          sentence + '\n' + details);
}

void MessageBar::offer(const QString& text, std::function<void()> act) {
  if (acts_.size() == offers_.size()) return;
  QPushButton* button = offers_[acts_.size()];
  acts_.push_back(std::move(act));
  button->setText(text);
  button->setAccessibleName(text);
  button->show();
  buttons_->show();
}

void MessageBar::showNote(const QString& text) {
  present("info", withWordBreaks(text).toHtmlEscaped(), {});
}

void MessageBar::present(const QString& iconName, const QString& text, const QString& details) {
  icon_->setPixmap(icon(iconName).pixmap(QSize(20, 20), devicePixelRatioF()));
  text_->setText(text);
  details_ = details;
  copy_->setVisible(!details.isEmpty());
  buttons_->setVisible(!details.isEmpty());
  acts_.clear();
  for (QPushButton* button : offers_) button->hide();
  setAccessibleDescription(text_->text());
  show();
}

void MessageBar::retranslate() {
  setAccessibleName(tr("Message"));
  text_->setAccessibleName(tr("Message"));
  icon_->setAccessibleName(tr("Kind of message"));
  for (QPushButton* button : offers_) {
    // One that waits for its text still has to be called something.
    if (button->text().isEmpty()) button->setAccessibleName(tr("Way out"));
  }
  copy_->setText(tr("Copy details"));
  close_->setToolTip(tr("Close this message"));
  close_->setAccessibleName(tr("Close this message"));
}

void MessageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QFrame::changeEvent(event);
}

}  // namespace v4e::ui
