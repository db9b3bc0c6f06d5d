// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>

namespace v4e::ui {

class Canvas;

/// The canvas for screen readers: a picture, whose value is its scale in percent.
class CanvasAccessible : public QAccessibleWidget, public QAccessibleValueInterface {
 public:
  explicit CanvasAccessible(Canvas* canvas);

  void* interface_cast(QAccessible::InterfaceType type) override;

  [[nodiscard]] QVariant currentValue() const override;
  void setCurrentValue(const QVariant& value) override;
  [[nodiscard]] QVariant minimumValue() const override { return 0.0; }
  [[nodiscard]] QVariant maximumValue() const override;
  [[nodiscard]] QVariant minimumStepSize() const override { return 1.0; }

 private:
  [[nodiscard]] Canvas& canvas() const;
};

/// Lets Qt find the above. Once is enough.
void installCanvasAccessibility();

}  // namespace v4e::ui
