// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/model_texts.h"

#include <gtest/gtest.h>

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTextDocument>

#include "ui/engine/failure_text.h"
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
  info.id = "/models/<wan>";
  info.ready = false;
  info.description = "vae: the folder is not there";
  info.parts = {{"transformer", true, "1300 M"},
                {"text_encoder", false, "model.safetensors: cut off"},
                {"vae", false, ""}};
  const QString text = plainText(info);
  EXPECT_TRUE(text.contains("Missing: text_encoder, vae"));
  EXPECT_TRUE(text.contains("vae: the folder is not there"));
  EXPECT_TRUE(text.contains("✓ transformer"));
  EXPECT_TRUE(text.contains("✗ vae"));
  EXPECT_TRUE(text.contains("put it into /models/<wan>/vae"));
  EXPECT_TRUE(text.contains("model.safetensors: cut off"));
}

TEST(ModelHtml, TellsDiskAndMemory) {
  ModelInfo info;
  info.disk_bytes = 30'000'000'000;
  info.memory_bytes = 28'000'000'000;
  EXPECT_TRUE(plainText(info).contains(sizeText(30'000'000'000) + " taken"));
  EXPECT_FALSE(plainText(info).contains("are free"));
  QTextDocument document;
  document.setHtml(modelHtml(info, 12'000'000'000));
  EXPECT_TRUE(document.toPlainText().contains(sizeText(12'000'000'000) + " are free"));
  EXPECT_TRUE(document.toPlainText().contains(sizeText(28'000'000'000) + " for its weights"));
}

TEST(ModelDescription, IsInWordsOfTheProgram) {
  ModelInfo info;
  EXPECT_TRUE(modelDescription(info).startsWith("A large model"));
  info.can_do = {"bw"};
  EXPECT_TRUE(modelDescription(info).startsWith("A small model"));
  info.ready = false;
  info.description = "model_index.json: broken";
  EXPECT_EQ(modelDescription(info), "This model cannot be used yet. model_index.json: broken");
}

}  // namespace
}  // namespace v4e::ui
