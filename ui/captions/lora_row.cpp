// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/lora_row.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>
#include <utility>

#include "ui/captions/lora_texts.h"
#include "ui/settings/icon.h"
#include "ui/widgets/window_undo.h"

namespace v4e::ui {
namespace {

constexpr double kMostStrength = 10;  // of EditSettings
constexpr double kMostOnSlider = 2;   // more is hardly ever wanted, and can be typed
constexpr int kSliderSteps = 100;     // for a strength of 1
constexpr double kStrengthStep = 0.05;

using Expert = LoraChoice::Expert;

int sliderValue(double strength) {
  return static_cast<int>(std::lround(std::clamp(strength, 0.0, kMostOnSlider) * kSliderSteps));
}

}  // namespace

LoraRow::LoraRow(LoraChoice choice, QWidget* parent)
    : QWidget(parent),
      choice_(std::move(choice)),
      on_(new QCheckBox(this)),
      name_(new ElidedLabel(this, Qt::ElideMiddle)),
      remove_(new QToolButton(this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      strength_(new QDoubleSpinBox(this)),
      expert_(new QComboBox(this)),
      purpose_(new QComboBox(this)),
      status_(new QLabel(this)) {
  build();
  layOut();
  retranslate();
  showChoice(choice_);
}

void LoraRow::build() {
  setObjectName("loraRow");
  on_->setObjectName("loraOn");
  name_->setObjectName("loraName");
  remove_->setObjectName("loraRemove");
  remove_->setIcon(icon("trash"));
  slider_->setObjectName("loraSlider");
  slider_->setRange(0, sliderValue(kMostOnSlider));
  slider_->setSingleStep(sliderValue(kStrengthStep));
  slider_->setPageStep(sliderValue(kStrengthStep) * 5);
  slider_->setMinimumWidth(48);
  strength_->setObjectName("loraStrength");
  strength_->setRange(-kMostStrength, kMostStrength);
  strength_->setDecimals(2);
  strength_->setSingleStep(kStrengthStep);
  strength_->setKeyboardTracking(false);
  expert_->setObjectName("loraExpert");
  for (const Expert each : {Expert::Both, Expert::HighNoise, Expert::LowNoise})
    expert_->addItem(QString(), static_cast<int>(each));
  purpose_->setObjectName("loraPurpose");
  for (const LoraPurpose each : {LoraPurpose::Any, LoraPurpose::Sketch, LoraPurpose::Finish})
    purpose_->addItem(QString(), static_cast<int>(each));
  purpose_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  purpose_->hide();
  status_->setObjectName("loraStatus");
  status_->setWordWrap(true);
  for (QWidget* field : {static_cast<QWidget*>(slider_), static_cast<QWidget*>(strength_)})
    leaveUndoToWindow(*field);
  connect(on_, &QCheckBox::toggled, this, [this](bool on) {
    LoraChoice changed = choice_;
    changed.on = on;
    note(changed);
  });
  connect(slider_, &QSlider::valueChanged, this,
          [this](int value) { takeStrength(static_cast<double>(value) / kSliderSteps); });
  connect(strength_, &QDoubleSpinBox::valueChanged, this, &LoraRow::takeStrength);
  connect(expert_, &QComboBox::currentIndexChanged, this, [this] {
    LoraChoice changed = choice_;
    changed.expert = static_cast<Expert>(expert_->currentData().toInt());
    note(changed);
  });
  connect(purpose_, &QComboBox::activated, this,
          [this] { Q_EMIT purposeSaid(static_cast<LoraPurpose>(purpose_->currentData().toInt())); });
  connect(remove_, &QToolButton::clicked, this, &LoraRow::removeAsked);
}

void LoraRow::layOut() {
  auto* upper = new QHBoxLayout;
  upper->setSpacing(4);
  upper->addWidget(on_);
  upper->addWidget(name_, 1);
  upper->addWidget(remove_);
  auto* lower = new QHBoxLayout;
  lower->setSpacing(8);
  lower->addWidget(slider_, 1);
  lower->addWidget(strength_);
  lower->addWidget(expert_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 4);
  column->setSpacing(4);
  column->addLayout(upper);
  column->addLayout(lower);
  column->addWidget(purpose_);
  column->addWidget(status_);
}

QList<QWidget*> LoraRow::fields() const {
  return {on_, remove_, slider_, strength_, expert_, purpose_};
}

void LoraRow::setChoice(const LoraChoice& choice) {
  choice_ = choice;
  showChoice(choice);
}

void LoraRow::showChoice(const LoraChoice& choice) {
  const QSignalBlocker no_on(on_);
  const QSignalBlocker no_slider(slider_);
  const QSignalBlocker no_strength(strength_);
  const QSignalBlocker no_expert(expert_);
  on_->setChecked(choice.on);
  slider_->setValue(sliderValue(choice.strength));
  strength_->setValue(choice.strength);
  expert_->setCurrentIndex(expert_->findData(static_cast<int>(choice.expert)));
  expert_->setVisible(has_experts_ || choice.expert != Expert::Both);
  showStatus();
}

void LoraRow::takeStrength(double strength) {
  LoraChoice changed = choice_;
  changed.strength = strength;
  note(changed);
}

void LoraRow::note(LoraChoice choice) {
  choice_ = std::move(choice);
  showChoice(choice_);
  Q_EMIT edited(choice_);
}

void LoraRow::setHasExperts(bool has) {
  has_experts_ = has;
  showChoice(choice_);
}

void LoraRow::setReport(const std::optional<LoraReport>& report, bool isPending) {
  report_ = report;
  is_pending_ = isPending;
  showStatus();
  showPurpose();
}

void LoraRow::setAsksPurpose(bool asks) {
  asks_purpose_ = asks;
  showPurpose();
}

void LoraRow::showPurpose() {
  const bool may_say = report_ && report_->may_say_purpose;
  if (may_say) {
    const bool is_open = report_->purpose_basis == PurposeBasis::Open;
    purpose_->setCurrentIndex(is_open ? -1 : purpose_->findData(static_cast<int>(report_->purpose)));
  }
  purpose_->setVisible(asks_purpose_ && may_say);
}

bool LoraRow::isMisfit() const {
  if (!choice_.on || !report_) return false;
  return !report_->is_usable() || (!has_experts_ && choice_.expert != Expert::Both);
}

void LoraRow::showStatus() {
  const bool for_one = report_ && report_->is_usable() && !has_experts_ && choice_.expert != Expert::Both;
  QString text = report_       ? loraSentence(*report_)
                 : is_pending_ ? tr("Is being compared with the model…")
                               : "";
  if (for_one) text = tr("Chosen for one of two experts, but this model has only one: choose “both”.");
  const bool is_bad = report_ && choice_.on && (for_one || report_->fit != LoraReport::Fit::Good);
  status_->setVisible(!text.isEmpty());
  status_->setText(text);
  status_->setToolTip(report_ ? QString::fromStdString(report_->detail) : QString());
  status_->setAccessibleDescription(status_->toolTip());
  on_->setAccessibleDescription(text);
  const QString role = is_bad ? "error" : "muted";
  if (status_->property("role") == role) return;
  status_->setProperty("role", role);
  status_->style()->unpolish(status_);
  status_->style()->polish(status_);
}

void LoraRow::retranslate() {
  const QString name = loraName(choice_.file);
  name_->setText(name);
  on_->setToolTip(QString::fromStdString(choice_.file));
  on_->setAccessibleName(tr("Use the LoRA %1").arg(name));
  remove_->setToolTip(tr("Remove this LoRA"));
  remove_->setAccessibleName(tr("Remove the LoRA %1").arg(name));
  const QString strength = tr("Strength of the LoRA %1").arg(name);
  slider_->setAccessibleName(strength);
  slider_->setToolTip(tr("How strongly it works: 1 as it was trained, 0 not at all"));
  strength_->setAccessibleName(strength);
  strength_->setToolTip(slider_->toolTip());
  expert_->setAccessibleName(tr("Expert for the LoRA %1").arg(name));
  expert_->setToolTip(
      tr("Which of the model's two experts it changes: the one for much noise, which makes the "
         "large shapes, the one for little, which makes the details, or both"));
  expert_->setItemText(0, tr("both", "experts"));
  expert_->setItemText(1, tr("high", "noise"));
  expert_->setItemText(2, tr("low", "noise"));
  purpose_->setPlaceholderText(tr("What is this LoRA for?"));
  purpose_->setAccessibleName(tr("What the LoRA %1 is for").arg(name));
  purpose_->setToolTip(tr(
      "ChronoEdit has LoRAs that are used in their own ways, and a file does not say for sure whether it is "
      "one of them. Your answer is kept for this file."));
  purpose_->setItemText(0, tr("For a style or a subject"));
  purpose_->setItemText(1, tr("Makes sketches real"));
  purpose_->setItemText(2, tr("Finishes edits at 2K"));
  showStatus();
}

void LoraRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
