// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/models_window.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextDocument>

#include "ui/models/effect_names.h"

namespace v4e::ui {
namespace {

QString plainText(const ModelInfo& info) {
  QTextDocument document;
  document.setHtml(modelHtml(info));
  return document.toPlainText();
}

TEST(EffectNames, AreTheTitlesOfTheDataFile) {
  QFile file(QString(V4E_SOURCE_DIR) + "/resources/captions/effects.json");
  ASSERT_TRUE(file.open(QIODevice::ReadOnly));
  const QJsonArray effects = QJsonDocument::fromJson(file.readAll()).object().value("effects").toArray();
  ASSERT_GT(effects.size(), 20);
  for (const auto& effect : effects) {
    const QJsonObject entry = effect.toObject();
    EXPECT_EQ(effectName(entry.value("id").toString().toStdString()), entry.value("title").toString());
  }
  EXPECT_EQ(effectName("unheard-of"), "unheard-of");
}

TEST(ModelHtml, SaysWhatASmallModelCanAndCannotDo) {
  ModelInfo info;
  info.name = "Nano";
  info.can_do = {"bw", "sketch"};
  info.cannot_do = {"replace"};
  const QString text = plainText(info);
  EXPECT_TRUE(text.contains("black and white, pencil sketch"));
  EXPECT_LT(text.indexOf("pencil sketch"), text.indexOf("has not learnt"));
  EXPECT_GT(text.indexOf("replace something"), text.indexOf("has not learnt"));
}

TEST(ModelHtml, WarnsWhereTheMemoryIsTooSmall) {
  ModelInfo info;
  info.memory_bytes = 30'000'000'000;
  info.free_bytes = 8'000'000'000;
  EXPECT_TRUE(plainText(info).contains("too little"));
  info.free_bytes = 64'000'000'000;
  EXPECT_FALSE(plainText(info).contains("too little"));
}

TEST(ModelHtml, ListsWhatIsMissing) {
  ModelInfo info;
  info.parts = {{"transformer", true, "1300 M"}, {"vae", false, "put it into <here>/vae"}};
  const QString text = plainText(info);
  EXPECT_TRUE(text.contains("✓ transformer"));
  EXPECT_TRUE(text.contains("✗ vae"));
  EXPECT_TRUE(text.contains("put it into <here>/vae"));
}

}  // namespace
}  // namespace v4e::ui
