// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/canvas/canvas_accessible.h"

#include "ui/canvas/canvas.h"

namespace v4e::ui {
namespace {

constexpr double kPercent = 100;

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
  auto* canvas = qobject_cast<Canvas*>(object);
  return canvas ? new CanvasAccessible(canvas) : nullptr;
}

}  // namespace

CanvasAccessible::CanvasAccessible(Canvas* canvas) : QAccessibleWidget(canvas, QAccessible::Graphic) {}

Canvas& CanvasAccessible::canvas() const {
  return *static_cast<Canvas*>(widget());
}

void* CanvasAccessible::interface_cast(QAccessible::InterfaceType type) {
  if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
  return QAccessibleWidget::interface_cast(type);
}

QVariant CanvasAccessible::currentValue() const {
  return canvas().hasPhoto() ? canvas().view().scale() * kPercent : 0.0;
}

void CanvasAccessible::setCurrentValue(const QVariant& value) {
  canvas().setZoom(value.toDouble() / kPercent);
}

QVariant CanvasAccessible::maximumValue() const {
  return ViewTransform::kMaxScale * kPercent;
}

void installCanvasAccessibility() {
  static const bool installed = [] {
    QAccessible::installFactory(makeInterface);
    return true;
  }();
  (void)installed;
}

}  // namespace v4e::ui
