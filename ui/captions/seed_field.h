// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <cstdint>

namespace v4e::ui {

/// A field for a seed of the full 64 bits, which no spin box of Qt holds.
class SeedField : public QLineEdit {
  Q_OBJECT

 public:
  explicit SeedField(QWidget* parent = nullptr);

  /// 0 while the field is empty.
  [[nodiscard]] std::uint64_t value() const { return text().toULongLong(); }
  void setValue(std::uint64_t value) { setText(QString::number(value)); }
  /// Otherwise an empty field becomes 0 when it is left.
  void setMayBeEmpty(bool may);
};

}  // namespace v4e::ui
