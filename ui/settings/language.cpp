// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/language.h"

#include <QApplication>
#include <QFont>
#include <QFontDatabase>
#include <QLibraryInfo>
#include <QLocale>

namespace v4e::ui {

const std::vector<Language>& languages() {
  static const std::vector<Language> list{
      {"en", "English"}, {"de", "Deutsch"}, {"zh_CN", QString::fromUtf8("简体中文")}};
  return list;
}

QString simplifiedChineseFamily(const QStringList& installed) {
  // Those of distributions, the best first.
  for (const char* family : {"Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
                             "WenQuanYi Micro Hei", "WenQuanYi Zen Hei", "Droid Sans Fallback"})
    if (installed.contains(family)) return family;
  return {};
}

LanguageSwitcher::~LanguageSwitcher() {
  if (qApp) writeHanIn({});
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
  const bool foreign = current_ == "zh_CN" && QLocale::system().language() != QLocale::Chinese;
  writeHanIn(foreign ? simplifiedChineseFamily(QFontDatabase::families(QFontDatabase::SimplifiedChinese))
                     : QString());
}

void LanguageSwitcher::writeHanIn(const QString& family) {
  if (family == han_family_) return;
  QFont font = QApplication::font();
  QStringList families = font.families();
  families.removeAll(han_family_);
  if (!family.isEmpty()) families.append(family);
  font.setFamilies(families);
  QApplication::setFont(font);
  han_family_ = family;
}

}  // namespace v4e::ui
