// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/method_switch.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QSignalBlocker>
#include <algorithm>
#include <utility>

namespace v4e::ui {

QString methodText(EditMethod method) {
  switch (method) {
    case EditMethod::Student:
      return QCoreApplication::translate("v4e::ui::MethodSwitch", "Taught to edit");
    case EditMethod::NativeI2v:
      return QCoreApplication::translate("v4e::ui::MethodSwitch", "Image to video");
    case EditMethod::ZeroShotT2v:
      return QCoreApplication::translate("v4e::ui::MethodSwitch", "Text to video, photo held");
    case EditMethod::Ti2v:
      return QCoreApplication::translate("v4e::ui::MethodSwitch", "Text and image to video");
  }
  return {};
}

MethodSwitch::MethodSwitch(QWidget* parent)
    : QWidget(parent), label_(new QLabel(this)), box_(new QComboBox(this)) {
  setObjectName("methodSwitch");
  box_->setObjectName("method");
  box_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 4, 0, 0);
  row->setSpacing(8);
  row->addWidget(label_);
  row->addWidget(box_, 1);
  connect(box_, &QComboBox::activated, this, [this](int index) {
    const auto picked = static_cast<EditMethod>(box_->itemData(index).toInt());
    const bool is_own = !methods_.empty() && methods_.front() == picked;
    const auto before = std::exchange(method_, is_own ? std::nullopt : std::optional(picked));
    if (before == method_) return;
    showChoices();
    Q_EMIT chosen(before, method_);
  });
  showChoices();
}

void MethodSwitch::setModel(const ModelInfo* model) {
  methods_ = model ? model->methods : std::vector<EditMethod>();
  showChoices();
}

void MethodSwitch::setMethod(std::optional<EditMethod> method) {
  method_ = method;
  showChoices();
}

bool MethodSwitch::isMisfit() const {
  return method_ && std::ranges::find(methods_, *method_) == methods_.end();
}

void MethodSwitch::showChoices() {
  const QSignalBlocker blocker(box_);
  box_->clear();
  for (const EditMethod method : methods_) box_->addItem(methodText(method), static_cast<int>(method));
  if (isMisfit())
    box_->addItem(tr("%1 (not by this model)").arg(methodText(*method_)), static_cast<int>(*method_));
  if (method_) box_->setCurrentIndex(box_->findData(static_cast<int>(*method_)));
  label_->setText(tr("Method"));
  box_->setAccessibleName(tr("Method"));
  box_->setToolTip(tr("How the model makes the edit; the first is what its weights were made for"));
  setVisible(box_->count() > 1 || isMisfit());
}

void MethodSwitch::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) showChoices();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
