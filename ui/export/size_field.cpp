// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/export/size_field.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <cmath>

#include "core/image/io/photo_output.h"

namespace v4e::ui {
namespace {

constexpr int kLeastSide = 16;
constexpr int kMostPercent = 400;

}  // namespace

SizeField::SizeField(const QSize& own, QWidget* parent)
    : QWidget(parent),
      own_(own),
      value_(new QSpinBox(this)),
      unit_(new QComboBox(this)),
      outcome_(new QLabel(this)) {
  value_->setObjectName("sizeValue");
  value_->setRange(1, kMostPercent);
  value_->setValue(100);
  unit_->setObjectName("sizeUnit");
  unit_->addItems({QString(), QString()});
  outcome_->setObjectName("sizeOutcome");
  outcome_->setProperty("role", "muted");
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(value_);
  layout->addWidget(unit_);
  layout->addWidget(outcome_, 1);
  setFocusProxy(value_);
  connect(value_, &QSpinBox::valueChanged, this, &SizeField::showOutcome);
  connect(unit_, &QComboBox::currentIndexChanged, this, &SizeField::changeUnit);
  retranslate();
}

int SizeField::chosenSide() const {
  const int side =
      isPercent() ? static_cast<int>(std::lround(ownSide() * value_->value() / 100.0)) : value_->value();
  return std::max(1, side);
}

std::optional<int> SizeField::longSide() const {
  const int side = chosenSide();
  return side == ownSide() ? std::nullopt : std::optional(side);
}

void SizeField::setChoice(const SizeChoice& choice) {
  unit_->setCurrentIndex(choice.is_percent ? 0 : 1);
  value_->setValue(choice.value);
}

// The same size in the other unit, as nearly as it can say it.
void SizeField::changeUnit() {
  const QSignalBlocker blocker(value_);
  if (isPercent()) {
    const int percent = static_cast<int>(std::lround(100.0 * value_->value() / ownSide()));
    value_->setRange(1, kMostPercent);
    value_->setValue(percent);
  } else {
    const int side = static_cast<int>(std::lround(ownSide() * value_->value() / 100.0));
    value_->setRange(std::min(kLeastSide, ownSide()), std::max(kLeastSide, ownSide() * kMostPercent / 100));
    value_->setValue(side);
  }
  showOutcome();
}

void SizeField::showOutcome() {
  const auto [width, height] = scaled_size(own_.width(), own_.height(), chosenSide());
  outcome_->setText(tr("%1 × %2 pixels").arg(width).arg(height));
  Q_EMIT changed();
}

void SizeField::retranslate() {
  value_->setAccessibleName(tr("Size"));
  unit_->setAccessibleName(tr("Unit of the size"));
  unit_->setItemText(0, tr("percent"));
  unit_->setItemText(1, tr("pixels, longer side"));
  showOutcome();
}

void SizeField::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
