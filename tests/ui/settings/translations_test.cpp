// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <QApplication>
#include <QFile>
#include <QFontDatabase>
#include <QLocale>
#include <QRegularExpression>
#include <QXmlStreamReader>

#include "ui/settings/language.h"

namespace v4e::ui {
namespace {

class TranslationTest : public testing::TestWithParam<const char*> {};

// The places of %1 … and %n, sorted: a translation may put them in another order but loses none.
QStringList places(const QString& text) {
  QStringList found;
  static const QRegularExpression pattern("%[1-9n]|\\{[a-z]+\\}");
  for (auto match = pattern.globalMatch(text); match.hasNext();) found << match.next().captured();
  found.sort();
  return found;
}

TEST_P(TranslationTest, IsCompleteAndKeepsThePlaceholders) {
  QFile file(QString("%1/translations/video4edit_%2.ts").arg(V4E_SOURCE_DIR, GetParam()));
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  QXmlStreamReader xml(&file);
  QString source;
  int messages = 0;
  while (!xml.atEnd()) {
    xml.readNext();
    if (!xml.isStartElement()) continue;
    if (xml.name() == QLatin1String("source")) source = xml.readElementText();
    if (xml.name() == QLatin1String("translation")) {
      EXPECT_FALSE(xml.attributes().hasAttribute("type")) << source.toStdString();
      const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
      EXPECT_FALSE(text.trimmed().isEmpty()) << source.toStdString();
      if (!source.contains("%n")) {
        EXPECT_EQ(places(text), places(source)) << source.toStdString();
      }
      ++messages;
    }
  }
  EXPECT_FALSE(xml.hasError());
  EXPECT_GT(messages, 5);
}

INSTANTIATE_TEST_SUITE_P(Languages, TranslationTest, testing::Values("de", "zh_CN", "en"));

TEST(LanguageSwitcherTest, SwitchesWhileRunning) {
  LanguageSwitcher switcher;
  switcher.apply("de");
  EXPECT_EQ(QCoreApplication::translate("v4e::ui::WelcomePage", "Welcome"), "Willkommen");
  switcher.apply("zh_CN");
  EXPECT_EQ(QCoreApplication::translate("v4e::ui::WelcomePage", "Welcome"), QString::fromUtf8("欢迎"));
  switcher.apply("en");
  EXPECT_EQ(QCoreApplication::translate("v4e::ui::WelcomePage", "Welcome"), "Welcome");
  EXPECT_EQ(QCoreApplication::translate("v4e::ui::GenerateBox", "Make %n edit(s)", nullptr, 3),
            "Make 3 edits");
  switcher.apply("xx");
  EXPECT_EQ(switcher.current(), "en");
}

TEST(SimplifiedChineseFamily, PassesOverFontsWithOtherForms) {
  EXPECT_EQ(simplifiedChineseFamily({"DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC"}),
            "Noto Sans CJK SC");
  EXPECT_EQ(simplifiedChineseFamily({"Noto Serif CJK JP", "WenQuanYi Zen Hei"}), "WenQuanYi Zen Hei");
  EXPECT_EQ(simplifiedChineseFamily({"DejaVu Sans", "Noto Sans CJK JP"}), "");
}

TEST(LanguageSwitcherTest, ChineseHasItsFontOnlyWhileItIsShown) {
  if (QLocale::system().language() == QLocale::Chinese) GTEST_SKIP() << "the system chooses the font itself";
  const QStringList before = QApplication::font().families();
  const QString family = simplifiedChineseFamily(QFontDatabase::families(QFontDatabase::SimplifiedChinese));
  {
    LanguageSwitcher switcher;
    switcher.apply("zh_CN");
    EXPECT_EQ(QApplication::font().families(), family.isEmpty() ? before : before + QStringList(family));
    switcher.apply("de");
    EXPECT_EQ(QApplication::font().families(), before);
    switcher.apply("zh_CN");
  }
  EXPECT_EQ(QApplication::font().families(), before);
}

}  // namespace
}  // namespace v4e::ui
