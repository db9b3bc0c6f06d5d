// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/timeline/timeline_accessible.h"

#include "ui/timeline/timeline_view.h"

namespace v4e::ui {
namespace {

QAccessibleInterface* makeInterface(const QString&, QObject* object) {
  auto* view = qobject_cast<TimelineView*>(object);
  return view ? new TimelineAccessible(view) : nullptr;
}

}  // namespace

TimelineAccessible::TimelineAccessible(TimelineView* view) : QAccessibleWidget(view, QAccessible::Slider) {}

TimelineView& TimelineAccessible::view() const {
  return *static_cast<TimelineView*>(widget());
}

void* TimelineAccessible::interface_cast(QAccessible::InterfaceType type) {
  if (type == QAccessible::ValueInterface) return static_cast<QAccessibleValueInterface*>(this);
  return QAccessibleWidget::interface_cast(type);
}

QString TimelineAccessible::text(QAccessible::Text kind) const {
  return kind == QAccessible::Value ? view().model().description() : QAccessibleWidget::text(kind);
}

QVariant TimelineAccessible::currentValue() const {
  return view().model().playhead();
}

void TimelineAccessible::setCurrentValue(const QVariant& value) {
  view().model().setPlayhead(value.toDouble());
}

QVariant TimelineAccessible::maximumValue() const {
  return static_cast<double>(std::max(0, view().model().count() - 1));
}

void installTimelineAccessibility() {
  static const bool installed = [] {
    QAccessible::installFactory(makeInterface);
    return true;
  }();
  (void)installed;
}

}  // namespace v4e::ui
