// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>
#include <QTranslator>
#include <vector>

namespace v4e::ui {

struct Language {
  QString code;  ///< "en", "de", "zh_CN"
  QString name;  ///< in the language itself
};

[[nodiscard]] const std::vector<Language>& languages();

/// Of the `installed` font families one with the simplified forms of Han characters, empty where there is
/// none.
[[nodiscard]] QString simplifiedChineseFamily(const QStringList& installed);

/// Switches the program's language while it runs; widgets follow by QEvent::LanguageChange. Chinese on a
/// system in another language also gets a font of its own: there, fontconfig would choose one with Japanese
/// forms.
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
  void writeHanIn(const QString& family);

  QString current_ = "en";
  QString han_family_;  ///< what the program's font falls back to; empty where the system decides
  QTranslator program_;
  QTranslator qt_;
};

}  // namespace v4e::ui
