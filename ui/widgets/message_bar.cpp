// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/message_bar.h"

#include <QApplication>
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
      icon_(new IconLabel({}, this)),
      text_(new QLabel(this)),
      copy_(new QPushButton(this)),
      close_(new QToolButton(this)),
      reading_(new QTimer(this)) {
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
      const auto offers = std::exchange(shown_offers_, {});
      if (i < offers.size()) offers[i].act();
    });
  }
  flow->addWidget(copy_);
  connect(copy_, &QPushButton::clicked, this, [this] {
    if (details_) QGuiApplication::clipboard()->setText(details_());
  });
  connect(close_, &QToolButton::clicked, this, &QWidget::hide);
  reading_->setObjectName("reading");
  reading_->setSingleShot(true);
  connect(reading_, &QTimer::timeout, this, &MessageBar::leaveWhenRead);
  retranslate();
  hide();
}

void MessageBar::showFailure(const Failure& failure) {
  const QString reason = QString::fromStdString(failure.text);
  present(
      "warning",
      [code = failure.code, reason] {
        return QString("<b>%1</b> %2")
            .arg(failureSentence(code).toHtmlEscaped(), withWordBreaks(reason).toHtmlEscaped());
      },
      [code = failure.code, reason] { return failureSentence(code) + '\n' + reason; });
}

void MessageBar::offer(Wording text, std::function<void()> act) {
  if (shown_offers_.size() == offers_.size()) return;
  offers_[shown_offers_.size()]->show();
  shown_offers_.push_back({std::move(text), std::move(act)});
  buttons_->show();
  showWords();
  if (reading_->isActive()) reading_->start(readingTime_ms(text_->text().size(), true));
}

void MessageBar::showNote(Wording text) {
  present(
      "info", [text = std::move(text)] { return withWordBreaks(text()).toHtmlEscaped(); }, nullptr);
  reading_->start(readingTime_ms(text_->text().size(), false));
}

int MessageBar::readingTime_ms(qsizetype letters, bool offers) {
  // Slow readers read ten letters a second, once they have seen that there is something to read.
  constexpr int kNoticed_ms = 5000;
  constexpr int kLetter_ms = 100;
  constexpr int kDecision_ms = 10000;
  return kNoticed_ms + kLetter_ms * static_cast<int>(letters) + (offers ? kDecision_ms : 0);
}

void MessageBar::leaveWhenRead() {
  constexpr int kAgain_ms = 2000;
  const QWidget* focus = QApplication::focusWidget();
  if (underMouse() || (focus && isAncestorOf(focus))) return reading_->start(kAgain_ms);
  hide();
}

void MessageBar::present(const QString& iconName, Wording text, Wording details) {
  reading_->stop();
  icon_->setName(iconName);
  words_ = std::move(text);
  details_ = std::move(details);
  copy_->setVisible(details_ != nullptr);
  buttons_->setVisible(details_ != nullptr);
  shown_offers_.clear();
  for (QPushButton* button : offers_) button->hide();
  showWords();
  show();
}

void MessageBar::showWords() {
  if (!words_) return;
  text_->setText(words_());
  setAccessibleDescription(text_->text());
  for (std::size_t i = 0; i < shown_offers_.size(); ++i) {
    offers_[i]->setText(shown_offers_[i].text());
    offers_[i]->setAccessibleName(offers_[i]->text());
  }
}

void MessageBar::retranslate() {
  setAccessibleName(tr("Message"));
  text_->setAccessibleName(tr("Message"));
  icon_->setAccessibleName(tr("Kind of message"));
  for (QPushButton* button : offers_) {
    // One that waits for its text still has to be called something.
    if (button->text().isEmpty()) button->setAccessibleName(tr("Suggested action"));
  }
  copy_->setText(tr("Copy details"));
  close_->setToolTip(tr("Close this message"));
  close_->setAccessibleName(tr("Close this message"));
  showWords();
}

void MessageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QFrame::changeEvent(event);
}

}  // namespace v4e::ui
