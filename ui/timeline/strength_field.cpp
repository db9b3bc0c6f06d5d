// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/strength_field.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>
#include <cmath>

namespace v4e::ui {
namespace {

constexpr int kSliderSteps = 1000;
constexpr int kLeastSlider = 60;

}  // namespace

PercentBox::PercentBox(QWidget* parent) : QDoubleSpinBox(parent) {
  setDecimals(1);
  setRange(0, 100);
  setSuffix(QString(QChar(0x2009)) + '%');
  setKeyboardTracking(false);
  setAccelerated(true);
}

QString PercentBox::textFromValue(double value) const {
  const bool whole = std::lround(value * 10) % 10 == 0;
  return locale().toString(value, 'f', whole ? 0 : 1);
}

StrengthField::StrengthField(TimelineModel& model, QWidget* parent)
    : QWidget(parent),
      model_(model),
      label_(new QLabel(this)),
      number_(new PercentBox(this)),
      slider_(new QSlider(Qt::Horizontal, this)) {
  setObjectName("strengthField");
  number_->setObjectName("strengthNumber");
  slider_->setObjectName("strengthSlider");
  slider_->setRange(0, kSliderSteps);
  slider_->setSingleStep(kSliderSteps / 100);
  slider_->setPageStep(kSliderSteps / 10);
  slider_->setMinimumWidth(kLeastSlider);
  label_->setBuddy(number_);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(6);
  row->addWidget(label_);
  row->addWidget(number_);
  row->addWidget(slider_, 1);
  connect(number_, &QDoubleSpinBox::valueChanged, this, [this](double percent) { take(percent / 100); });
  connect(slider_, &QSlider::valueChanged, this,
          [this](int value) { take(static_cast<double>(value) / kSliderSteps); });
  connect(&model_, &TimelineModel::playheadMoved, this, &StrengthField::showModel);
  connect(&model_, &TimelineModel::framesChanged, this, &StrengthField::showModel);
  connect(&model_, &TimelineModel::measuresChanged, this, &StrengthField::showModel);
  retranslate();
}

void StrengthField::take(double strength) {
  model_.setStrength(strength);
  Q_EMIT edited();
}

void StrengthField::showModel() {
  // What is shown is rounded, and must not move the playhead.
  const QSignalBlocker number_blocker(number_);
  const QSignalBlocker slider_blocker(slider_);
  const bool has_frames = model_.count() > 1;
  setEnabled(has_frames);
  // To set the same value again would take away what is being typed: measures come while one does.
  const double percent = has_frames ? 100 * model_.strength() : 0;
  const double least = std::pow(10.0, -number_->decimals()) / 2;
  if (std::abs(number_->value() - percent) > least) number_->setValue(percent);
  slider_->setValue(has_frames ? static_cast<int>(std::lround(kSliderSteps * model_.strength())) : 0);
  const QString place = has_frames ? model_.description() : QString();
  slider_->setToolTip(place);
  slider_->setAccessibleDescription(place);
}

void StrengthField::retranslate() {
  label_->setText(tr("S&trength"));
  number_->setAccessibleName(tr("Strength"));
  number_->findChild<QLineEdit*>()->setAccessibleName(tr("Strength"));
  number_->setToolTip(tr("How far to go from the photo, 0 %, to the whole edit, 100 %"));
  slider_->setAccessibleName(tr("Strength"));
  showModel();
}

void StrengthField::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
