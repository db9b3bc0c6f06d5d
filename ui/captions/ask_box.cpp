// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/ask_box.h"

#include <QEvent>
#include <QGridLayout>
#include <QStyle>
#include <QVBoxLayout>
#include <chrono>
#include <utility>

#include "core/base/error.h"
#include "core/image/io/shown_photo.h"

namespace v4e::ui {
namespace {

constexpr int kMostSeconds = 3600;

/// Nothing for what is no address, or not one yet.
std::optional<ChatAddress> addressIn(const QString& text) {
  try {
    return parse_chat_address(text.trimmed().toStdString());
  } catch (const Error&) {
    return std::nullopt;
  }
}

}  // namespace

AskBox::AskBox(std::filesystem::path answers, QWidget* parent)
    : QWidget(parent),
      answers_(std::move(answers)),
      fold_(new QToolButton(this)),
      hidden_(new QWidget(this)),
      address_label_(new QLabel(hidden_)),
      address_(new QLineEdit(hidden_)),
      place_(new QLabel(hidden_)),
      model_label_(new QLabel(hidden_)),
      model_(new QLineEdit(hidden_)),
      seconds_label_(new QLabel(hidden_)),
      seconds_(new QSpinBox(hidden_)),
      sends_photo_(new QCheckBox(hidden_)),
      ask_(new QPushButton(hidden_)),
      said_(new QLabel(hidden_)) {
  setObjectName("askBox");
  fold_->setObjectName("askFold");
  fold_->setCheckable(true);
  fold_->setAutoRaise(true);
  fold_->setArrowType(Qt::RightArrow);
  fold_->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
  address_->setObjectName("askAddress");
  address_->setPlaceholderText("http://localhost:8080/v1");
  model_->setObjectName("askModel");
  seconds_->setObjectName("askSeconds");
  seconds_->setRange(1, kMostSeconds);
  sends_photo_->setObjectName("askSendsPhoto");
  ask_->setObjectName("askCaption");
  place_->setObjectName("askPlace");
  said_->setObjectName("askSaid");
  for (QLabel* label : {place_, said_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  place_->setProperty("role", "error");
  layOut();
  hidden_->setVisible(false);
  connect(fold_, &QToolButton::toggled, this, [this](bool shown) {
    fold_->setArrowType(shown ? Qt::DownArrow : Qt::RightArrow);
    hidden_->setVisible(shown);
  });
  const auto change = [this] {
    refresh();
    Q_EMIT choiceChanged(choice());
  };
  connect(address_, &QLineEdit::textChanged, this, change);
  connect(model_, &QLineEdit::textChanged, this, change);
  connect(seconds_, &QSpinBox::valueChanged, this, change);
  connect(sends_photo_, &QCheckBox::toggled, this, change);
  connect(address_, &QLineEdit::returnPressed, this, &AskBox::ask);
  connect(ask_, &QPushButton::clicked, this, [this] { asking_ ? stop() : ask(); });
  setChoice({});
  retranslate();
}

void AskBox::layOut() {
  auto* grid = new QGridLayout(hidden_);
  grid->setContentsMargins(0, 4, 0, 0);
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  grid->addWidget(address_label_, 0, 0, 1, 2);
  grid->addWidget(address_, 1, 0, 1, 2);
  grid->addWidget(place_, 2, 0, 1, 2);
  grid->addWidget(model_label_, 3, 0);
  grid->addWidget(seconds_label_, 3, 1);
  grid->addWidget(model_, 4, 0);
  grid->addWidget(seconds_, 4, 1);
  grid->addWidget(sends_photo_, 5, 0, 1, 2);
  grid->addWidget(ask_, 6, 0, 1, 2, Qt::AlignLeft);
  grid->addWidget(said_, 7, 0, 1, 2);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
  address_label_->setBuddy(address_);
  model_label_->setBuddy(model_);
  seconds_label_->setBuddy(seconds_);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(0);
  layout->addWidget(fold_, 0, Qt::AlignLeft);
  layout->addWidget(hidden_);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
}

void AskBox::setChoice(const CaptionChoice& choice) {
  const QSignalBlocker blocked(this);
  address_->setText(choice.address);
  model_->setText(choice.model);
  seconds_->setValue(choice.seconds);
  sends_photo_->setChecked(choice.sends_photo);
  fold_->setChecked(!choice.address.isEmpty());
}

CaptionChoice AskBox::choice() const {
  return {address_->text().trimmed(), model_->text().trimmed(), seconds_->value(), sends_photo_->isChecked()};
}

void AskBox::setInstruction(const QString& instruction) {
  if (std::exchange(instruction_, instruction.trimmed()) == instruction.trimmed()) return;
  stop();
  say({}, false);
}

void AskBox::ask() {
  if (asking_ || !ask_->isEnabled()) return;
  const CaptionChoice chosen = choice();
  const std::shared_ptr<const Photo> photo = chosen.sends_photo && photo_ ? photo_() : nullptr;
  ChatOptions options{.address = chosen.address.toStdString(),
                      .model = chosen.model.toStdString(),
                      .key = chat_key(),
                      .timeout = std::chrono::seconds(chosen.seconds)};
  CaptionQuestion question{.instruction = instruction_.toStdString(), .has_region = has_region_};
  auto work = [options = std::move(options), question = std::move(question), photo,
               answers = answers_](const RunContext& context) {
    const CaptionAsker asker(options, AnswerCache(answers));
    CaptionQuestion shown = question;
    if (photo) shown.jpeg = shown_jpeg(*photo, kShownSidePx, context);
    return asker.ask(shown, context, true);
  };
  asking_ = true;
  say(tr("Asking…"), false);
  runner_.run(std::move(work), [this](const Outcome<AskedCaption>& outcome) { finish(outcome); });
}

void AskBox::stop() {
  if (!std::exchange(asking_, false)) return;
  runner_.cancelAll();
  say({}, false);
}

void AskBox::finish(const Outcome<AskedCaption>& outcome) {
  asking_ = false;
  if (const auto* failure = std::get_if<Failure>(&outcome))
    return say(tr("No caption came, so it stays as it is. %1").arg(QString::fromStdString(failure->text)), true);
  const auto* asked = std::get_if<AskedCaption>(&outcome);
  if (!asked) return say({}, false);
  say(tr("Written by %1.").arg(QString::fromStdString(asked->model)), false);
  Q_EMIT captionWritten(QString::fromStdString(asked->caption));
}

void AskBox::say(const QString& text, bool is_problem) {
  said_->setProperty("role", is_problem ? "error" : "muted");
  said_->style()->unpolish(said_);
  said_->style()->polish(said_);
  said_->setText(text);
  said_->setVisible(!text.isEmpty());
  refresh();
}

QString AskBox::placeText() const {
  const std::optional<ChatAddress> address = addressIn(address_->text());
  if (!address || address->is_local) return {};
  const QString host = QString::fromStdString(address->host);
  return sends_photo_->isChecked()
             ? tr("%1 is not this computer: the instruction and a small copy of the photo leave it.").arg(host)
             : tr("%1 is not this computer: the instruction leaves it.").arg(host);
}

void AskBox::refresh() {
  const QString place = placeText();
  place_->setText(place);
  place_->setVisible(!place.isEmpty());
  ask_->setText(asking_ ? tr("Stop asking") : tr("Write the caption"));
  ask_->setEnabled(asking_ || (addressIn(address_->text()).has_value() && !instruction_.isEmpty()));
}

void AskBox::retranslate() {
  fold_->setText(tr("Have it written by a language model"));
  fold_->setToolTip(tr("By one that you run: llama.cpp, Ollama, vLLM, LM Studio"));
  address_label_->setText(tr("Address"));
  address_->setAccessibleName(tr("Address of the language model"));
  address_->setToolTip(tr("Nothing is sent before you press the button below. A key is taken from the "
                          "environment variable V4E_CHAT_KEY."));
  model_label_->setText(tr("Model"));
  model_->setPlaceholderText(tr("the only one there"));
  model_->setAccessibleName(tr("Name of the language model"));
  seconds_label_->setText(tr("Wait at most"));
  seconds_->setSuffix(tr(" s"));
  seconds_->setAccessibleName(tr("Seconds to wait at most"));
  sends_photo_->setText(tr("Let it see the photo"));
  sends_photo_->setToolTip(tr("768 pixels at most, without place, date and the like"));
  refresh();
}

void AskBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
