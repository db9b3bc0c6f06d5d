// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/region_row.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QSignalBlocker>
#include <algorithm>
#include <cmath>

#include "ui/engine/strength_text.h"
#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr int kSliderSteps = 100;

}  // namespace

QIcon targetIcon(int target) {
  QPixmap picture(32, 32);
  picture.fill(Qt::transparent);
  QPainter painter(&picture);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(targetColour(target));
  painter.drawEllipse(4, 4, 24, 24);
  return picture;
}

RegionRow::RegionRow(int id, const TimelineModel& timeline, QWidget* parent)
    : QWidget(parent),
      id_(id),
      timeline_(timeline),
      choice_(new QRadioButton(this)),
      slider_(new QSlider(Qt::Horizontal, this)),
      percent_(new QLabel(this)),
      remove_(new QToolButton(this)) {
  setObjectName(QString("region%1").arg(id));
  choice_->setObjectName("choice");
  choice_->setIcon(targetIcon(id));
  choice_->setAutoExclusive(false);
  slider_->setObjectName("moment");
  slider_->setRange(0, kSliderSteps);
  slider_->setMinimumWidth(64);
  percent_->setMinimumWidth(fontMetrics().horizontalAdvance("100 %") + 4);
  percent_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  remove_->setObjectName("remove");
  remove_->setIcon(icon("trash"));
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(4);
  row->addWidget(choice_);
  row->addWidget(slider_, 1);
  row->addWidget(percent_);
  row->addWidget(remove_);
  connect(choice_, &QRadioButton::clicked, this, [this] { Q_EMIT chosen(id_); });
  connect(remove_, &QToolButton::clicked, this, [this] { Q_EMIT removeAsked(id_); });
  connect(slider_, &QSlider::valueChanged, this, [this](int value) {
    showPercent();
    Q_EMIT moved(id_, static_cast<double>(value) / kSliderSteps);
  });
  retranslate();
}

void RegionRow::setPosition(double position) {
  // As long as an edit is made, nobody knows how strong its frames are.
  if (placed_ && timeline_.isPreview()) return;
  placed_ = true;
  const QSignalBlocker blocker(slider_);
  slider_->setValue(static_cast<int>(std::lround(position * kSliderSteps)));
  slider_->setEnabled(timeline_.count() > 1);
  showPercent();
}

void RegionRow::showPercent() {
  percent_->setText(strengthText(static_cast<double>(slider_->value()) / kSliderSteps));
}

void RegionRow::retranslate() {
  choice_->setText(tr("Region %1").arg(id_));
  choice_->setToolTip(tr("Paint this region"));
  slider_->setAccessibleName(tr("Strength of region %1").arg(id_));
  slider_->setToolTip(tr("How strong the edit is in this region"));
  remove_->setAccessibleName(tr("Remove region %1").arg(id_));
  remove_->setToolTip(tr("Remove this region"));
}

void RegionRow::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
