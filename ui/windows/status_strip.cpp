// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/status_strip.h"

#include <QColorSpace>
#include <QEvent>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QToolTip>

#include "core/base/os/process.h"
#include "ui/engine/failure_text.h"

namespace v4e::ui {
StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent),
      phase_(new ElidedLabel(this)),
      zoom_(new ElidedLabel(this)),
      photo_(new ElidedLabel(this)),
      mask_(new ElidedLabel(this)) {
  setObjectName("statusStrip");
  phase_->setObjectName("phase");
  zoom_->setObjectName("statusZoom");
  photo_->setObjectName("statusPhoto");
  mask_->setObjectName("statusMask");
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(16, 2, 16, 2);
  layout->setSpacing(24);
  layout->addWidget(phase_, 1);
  for (ElidedLabel* label : {zoom_, photo_, mask_}) {
    label->setProperty("role", "muted");
    layout->addWidget(label);
  }
  retranslate();
}

void StatusStrip::setPhase(const QString& text) {
  phase_->setText(text);
}

void StatusStrip::setPhoto(const Photo* photo) {
  has_photo_ = photo != nullptr;
  photo_->setText(photo ? photoText(*photo) : QString());
  showZoom();
}

void StatusStrip::setZoom(double scale) {
  scale_ = scale;
  showZoom();
}

void StatusStrip::showZoom() {
  const double percent = scale_ * 100;
  zoom_->setText(has_photo_ ? tr("%1 %").arg(percent, 0, 'f', percent < 10 ? 1 : 0) : QString());
}

void StatusStrip::setMask(const QString& text) {
  mask_->setText(text);
}

void StatusStrip::setDevice(const QString& device) {
  device_ = device;
  retranslate();
}

QString StatusStrip::engineText() const {
  QStringList lines;
  if (!device_.isEmpty()) lines << tr("The model runs on %1.").arg(device_);
  if (const std::int64_t bytes = os::resident_bytes()) lines << tr("Memory in use: %1").arg(sizeText(bytes));
  return lines.join('\n');
}

bool StatusStrip::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    QToolTip::showText(static_cast<QHelpEvent*>(event)->globalPos(), engineText(), this);
    return true;
  }
  return QWidget::event(event);
}

void StatusStrip::retranslate() {
  setAccessibleName(tr("Status"));
  setAccessibleDescription(device_.isEmpty() ? QString() : tr("The model runs on %1.").arg(device_));
  phase_->setAccessibleName(tr("Current activity"));
  zoom_->setAccessibleName(tr("Zoom"));
  photo_->setAccessibleName(tr("The photo"));
  mask_->setAccessibleName(tr("Mask"));
}

void StatusStrip::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

QString photoText(const Photo& photo) {
  QString profile = "sRGB";
  if (!photo.icc_profile.empty()) {
    const auto space = QColorSpace::fromIccProfile(QByteArray::fromStdString(photo.icc_profile));
    profile = space.description().isEmpty() ? StatusStrip::tr("own profile") : space.description();
  }
  return StatusStrip::tr("%1 × %2 · %3 · %4 bit")
      .arg(photo.image.width())
      .arg(photo.image.height())
      .arg(profile)
      .arg(photo.source_bits);
}

}  // namespace v4e::ui
