// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/masks/area_dialog.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>

#include "ui/widgets/form_rows.h"

namespace v4e::ui {
namespace {

constexpr std::array kNames{"areaLeft", "areaTop", "areaWidth", "areaHeight"};

}  // namespace

AreaDialog::AreaDialog(PixelSize photo, const PixelArea& area, QWidget* parent)
    : QDialog(parent),
      photo_(photo),
      shape_(new QComboBox(this)),
      how_(new QComboBox(this)),
      cancel_(new QPushButton(this)),
      select_(new QPushButton(this)) {
  setObjectName("areaDialog");
  shape_->setObjectName("areaShape");
  how_->setObjectName("areaHow");
  select_->setObjectName("selectArea");
  for (int i = 0; i < 2; ++i) shape_->addItem({});
  for (int i = 0; i < 4; ++i) how_->addItem({});
  const std::array values{area.x, area.y, area.width, area.height};
  auto* form = new QFormLayout(this);
  form->setContentsMargins(16, 16, 16, 16);
  form->setHorizontalSpacing(16);
  form->setVerticalSpacing(8);
  for (QLabel*& label : labels_) label = new QLabel(this);
  const auto add = [&](std::size_t row, QWidget* field) {
    labels_[row]->setBuddy(field);
    form->addRow(labels_[row], field);
  };
  add(0, shape_);
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    numbers_[i] = new QSpinBox(this);
    numbers_[i]->setObjectName(kNames[i]);
    const int side = i % 2 == 0 ? photo.width : photo.height;
    i < 2 ? numbers_[i]->setRange(0, side - 1) : numbers_[i]->setRange(1, side);
    numbers_[i]->setValue(values[i]);
    numbers_[i]->setSuffix(QString(QChar(0x202F)) + "px");
    add(i + 1, numbers_[i]);
    connect(numbers_[i], &QSpinBox::valueChanged, this, &AreaDialog::keepInside);
  }
  add(5, how_);
  alignLabels(*form);
  auto* buttons = new QHBoxLayout;
  buttons->addStretch();
  buttons->addWidget(cancel_);
  buttons->addWidget(select_);
  form->addRow(buttons);
  select_->setDefault(true);
  connect(cancel_, &QPushButton::clicked, this, &QDialog::reject);
  connect(select_, &QPushButton::clicked, this, &QDialog::accept);
  keepInside();
  retranslate();
}

/// The place counts: it limits what sizes can be asked for.
void AreaDialog::keepInside() {
  numbers_[2]->setMaximum(photo_.width - numbers_[0]->value());
  numbers_[3]->setMaximum(photo_.height - numbers_[1]->value());
}

PixelArea AreaDialog::area() const {
  return {numbers_[0]->value(), numbers_[1]->value(), numbers_[2]->value(), numbers_[3]->value()};
}

void AreaDialog::retranslate() {
  setWindowTitle(tr("Select by numbers"));
  const std::array texts{tr("S&hape:"), tr("&Left:"), tr("&Top:"), tr("&Width:"), tr("H&eight:"), tr("&As:")};
  for (std::size_t i = 0; i < labels_.size(); ++i) {
    labels_[i]->setText(texts[i]);
    labels_[i]->buddy()->setAccessibleName(QString(texts[i]).remove('&').remove(':'));
  }
  shape_->setItemText(0, tr("Rectangle"));
  shape_->setItemText(1, tr("Ellipse"));
  // In the order of MaskCombination.
  how_->setItemText(0, tr("New selection"));
  how_->setItemText(1, tr("Add to the selection"));
  how_->setItemText(2, tr("Take from the selection"));
  how_->setItemText(3, tr("What both have"));
  cancel_->setText(tr("&Cancel"));
  select_->setText(tr("&Select"));
}

void AreaDialog::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QDialog::changeEvent(event);
}

}  // namespace v4e::ui
