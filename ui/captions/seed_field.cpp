// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/captions/seed_field.h"

#include <QValidator>

namespace v4e::ui {
namespace {

class SeedValidator : public QValidator {
 public:
  SeedValidator(bool may_be_empty, QObject* parent) : QValidator(parent), may_be_empty_(may_be_empty) {}

  State validate(QString& text, int& cursor) const override {
    // Seeds are pasted from other programs' lists, with blanks around them.
    const QString trimmed = text.trimmed();
    if (trimmed.size() != text.size()) {
      text = trimmed;
      cursor = static_cast<int>(text.size());
    }
    if (text.isEmpty()) return may_be_empty_ ? Acceptable : Intermediate;
    for (const QChar c : text) {
      if (c < u'0' || c > u'9') return Invalid;
    }
    bool fits = false;
    (void)text.toULongLong(&fits);
    return fits ? Acceptable : Invalid;
  }

  void fixup(QString& text) const override {
    if (text.isEmpty()) text = QStringLiteral("0");
  }

 private:
  bool may_be_empty_;
};

}  // namespace

SeedField::SeedField(QWidget* parent) : QLineEdit(parent) {
  setInputMethodHints(Qt::ImhDigitsOnly);
  setMayBeEmpty(false);
}

void SeedField::setMayBeEmpty(bool may) {
  const QValidator* before = validator();
  setValidator(new SeedValidator(may, this));
  delete before;
}

}  // namespace v4e::ui
