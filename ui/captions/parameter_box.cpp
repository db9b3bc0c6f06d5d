// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/parameter_box.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QRandomGenerator>
#include <algorithm>
#include <utility>

#include "ui/engine/find_model.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kMostVariations = 8;

}  // namespace

ParameterBox::ParameterBox(QWidget* parent)
    : QWidget(parent),
      fields_(new ParameterFields(ParameterFields::OnOtherModel::TakeDefaults, this)),
      manage_(new QToolButton(this)),
      dice_(new QToolButton(this)),
      lock_(new QToolButton(this)),
      variations_label_(new QLabel(this)),
      variations_(new QSpinBox(this)) {
  build();
  layOut();
  retranslate();
  rollSeed();
}

void ParameterBox::build() {
  manage_->setObjectName("manageModels");
  manage_->setIcon(icon("model"));
  dice_->setObjectName("rollSeed");
  dice_->setIcon(icon("dice"));
  lock_->setObjectName("lockSeed");
  lock_->setCheckable(true);
  lock_->setIcon(icon("unlock"));
  variations_->setObjectName("variations");
  variations_->setRange(1, kMostVariations);
  variations_label_->setBuddy(variations_);
  fields_->leaveUndoToWindow(*variations_);
  connect(fields_, &ParameterFields::modelChanged, this, &ParameterBox::modelChanged);
  connect(fields_, &ParameterFields::edited, this, &ParameterBox::edited);
  connect(variations_, &QSpinBox::valueChanged, this, [this](int count) {
    const int before = std::exchange(shown_variations_, count);
    if (before != count) Q_EMIT variationsEdited(before, count);
  });
  connect(manage_, &QToolButton::clicked, this, &ParameterBox::manageModelsAsked);
  connect(dice_, &QToolButton::clicked, this,
          [this] { fields_->seed().setValue(QRandomGenerator::global()->generate()); });
  connect(lock_, &QToolButton::toggled, this, [this](bool locked) {
    lock_->setIcon(icon(locked ? "lock" : "unlock"));
    retranslate();
  });
}

void ParameterBox::layOut() {
  const auto labelled = [this](Parameter parameter) { return fields_->row(parameter); };
  auto* model_row = new QHBoxLayout;
  model_row->setSpacing(4);
  model_row->addWidget(labelled(Parameter::Model).field, 1);
  model_row->addWidget(manage_);
  auto* seed_row = new QHBoxLayout;
  seed_row->setSpacing(4);
  seed_row->addWidget(labelled(Parameter::Seed).field, 1);
  seed_row->addWidget(dice_);
  seed_row->addWidget(lock_);
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  const auto put = [grid](int row, int column, const ParameterFields::Row& one) {
    grid->addWidget(one.label, row, column);
    grid->addWidget(one.field, row + 1, column);
  };
  grid->addWidget(labelled(Parameter::Model).label, 0, 0, 1, 2);
  grid->addLayout(model_row, 1, 0, 1, 2);
  put(3, 0, labelled(Parameter::Steps));
  put(3, 1, labelled(Parameter::Guidance));
  put(6, 0, labelled(Parameter::Frames));
  put(6, 1, {variations_label_, variations_});
  grid->addWidget(labelled(Parameter::Seed).label, 9, 0, 1, 2);
  grid->addLayout(seed_row, 10, 0, 1, 2);
  for (const int gap : {2, 5, 8}) grid->setRowMinimumHeight(gap, 4);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);
  // The order of the rows; labels and fields were made in another.
  QWidget* before = nullptr;
  for (QWidget* field :
       {labelled(Parameter::Model).field, static_cast<QWidget*>(manage_), labelled(Parameter::Steps).field,
        labelled(Parameter::Guidance).field, labelled(Parameter::Frames).field,
        static_cast<QWidget*>(variations_), labelled(Parameter::Seed).field, static_cast<QWidget*>(dice_),
        static_cast<QWidget*>(lock_)}) {
    if (before) setTabOrder(before, field);
    before = field;
  }
}

void ParameterBox::setModels(const QList<ModelInfo>& models, const QString& chosenId) {
  fields_->setModels(models, chosenId);
  if (!models.isEmpty() && early_order_) setOrder(*std::exchange(early_order_, std::nullopt));
}

void ParameterBox::fill(EditOrder& order) const {
  const ParameterValues values = fields_->values();
  if (model()) order.model_id = model()->id;
  order.steps = values.steps.value_or(order.steps);
  order.guidance = values.guidance.value_or(order.guidance);
  order.frames = values.frames.value_or(order.frames);
  order.seed = values.seed.value_or(0);
}

void ParameterBox::setOrder(const EditOrder& order) {
  const QList<ModelInfo>& models = fields_->models();
  if (models.isEmpty()) early_order_ = order;
  ParameterValues values{order.model_id, order.steps, order.guidance, order.frames, order.seed};
  const auto named = std::find_if(models.begin(), models.end(),
                                  [&](const auto& info) { return info.name == order.model_id; });
  if (!findModel(models, order.model_id) && named != models.end()) values.model = named->id;
  fields_->setValues(values);
}

void ParameterBox::setVariations(int count) {
  shown_variations_ = count;
  variations_->setValue(count);
}

void ParameterBox::rollSeed() {
  if (!isSeedLocked()) fields_->setValues({.seed = QRandomGenerator::global()->generate()});
}

void ParameterBox::retranslate() {
  fields_->retranslate();
  manage_->setToolTip(tr("Models on this computer"));
  manage_->setAccessibleName(tr("Models on this computer"));
  variations_label_->setText(tr("Variatio&ns"));
  variations_->setAccessibleName(tr("Variations"));
  variations_->setToolTip(tr("How many edits to make, each with a seed of its own"));
  dice_->setToolTip(tr("Another seed"));
  dice_->setAccessibleName(tr("Another seed"));
  lock_->setToolTip(lock_->isChecked() ? tr("The seed stays for the next edit")
                                       : tr("Every edit gets a new seed"));
  lock_->setAccessibleName(tr("Keep the seed"));
}

void ParameterBox::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
