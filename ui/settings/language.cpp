// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

namespace v4e::ui {

const std::vector<Language>& languages() {
  static const std::vector<Language> list{
      {"en", "English"}, {"de", "Deutsch"}, {"zh_CN", QString::fromUtf8("简体中文")}};
  return list;
}

LanguageSwitcher::~LanguageSwitcher() {
  QCoreApplication::removeTranslator(&program_);
  QCoreApplication::removeTranslator(&qt_);
}

void LanguageSwitcher::apply(const QString& code) {
  QCoreApplication::removeTranslator(&program_);
  QCoreApplication::removeTranslator(&qt_);
  const QLocale locale = code.isEmpty() ? QLocale::system() : QLocale(code);
  QLocale::setDefault(locale);
  current_ = "en";
  for (const Language& language : languages()) {
    if (QLocale(language.code).language() == locale.language()) current_ = language.code;
  }
  // Plural forms of English lie in a file of its own.
  if (program_.load(":/i18n/video4edit_" + current_ + ".qm")) QCoreApplication::installTranslator(&program_);
  const QString folder = QLibraryInfo::path(QLibraryInfo::TranslationsPath);
  if (current_ != "en" && qt_.load("qtbase_" + current_, folder)) QCoreApplication::installTranslator(&qt_);
}

}  // namespace v4e::ui
