// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/kind_question_box.h"

#include <QEvent>
#include <QGridLayout>
#include <algorithm>
#include <utility>

namespace v4e::ui {

KindQuestionBox::KindQuestionBox(KindQuestion question, QWidget* parent)
    : QFrame(parent),
      question_(std::move(question)),
      icon_(new IconLabel(question_.is_open() ? "warning" : "info", this)),
      title_(new QLabel(this)),
      reason_(new QLabel(this)),
      choices_(new QComboBox(this)),
      keep_(new QPushButton(this)) {
  build();
  retranslate();
}

void KindQuestionBox::build() {
  setObjectName("kindQuestion");
  title_->setProperty("role", "section");
  title_->setWordWrap(true);
  title_->setBuddy(choices_);
  reason_->setObjectName("kindReason");
  reason_->setProperty("role", "muted");
  reason_->setWordWrap(true);
  choices_->setObjectName("kindChoices");
  choices_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  keep_->setObjectName("keepKind");
  // An answer that nobody gave must not be one that is kept by a single press.
  if (question_.is_open()) choices_->addItem(QString(), QString());
  for (const KindQuestion::Choice& choice : question_.choices)
    choices_->addItem(QString::fromStdString(choice.name), QString::fromStdString(choice.id));
  choices_->setCurrentIndex(std::max(0, choices_->findData(QString::fromStdString(question_.chosen))));
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(8);
  grid->setVerticalSpacing(4);
  grid->addWidget(icon_, 0, 0, Qt::AlignTop);
  grid->addWidget(title_, 0, 1, 1, 2);
  grid->addWidget(reason_, 1, 1, 1, 2);
  grid->addWidget(choices_, 2, 1);
  grid->addWidget(keep_, 2, 2);
  grid->setColumnStretch(1, 1);
  connect(choices_, &QComboBox::currentIndexChanged, this, &KindQuestionBox::updateButton);
  connect(keep_, &QPushButton::clicked, this,
          [this] { Q_EMIT answered(question_, choices_->currentData().toString().toStdString()); });
  updateButton();
}

void KindQuestionBox::updateButton() {
  const std::string id = choices_->currentData().toString().toStdString();
  const bool is_kept = question_.basis == KindBasis::Said && id == question_.chosen;
  keep_->setEnabled(!id.empty() && !is_kept);
}

QString KindQuestionBox::reason() const {
  switch (question_.basis) {
    case KindBasis::Open:
      return tr(
          "Neither the file nor its name tells which of these it is, and without that it cannot be used. "
          "Its page on the site it comes from does. You are asked only once.");
    case KindBasis::Said:
      return tr("As you said.");
    case KindBasis::Own:
      return tr("By what the file says of itself.");
    case KindBasis::Name:
      return tr("By its name.");
    case KindBasis::Shapes:
    case KindBasis::Usual:
      return tr(
          "Others have the same shapes; this is the most common one. If it is another, say so: it is "
          "sampled in another way.");
  }
  return {};
}

void KindQuestionBox::retranslate() {
  const QString file = QString::fromStdString(question_.file.filename().string());
  const QString shown = QString(file).replace('&', "&&");
  title_->setText(question_.is_open() ? tr("Which model is %1?").arg(shown)
                                      : tr("%1 is taken for").arg(shown));
  reason_->setText(reason());
  if (question_.is_open()) choices_->setItemText(0, tr("Choose"));
  choices_->setAccessibleName(tr("Which model is %1?").arg(file));
  choices_->setAccessibleDescription(reason_->text());
  keep_->setText(tr("Keep this answer"));
  keep_->setAccessibleName(tr("Keep the answer for %1").arg(file));
}

void KindQuestionBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QFrame::changeEvent(event);
}

}  // namespace v4e::ui
