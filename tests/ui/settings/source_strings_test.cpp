// SPDX-License-Identifier: GPL-3.0-or-later
// Reads the sources as lupdate does: every text a person may see must stand, translated, in every language's
// file.
#include <gtest/gtest.h>

#include <QFile>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QXmlStreamReader>

namespace v4e::ui {
namespace {

struct Entry {
  QString name;  ///< context, text and disambiguation
  bool is_finished = false;
};

std::vector<Entry> entriesOf(const QString& path) {
  std::vector<Entry> entries;
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return entries;
  QXmlStreamReader xml(&file);
  QString context;
  while (!xml.atEnd()) {
    xml.readNext();
    if (!xml.isStartElement()) continue;
    if (xml.name() == QLatin1String("name")) context = xml.readElementText();
    if (xml.name() == QLatin1String("source")) {
      entries.push_back({context + ": " + xml.readElementText(), false});
    } else if (xml.name() == QLatin1String("comment")) {
      entries.back().name += " [" + xml.readElementText() + ']';
    } else if (xml.name() == QLatin1String("translation")) {
      const bool is_finished = !xml.attributes().hasAttribute("type");
      const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements);
      entries.back().is_finished = is_finished && !text.trimmed().isEmpty();
    }
  }
  return entries;
}

class SourceStringsTest : public testing::TestWithParam<const char*> {};

TEST_P(SourceStringsTest, AreAllTranslated) {
  QTemporaryDir folder;
  const QString root = V4E_SOURCE_DIR;
  const bool is_english = QString(GetParam()) == "en";
  const QString name = QString("/video4edit_%1.ts").arg(GetParam());
  const QString copy = folder.path() + name;
  ASSERT_TRUE(QFile::copy(root + "/translations" + name, copy));
  QProcess lupdate;
  lupdate.setProcessChannelMode(QProcess::MergedChannels);
  // Without the guesses by like texts, which would pass for translations.
  QStringList options{"-no-obsolete",
                      "-I",
                      root,
                      "-locations",
                      "none",
                      "-disable-heuristic",
                      "sametext",
                      "-disable-heuristic",
                      "similartext",
                      root + "/ui",
                      root + "/app/editor"};
  // English stands in the sources; only its plural forms need a file.
  if (is_english) options.prepend("-pluralonly");
  lupdate.start(V4E_LUPDATE, options << "-ts" << copy);
  ASSERT_TRUE(lupdate.waitForFinished(60000)) << lupdate.errorString().toStdString();
  ASSERT_EQ(lupdate.exitCode(), 0) << lupdate.readAll().toStdString();
  QSet<QString> wanted;
  QStringList missing;
  for (const Entry& entry : entriesOf(copy)) {
    wanted.insert(entry.name);
    if (!entry.is_finished) missing << entry.name;
  }
  EXPECT_GT(wanted.size(), is_english ? 5 : 300);
  EXPECT_TRUE(missing.isEmpty()) << missing.size() << " texts have no translation:\n"
                                 << missing.join('\n').toStdString();
  QStringList unused;
  for (const Entry& entry : entriesOf(root + "/translations" + name)) {
    if (!wanted.contains(entry.name)) unused << entry.name;
  }
  EXPECT_TRUE(unused.isEmpty()) << unused.size() << " translations of texts that are gone:\n"
                                << unused.join('\n').toStdString();
}

INSTANTIATE_TEST_SUITE_P(Languages, SourceStringsTest, testing::Values("en", "de", "zh_CN"));

}  // namespace
}  // namespace v4e::ui
