// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QTranslator>
#include <vector>

namespace v4e::ui {

struct Language {
  QString code;  ///< "en", "de", "zh_CN"
  QString name;  ///< in the language itself
};

[[nodiscard]] const std::vector<Language>& languages();

/// Switches the program's language while it runs; widgets follow by QEvent::LanguageChange.
class LanguageSwitcher : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  ~LanguageSwitcher() override;

  /// Empty follows the system; an unknown language gives English.
  void apply(const QString& code);
  /// The one in use, never empty.
  [[nodiscard]] QString current() const { return current_; }

 private:
  QString current_ = "en";
  QTranslator program_;
  QTranslator qt_;
};

}  // namespace v4e::ui
