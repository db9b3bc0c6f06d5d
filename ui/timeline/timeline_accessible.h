// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>

namespace v4e::ui {

class TimelineView;

/// The timeline as assistive technology sees it: a slider over the frames that says "frame 3 of 5, 45 %
/// change".
class TimelineAccessible : public QAccessibleWidget, public QAccessibleValueInterface {
 public:
  explicit TimelineAccessible(TimelineView* view);

  void* interface_cast(QAccessible::InterfaceType type) override;
  [[nodiscard]] QString text(QAccessible::Text kind) const override;
  [[nodiscard]] QVariant currentValue() const override;
  void setCurrentValue(const QVariant& value) override;
  [[nodiscard]] QVariant maximumValue() const override;
  [[nodiscard]] QVariant minimumValue() const override { return 0.0; }
  [[nodiscard]] QVariant minimumStepSize() const override { return 1.0; }

 private:
  [[nodiscard]] TimelineView& view() const;
};

/// Tells Qt of it; further calls do nothing.
void installTimelineAccessibility();

}  // namespace v4e::ui
