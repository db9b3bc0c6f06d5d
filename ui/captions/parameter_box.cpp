// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/parameter_box.h"

#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QRandomGenerator>
#include <algorithm>
#include <utility>

#include "ui/models/model_texts.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kMostVariations = 8;

}  // namespace

ParameterBox::ParameterBox(QWidget* parent)
    : QWidget(parent),
      model_label_(new QLabel(this)),
      model_(new QComboBox(this)),
      manage_(new QToolButton(this)),
      steps_label_(new QLabel(this)),
      steps_(new QSpinBox(this)),
      guidance_label_(new QLabel(this)),
      guidance_(new QDoubleSpinBox(this)),
      frames_label_(new QLabel(this)),
      frames_(new QComboBox(this)),
      seed_label_(new QLabel(this)),
      seed_(new SeedField(this)),
      dice_(new QToolButton(this)),
      lock_(new QToolButton(this)),
      variations_label_(new QLabel(this)),
      variations_(new QSpinBox(this)) {
  build();
  retranslate();
  applyRanges();
  rollSeed();
}

void ParameterBox::build() {
  model_->setObjectName("model");
  model_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  manage_->setObjectName("manageModels");
  manage_->setIcon(icon("model"));
  steps_->setObjectName("steps");
  guidance_->setObjectName("guidance");
  guidance_->setDecimals(1);
  guidance_->setSingleStep(0.5);
  frames_->setObjectName("frames");
  seed_->setObjectName("seed");
  dice_->setObjectName("rollSeed");
  dice_->setIcon(icon("dice"));
  lock_->setObjectName("lockSeed");
  lock_->setCheckable(true);
  lock_->setIcon(icon("unlock"));
  variations_->setObjectName("variations");
  variations_->setRange(1, kMostVariations);
  model_label_->setBuddy(model_);
  steps_label_->setBuddy(steps_);
  guidance_label_->setBuddy(guidance_);
  frames_label_->setBuddy(frames_);
  seed_label_->setBuddy(seed_);
  variations_label_->setBuddy(variations_);

  auto* model_row = new QHBoxLayout;
  model_row->setSpacing(4);
  model_row->addWidget(model_, 1);
  model_row->addWidget(manage_);
  auto* seed_row = new QHBoxLayout;
  seed_row->setSpacing(4);
  seed_row->addWidget(seed_, 1);
  seed_row->addWidget(dice_);
  seed_row->addWidget(lock_);
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(16);
  grid->setVerticalSpacing(4);
  const auto put = [grid](int row, int column, QLabel* label, QWidget* field) {
    grid->addWidget(label, row, column);
    grid->addWidget(field, row + 1, column);
  };
  grid->addWidget(model_label_, 0, 0, 1, 2);
  grid->addLayout(model_row, 1, 0, 1, 2);
  put(3, 0, steps_label_, steps_);
  put(3, 1, guidance_label_, guidance_);
  put(6, 0, frames_label_, frames_);
  put(6, 1, variations_label_, variations_);
  grid->addWidget(seed_label_, 9, 0, 1, 2);
  grid->addLayout(seed_row, 10, 0, 1, 2);
  for (const int gap : {2, 5, 8}) grid->setRowMinimumHeight(gap, 4);
  grid->setColumnStretch(0, 1);
  grid->setColumnStretch(1, 1);

  connect(model_, &QComboBox::currentIndexChanged, this, [this] {
    applyRanges();
    Q_EMIT modelChanged();
  });
  connect(manage_, &QToolButton::clicked, this, &ParameterBox::manageModelsAsked);
  connect(dice_, &QToolButton::clicked, this,
          [this] { seed_->setValue(QRandomGenerator::global()->generate()); });
  connect(lock_, &QToolButton::toggled, this, [this](bool locked) {
    lock_->setIcon(icon(locked ? "lock" : "unlock"));
    retranslate();
  });
}

void ParameterBox::setModels(const QList<ModelInfo>& models, const QString& chosenId) {
  models_ = models;
  {
    const QSignalBlocker blocker(model_);
    model_->clear();
    for (const ModelInfo& info : models_) {
      const QString name = QString::fromStdString(info.name);
      model_->addItem(info.ready ? name : tr("%1 (incomplete)").arg(name), QString::fromStdString(info.id));
    }
    model_->setCurrentIndex(std::max(0, model_->findData(chosenId)));
  }
  applyRanges();
  if (!models_.isEmpty() && early_order_) setOrder(*std::exchange(early_order_, std::nullopt));
  Q_EMIT modelChanged();
}

const ModelInfo* ParameterBox::model() const {
  const int index = model_->currentIndex();
  return index >= 0 && index < models_.size() ? &models_[index] : nullptr;
}

void ParameterBox::applyRanges() {
  const ModelInfo* info = model();
  for (QWidget* field : {static_cast<QWidget*>(model_), static_cast<QWidget*>(steps_),
                         static_cast<QWidget*>(frames_), static_cast<QWidget*>(guidance_)}) {
    field->setEnabled(info != nullptr);
  }
  const ParameterRanges ranges = info ? info->ranges : ParameterRanges{};
  steps_->setRange(1, ranges.max_steps);
  steps_->setValue(ranges.default_steps);
  guidance_->setRange(1, std::max(1.0, ranges.max_guidance));
  guidance_->setValue(ranges.default_guidance);
  guidance_->setEnabled(info && ranges.has_guidance);
  frames_->clear();
  for (const int count : ranges.frames) frames_->addItem(QString::number(count), count);
  frames_->setCurrentIndex(std::max(0, frames_->findData(ranges.default_frames)));
  frames_->setEnabled(info && ranges.frames.size() > 1);
  model_->setToolTip(info ? modelDescription(*info) : QString());
}

void ParameterBox::fill(EditOrder& order) const {
  if (const ModelInfo* info = model()) order.model_id = info->id;
  order.steps = steps_->value();
  order.guidance = guidance_->value();
  order.frames = frames_->currentData().toInt();
  order.seed = seed_->value();
}

void ParameterBox::setOrder(const EditOrder& order) {
  if (models_.isEmpty()) early_order_ = order;
  const auto named = [&](auto field) {
    return std::find_if(models_.begin(), models_.end(),
                        [&](const ModelInfo& info) { return info.*field == order.model_id; });
  };
  auto found = named(&ModelInfo::id);
  if (found == models_.end()) found = named(&ModelInfo::name);
  if (found != models_.end()) model_->setCurrentIndex(static_cast<int>(found - models_.begin()));
  steps_->setValue(order.steps);
  guidance_->setValue(order.guidance);
  setFrames(order.frames);
  seed_->setValue(order.seed);
}

void ParameterBox::setFrames(int count) {
  frames_->setCurrentIndex(std::max(0, frames_->findData(count)));
}

void ParameterBox::rollSeed() {
  if (!isSeedLocked()) dice_->click();
}

void ParameterBox::retranslate() {
  model_label_->setText(tr("&Model"));
  model_->setAccessibleName(tr("Model"));
  manage_->setToolTip(tr("Models on this computer"));
  manage_->setAccessibleName(tr("Models on this computer"));
  steps_label_->setText(tr("S&teps"));
  steps_->setAccessibleName(tr("Steps"));
  steps_->setToolTip(tr("More steps take longer and give finer results"));
  guidance_label_->setText(tr("&Guidance"));
  guidance_->setAccessibleName(tr("Guidance"));
  guidance_->setToolTip(tr("How closely the model keeps to the caption"));
  frames_label_->setText(tr("F&rames"));
  frames_->setAccessibleName(tr("Frames"));
  frames_->setToolTip(tr("Stations on the way from the photo to the edit"));
  variations_label_->setText(tr("&Variations"));
  variations_->setAccessibleName(tr("Variations"));
  variations_->setToolTip(tr("How many edits to make, each with a seed of its own"));
  seed_label_->setText(tr("See&d"));
  seed_->setAccessibleName(tr("Seed"));
  seed_->setToolTip(tr("The same seed gives the same edit"));
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
