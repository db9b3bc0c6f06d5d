// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/form_rows.h"

#include <QAbstractScrollArea>

namespace v4e::ui {

void alignLabels(QFormLayout& form) {
  for (int row = 0; row < form.rowCount(); ++row) {
    const QLayoutItem* label = form.itemAt(row, QFormLayout::LabelRole);
    const QLayoutItem* field = form.itemAt(row, QFormLayout::FieldRole);
    // Beside many lines, a label stands by the first one.
    const bool has_lines = field && qobject_cast<QAbstractScrollArea*>(field->widget());
    if (label && label->widget() && !has_lines)
      label->widget()->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::MinimumExpanding);
  }
}

}  // namespace v4e::ui
