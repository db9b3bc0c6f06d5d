// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/base_switch.h"

#include <QEvent>
#include <QHBoxLayout>

namespace v4e::ui {

BaseSwitch::BaseSwitch(QWidget* parent)
    : QWidget(parent),
      title_(new QLabel(this)),
      edit_(new QRadioButton(this)),
      photo_(new QRadioButton(this)) {
  setObjectName("baseSwitch");
  title_->setProperty("role", "muted");
  edit_->setObjectName("onThisEdit");
  photo_->setObjectName("onThePhoto");
  edit_->setChecked(true);
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(8);
  layout->addWidget(title_);
  layout->addWidget(edit_);
  layout->addWidget(photo_);
  layout->addStretch();
  for (QRadioButton* button : {edit_, photo_}) {
    connect(button, &QRadioButton::clicked, this, [this] { Q_EMIT onPhotoChosen(isOnPhoto()); });
  }
  retranslate();
}

void BaseSwitch::setOnPhoto(bool onPhoto) {
  (onPhoto ? photo_ : edit_)->setChecked(true);
}

void BaseSwitch::retranslate() {
  title_->setText(tr("Builds"));
  edit_->setText(tr("on this edit"));
  edit_->setToolTip(tr("The next edit goes on from the one that is shown"));
  photo_->setText(tr("on the photo"));
  photo_->setToolTip(tr("The next edit starts from the photo again"));
}

void BaseSwitch::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QWidget::changeEvent(event);
}

}  // namespace v4e::ui
