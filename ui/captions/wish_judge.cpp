// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/wish_judge.h"

#include <QEvent>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "ui/models/effect_names.h"

namespace v4e::ui {

WishJudge::WishJudge(QWidget* parent)
    : QWidget(parent),
      steps_(new QLabel(this)),
      refusal_(new QLabel(this)),
      unused_(new QLabel(this)),
      models_(new QPushButton(this)),
      region_(new QLabel(this)),
      subject_(new QPushButton(this)),
      select_(new QPushButton(this)) {
  setObjectName("wishJudge");
  steps_->setObjectName("wishSteps");
  refusal_->setObjectName("wishRefusal");
  refusal_->setProperty("role", "error");
  unused_->setObjectName("wishUnused");
  unused_->setProperty("role", "muted");
  region_->setObjectName("wishRegion");
  for (QLabel* label : {steps_, refusal_, unused_, region_}) {
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
  }
  models_->setObjectName("wishModels");
  subject_->setObjectName("wishSubject");
  select_->setObjectName("wishSelect");
  for (QPushButton* button : {models_, subject_, select_}) {
    button->setProperty("role", "link");
    button->setCursor(Qt::PointingHandCursor);
  }
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(4);
  layout->addWidget(steps_);
  layout->addWidget(refusal_);
  layout->addWidget(models_, 0, Qt::AlignLeft);
  layout->addWidget(region_);
  layout->addWidget(subject_, 0, Qt::AlignLeft);
  layout->addWidget(select_, 0, Qt::AlignLeft);
  layout->addWidget(unused_);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
  connect(models_, &QPushButton::clicked, this, &WishJudge::modelsAsked);
  connect(subject_, &QPushButton::clicked, this,
          [this] { isOfBackground() ? Q_EMIT backgroundAsked() : Q_EMIT subjectAsked(); });
  connect(select_, &QPushButton::clicked, this, &WishJudge::selectionAsked);
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
  region_effects_.clear();
  if (model) {
    region_effects_ = model->can_do_in_region;
    model_name_ = model->name;
    if (!model->can_do.empty() || !model->cannot_do.empty()) effects_ = model->can_do;
  }
  refresh();
}

void WishJudge::setTaught(bool taught) {
  if (std::exchange(is_taught_, taught) != taught) refresh();
}

void WishJudge::setHasOwnCaption(bool own) {
  own_caption_ = own;
  refresh();
}

void WishJudge::setHasRegion(bool has) {
  has_region_ = has;
  refresh();
}

bool WishJudge::wantsRegion() const {
  if (pending_ || own_caption_ || is_taught_ || !has_model_ || has_region_ || !refusal().isEmpty()) return false;
  const std::vector<bool> covered = covered_steps(reading_, effects_);
  for (std::size_t i = 0; i < covered.size(); ++i) {
    if (reading_.steps[i].needs_region || !covered[i]) return true;
  }
  return false;
}

bool WishJudge::isOfBackground() const {
  return !own_caption_ && std::any_of(reading_.steps.begin(), reading_.steps.end(),
                                      [](const auto& step) { return step.is_of_rest; });
}

/// What the model has learnt at all, of the whole photo or of a part.
std::optional<std::vector<std::string>> WishJudge::effects() const {
  if (!effects_) return std::nullopt;
  std::vector<std::string> all = *effects_;
  all.insert(all.end(), region_effects_.begin(), region_effects_.end());
  return all;
}

std::vector<bool> WishJudge::possible() const {
  const auto all = effects();
  std::vector<bool> possible = covered_steps(reading_, all);
  for (std::size_t i = 0; all && i < possible.size(); ++i) {
    const std::string& in_region = reading_.steps[i].effect_in_region;
    possible[i] = possible[i] || std::find(all->begin(), all->end(), in_region) != all->end();
  }
  return possible;
}

QString WishJudge::refusal() const {
  if (pending_ || own_caption_ || is_taught_ || !has_model_) return {};
  const std::vector<bool> covered = possible();
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
  if (effects_ && !own_caption_ && !is_taught_ && reading_.steps.size() > 1) {
    const std::vector<bool> covered = possible();
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
  const bool wants_region = wantsRegion();
  region_->setText(tr("This is about a part of the photo. Select it first."));
  const bool of_background = isOfBackground();
  subject_->setText(of_background ? tr("Select the background") : tr("Select the subject"));
  select_->setText(tr("Select something else"));
  subject_->setToolTip(of_background
                           ? tr("Finds what the photo is of and selects all else; look at it, then edit")
                           : tr("Finds what the photo is of; look at its outline, then edit"));
  select_->setToolTip(tr("Paint over it roughly: its outline is found"));
  for (QWidget* widget : std::initializer_list<QWidget*>{region_, subject_, select_})
    widget->setVisible(wants_region);
  unused_->setText(tr("Crossed out words have no part in the edit."));
  unused_->setVisible(!own_caption_ && !is_taught_ && effects_ && !reading_.unused.empty());
  setVisible(!steps.isEmpty() || !refused.isEmpty() || wants_region || !unused_->isHidden());
}

void WishJudge::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) refresh();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
