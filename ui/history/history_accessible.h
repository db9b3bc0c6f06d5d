// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAccessibleWidget>
#include <QHash>

#include "ui/history/history_view.h"

namespace v4e::ui {

/// The history for screen readers: a list of steps, whose value is the number of the current one.
class HistoryAccessible : public QAccessibleWidget, public QAccessibleValueInterface {
 public:
  explicit HistoryAccessible(HistoryView* view);
  ~HistoryAccessible() override;

  void* interface_cast(QAccessible::InterfaceType type) override;
  [[nodiscard]] int childCount() const override;
  [[nodiscard]] QAccessibleInterface* child(int index) const override;
  [[nodiscard]] QAccessibleInterface* childAt(int x, int y) const override;
  [[nodiscard]] int indexOfChild(const QAccessibleInterface* child) const override;
  [[nodiscard]] QAccessibleInterface* focusChild() const override;

  [[nodiscard]] QVariant currentValue() const override;
  void setCurrentValue(const QVariant& value) override;
  [[nodiscard]] QVariant minimumValue() const override { return 0; }
  [[nodiscard]] QVariant maximumValue() const override;
  [[nodiscard]] QVariant minimumStepSize() const override { return 1; }

 private:
  [[nodiscard]] HistoryView& view() const;

  mutable QHash<std::int64_t, QAccessible::Id> steps_;  ///< by node
};

/// Where a node stands in the row; -1: it is not shown.
[[nodiscard]] int rowOf(const HistoryModel& model, std::int64_t id);

/// Lets Qt find the above. Once is enough.
void installHistoryAccessibility();

}  // namespace v4e::ui
