// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/wish_judge.h"

#include <QEvent>
#include <QVBoxLayout>

#include "ui/models/effect_names.h"

namespace v4e::ui {

WishJudge::WishJudge(QWidget* parent)
    : QWidget(parent),
      steps_(new QLabel(this)),
      refusal_(new QLabel(this)),
      unused_(new QLabel(this)),
      models_(new QPushButton(this)) {
  setObjectName("wishJudge");
  steps_->setObjectName("wishSteps");
  refusal_->setObjectName("wishRefusal");
  refusal_->setProperty("role", "error");
  unused_->setObjectName("wishUnused");
  unused_->setProperty("role", "muted");
  for (QLabel* label : {steps_, refusal_, unused_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  models_->setObjectName("wishModels");
  models_->setProperty("role", "link");
  models_->setCursor(Qt::PointingHandCursor);
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(steps_);
  layout->addWidget(refusal_);
  layout->addWidget(models_, 0, Qt::AlignLeft);
  layout->addWidget(unused_);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  connect(models_, &QPushButton::clicked, this, &WishJudge::modelsAsked);
  refresh();
}

void WishJudge::setReading(const InstructionReading& reading) {
  reading_ = reading;
  pending_ = false;
  refresh();
}

void WishJudge::setPending() {
  pending_ = true;
}

void WishJudge::setModel(const ModelInfo* model) {
  has_model_ = model != nullptr;
  effects_.reset();
  if (model) {
    model_name_ = model->name;
    if (!model->can_do.empty() || !model->cannot_do.empty()) effects_ = model->can_do;
  }
  refresh();
}

void WishJudge::setHasOwnCaption(bool own) {
  own_caption_ = own;
  refresh();
}

QString WishJudge::refusal() const {
  if (pending_ || own_caption_ || !has_model_) return {};
  const std::vector<bool> covered = covered_steps(reading_, effects_);
  QStringList missing;
  bool unknown = false;
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (covered[i]) continue;
    const std::string& effect = reading_.steps[i].effect;
    if (effect.empty()) unknown = true;
    if (!effect.empty()) missing << effectName(effect);
  }
  const QString model = QString::fromStdString(model_name_);
  missing.removeDuplicates();
  if (!missing.isEmpty()) return tr("%1 has not learnt this: %2.").arg(model, missing.join(", "));
  return unknown ? tr("%1 does not know this wording. Try one of the suggestions.").arg(model) : QString();
}

QString WishJudge::stepText(const EvolutionCaption& step) const {
  // A model without limits gets the whole instruction in one caption.
  return step.effect.empty() ? QString::fromStdString(step.wish) : effectName(step.effect);
}

void WishJudge::refresh() {
  QStringList steps;
  if (effects_ && !own_caption_ && reading_.steps.size() > 1) {
    const std::vector<bool> covered = covered_steps(reading_, effects_);
    for (std::size_t i = 0; i < covered.size(); ++i) {
      const QString text = stepText(reading_.steps[i]);
      steps << tr("Step %1: %2").arg(i + 1).arg(covered[i] ? text : tr("%1 (not possible)").arg(text));
    }
  }
  steps_->setText(steps.join('\n'));
  steps_->setVisible(!steps.isEmpty());
  const QString refused = refusal();
  if (!pending_) refusal_->setText(refused);
  refusal_->setVisible(!refused.isEmpty());
  models_->setVisible(!refused.isEmpty());
  models_->setText(tr("Models…"));
  models_->setToolTip(tr("Models on this computer, and what each can do"));
  unused_->setText(tr("Crossed out words have no part in the edit."));
  unused_->setVisible(!own_caption_ && effects_ && !reading_.unused.empty());
  setVisible(!steps.isEmpty() || !refused.isEmpty() || !unused_->isHidden());
}

void WishJudge::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) refresh();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
