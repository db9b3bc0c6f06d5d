// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/windows/status_strip.h"

#include <unistd.h>

#include <QColorSpace>
#include <QEvent>
#include <QFile>
#include <QHBoxLayout>

#include "ui/engine/failure_text.h"

namespace v4e::ui {
namespace {

constexpr int kMemoryIntervalMs = 2000;

// Resident memory of this program; 0 where the system does not tell.
std::int64_t resident_bytes() {
  QFile file("/proc/self/statm");
  if (!file.open(QIODevice::ReadOnly)) return 0;
  const QList<QByteArray> fields = file.readAll().split(' ');
  return fields.size() > 1 ? fields[1].toLongLong() * ::sysconf(_SC_PAGESIZE) : 0;
}

}  // namespace

StatusStrip::StatusStrip(QWidget* parent)
    : QWidget(parent),
      phase_(new ElidedLabel(this)),
      photo_(new ElidedLabel(this)),
      device_(new ElidedLabel(this)),
      memory_(new ElidedLabel(this)) {
  setObjectName("statusStrip");
  phase_->setObjectName("phase");
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(16, 2, 16, 2);
  layout->setSpacing(24);
  layout->addWidget(phase_, 1);
  for (ElidedLabel* label : {photo_, device_, memory_}) {
    label->setProperty("role", "muted");
    layout->addWidget(label);
  }
  timer_.setInterval(kMemoryIntervalMs);
  connect(&timer_, &QTimer::timeout, this, &StatusStrip::updateMemory);
  timer_.start();
  retranslate();
}

void StatusStrip::setPhase(const QString& text) {
  phase_->setText(text);
}

void StatusStrip::setPhoto(const Photo* photo) {
  photo_->setText(photo ? photoText(*photo) : QString());
}

void StatusStrip::setDevice(const QString& device) {
  device_->setText(device);
}

void StatusStrip::updateMemory() {
  const std::int64_t bytes = resident_bytes();
  memory_->setText(bytes > 0 ? tr("Memory %1").arg(sizeText(bytes)) : QString());
}

void StatusStrip::retranslate() {
  setAccessibleName(tr("Status"));
  phase_->setAccessibleName(tr("What is going on"));
  photo_->setAccessibleName(tr("The photo"));
  device_->setAccessibleName(tr("Device"));
  device_->setToolTip(tr("Where the model runs"));
  memory_->setAccessibleName(tr("Memory in use"));
  updateMemory();
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
