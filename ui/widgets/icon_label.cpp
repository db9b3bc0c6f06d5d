// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/icon_label.h"

#include <QEvent>

#include "ui/settings/icon.h"

namespace v4e::ui {
namespace {

constexpr QSize kSize(20, 20);

}  // namespace

IconLabel::IconLabel(const QString& name, QWidget* parent) : QLabel(parent), name_(name) {
  draw();
}

void IconLabel::setName(const QString& name) {
  name_ = name;
  draw();
}

void IconLabel::draw() {
  if (!name_.isEmpty()) setPixmap(icon(name_).pixmap(kSize, devicePixelRatioF()));
}

void IconLabel::changeEvent(QEvent* event) {
  // The pixmap has the colour that texts had when it was drawn.
  if (event->type() == QEvent::PaletteChange) draw();
  QLabel::changeEvent(event);
}

}  // namespace v4e::ui
