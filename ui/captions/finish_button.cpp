// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/finish_button.h"

#include <QEvent>

namespace v4e::ui {

FinishButton::FinishButton(QWidget* parent) : QPushButton(parent) {
  setObjectName("finishAt2k");
  hide();
  retranslate();
}

void FinishButton::retranslate() {
  setText(tr("Finish at 2K"));
  setAccessibleName(tr("Finish at 2K"));
  setToolTip(tr(
      "Makes this edit once more with ChronoEdit's upscaler LoRA, up to 2048 pixels along the longer side. "
      "It becomes the next step, and takes several times as long as an edit."));
}

void FinishButton::changeEvent(QEvent* event) {
  if (event->type() == QEvent::LanguageChange) retranslate();
  QPushButton::changeEvent(event);
}

}  // namespace v4e::ui
