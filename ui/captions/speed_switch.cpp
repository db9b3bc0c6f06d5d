// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/speed_switch.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace v4e::ui {

SpeedSwitch::SpeedSwitch(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      fast_(new QRadioButton(this)),
      best_(new QRadioButton(this)),
      warning_(new QLabel(this)) {
  setObjectName("speedSwitch");
  title_->setProperty("role", "muted");
  fast_->setObjectName("speedFast");
  best_->setObjectName("speedBest");
  warning_->setObjectName("speedWarning");
  warning_->setProperty("role", "error");
  warning_->setWordWrap(true);
  warning_->hide();
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(title_);
  row->addWidget(fast_);
  row->addWidget(best_);
  row->addStretch();
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  column->addLayout(row);
  column->addWidget(warning_);
  for (QRadioButton* button : {fast_, best_})
    connect(button, &QRadioButton::clicked, this, [this, button] { Q_EMIT chosen(button == fast_); });
  hide();
  retranslate();
}

void SpeedSwitch::showWay(const FewSteps& way, State state) {
  way_ = way;
  for (QRadioButton* button : {fast_, best_}) {
    // Together they do not allow that none is.
    button->setAutoExclusive(false);
    button->setChecked(state == (button == fast_ ? State::Fast : State::Best));
    button->setAutoExclusive(true);
  }
  retranslate();
}

void SpeedSwitch::setHasBest(bool has) {
  best_->setEnabled(has);
}

void SpeedSwitch::setBurns(bool burns) {
  warning_->setVisible(burns);
  fast_->setAccessibleDescription(burns ? warning_->text() : QString());
}

void SpeedSwitch::retranslate() {
  title_->setText(tr("Speed"));
  fast_->setText(tr("fast: %n step(s)", nullptr, way_.steps));
  fast_->setToolTip(
      tr("What the few-step LoRA or model was made for: its steps, shift and sampler, no guidance"));
  best_->setText(tr("best"));
  best_->setToolTip(tr("Without the few-step LoRA, with the model's own steps and guidance"));
  warning_->setText(
      tr("Made for %n step(s) without guidance; as it is set now, the picture burns.", nullptr, way_.steps));
}

void SpeedSwitch::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
