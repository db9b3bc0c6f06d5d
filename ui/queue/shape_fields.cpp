// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/shape_fields.h"

#include <QCoreApplication>
#include <QEvent>
#include <QFormLayout>
#include <QStringList>
#include <algorithm>
#include <array>

#include "ui/widgets/form_rows.h"

namespace v4e::ui {
namespace {

constexpr std::array<AspectRatio, 5> kRatios{{{1, 1}, {5, 4}, {4, 3}, {3, 2}, {16, 9}}};
constexpr int kQuarters = 4;
enum Mirror { kNot, kLeftRight, kTopBottom };

QString ratioText(const AspectRatio& ratio) {
  return QString("%1 : %2").arg(ratio.width).arg(ratio.height);
}

}  // namespace

ShapeFields::ShapeFields(QWidget* parent)
    : QWidget(parent),
      turn_label_(new QLabel(this)),
      turn_(new QComboBox(this)),
      mirror_label_(new QLabel(this)),
      mirror_(new QComboBox(this)),
      crop_label_(new QLabel(this)),
      crop_(new QComboBox(this)) {
  setObjectName("shapeFields");
  turn_->setObjectName("queueTurn");
  mirror_->setObjectName("queueMirror");
  crop_->setObjectName("queueCrop");
  for (int i = 0; i < kQuarters; ++i) turn_->addItem(QString());
  for (int i = kNot; i <= kTopBottom; ++i) mirror_->addItem(QString());
  crop_->addItem(QString());
  for (const AspectRatio& ratio : kRatios) crop_->addItem(ratioText(ratio));
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
  const auto add = [&](QLabel* label, QComboBox* box) {
    label->setProperty("role", "muted");
    label->setBuddy(box);
    form->addRow(label, box);
    connect(box, &QComboBox::activated, this, &ShapeFields::edited);
  };
  add(turn_label_, turn_);
  add(mirror_label_, mirror_);
  add(crop_label_, crop_);
  alignLabels(*form);
  retranslate();
}

PhotoShape ShapeFields::shape() const {
  Geometry turned;
  turned.quarter_turns = turn_->currentIndex();
  // Turning and mirroring need no size where nothing is cropped.
  if (mirror_->currentIndex() == kLeftRight) turned = flipped_horizontally(turned, {});
  if (mirror_->currentIndex() == kTopBottom) turned = flipped_vertically(turned, {});
  PhotoShape shape{turned.mirrored, turned.quarter_turns, 0, {}, {}};
  if (crop_->currentIndex() > 0)
    shape.ratio = kRatios.at(static_cast<std::size_t>(crop_->currentIndex()) - 1);
  return shape;
}

void ShapeFields::setShape(const PhotoShape& shape) {
  // What was chosen stays as it was put: a half turn mirrors top to bottom what is mirrored left to right.
  if (shape == this->shape()) return;
  mirror_->setCurrentIndex(shape.mirrored ? kLeftRight : kNot);
  turn_->setCurrentIndex(shape.mirrored ? (kQuarters - shape.quarter_turns) % kQuarters
                                        : shape.quarter_turns);
  const auto ratio = shape.ratio ? std::ranges::find(kRatios, *shape.ratio) : kRatios.end();
  crop_->setCurrentIndex(ratio == kRatios.end() ? 0 : static_cast<int>(ratio - kRatios.begin()) + 1);
}

void ShapeFields::retranslate() {
  const auto name = [](QLabel* label, QComboBox* box, const QString& text, const QStringList& items) {
    label->setText(text);
    box->setAccessibleName(text);
    for (int i = 0; i < items.size(); ++i) box->setItemText(i, items[i]);
  };
  name(turn_label_, turn_, tr("Turn"),
       {tr("as it is"), tr("90° to the right"), tr("upside down"), tr("90° to the left")});
  name(mirror_label_, mirror_, tr("Mirror"), {tr("as it is"), tr("left to right"), tr("top to bottom")});
  name(crop_label_, crop_, tr("Crop to"), {tr("as it is")});
  crop_->setToolTip(tr("The largest part of that ratio, in the middle; upright for upright photos"));
}

void ShapeFields::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

QString shapeText(const PhotoShape& shape) {
  QStringList parts;
  if (shape.quarter_turns != 0 || shape.angle_deg != 0)
    parts << QCoreApplication::translate("v4e::ui::ShapeFields", "turned");
  if (shape.mirrored) parts << QCoreApplication::translate("v4e::ui::ShapeFields", "mirrored");
  if (shape.ratio) parts << ratioText(*shape.ratio);
  if (shape.crop) parts << QCoreApplication::translate("v4e::ui::ShapeFields", "cropped");
  return parts.join(QStringLiteral(" · "));
}

}  // namespace v4e::ui
