// SPDX-License-Identifier: GPL-3.0-or-later
// LoRAs of rows of the queue.
#include <gtest/gtest.h>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "ui/queue/queue_item_dialog.h"

namespace v4e::ui {
namespace {

using Loras = std::vector<LoraChoice>;

QueueRequest requestWith(const Loras& loras) {
  QueueRequest request;
  request.settings.instruction = "make it night";
  request.settings.model = "large";
  request.settings.loras = loras;
  return request;
}

QList<ModelInfo> models() {
  ModelInfo large;
  large.id = "large";
  large.name = "Large 14B";
  return {large};
}

const Loras kFilm{{"/loras/film.safetensors", 0.5, LoraChoice::Expert::Both, false}};

TEST(QueueLoras, AreShownAndStayAsTheyAre) {
  QueueItemDialog dialog({requestWith(kFilm)}, models(), {});
  EXPECT_EQ(dialog.findChild<LoraList*>()->choices(), kFilm) << "the switched-off one, too";
  EXPECT_TRUE(dialog.change().isEmpty());
}

TEST(QueueLoras, ThatAreChangedAreChangedInTheRow) {
  QueueRequest request = requestWith(kFilm);
  QueueItemDialog dialog({request}, models(), {});
  dialog.findChild<QCheckBox*>("loraOn")->setChecked(true);
  const ItemChange change = dialog.change();
  ASSERT_FALSE(change.isEmpty());
  applyChange(change, {}, request);
  EXPECT_EQ(request.settings.loras, (Loras{{"/loras/film.safetensors", 0.5}}));
  EXPECT_EQ(request.settings.instruction, "make it night");
}

TEST(QueueLoras, AllCanBeTakenAway) {
  QueueRequest request = requestWith(kFilm);
  QueueItemDialog dialog({request}, models(), {});
  dialog.show();
  QTest::mouseClick(dialog.findChild<QToolButton*>("loraRemove"), Qt::LeftButton);
  applyChange(dialog.change(), {}, request);
  EXPECT_TRUE(request.settings.loras.empty());
}

TEST(QueueLoras, ThatDifferStayUnlessOneIsAdded) {
  QTemporaryDir folder;
  QFile file(folder.filePath("fog.safetensors"));
  ASSERT_TRUE(file.open(QIODevice::WriteOnly));
  std::vector<QueueRequest> requests{requestWith(kFilm), requestWith({})};
  QueueItemDialog dialog(requests, models(), {});
  auto* list = dialog.findChild<LoraList*>();
  EXPECT_TRUE(list->findChild<QLabel*>("loraHint")->text().contains("differ"));
  EXPECT_TRUE(dialog.change().isEmpty());
  list->add({file.fileName()});
  for (QueueRequest& request : requests) {
    applyChange(dialog.change(), {}, request);
    EXPECT_EQ(request.settings.loras, (Loras{{file.fileName().toStdString()}}));
  }
}

TEST(QueueLoras, AreComparedWithTheRowsModel) {
  QueueItemDialog dialog({requestWith(kFilm)}, models(), {});
  QStringList asked;
  dialog.setLoraChecker([&asked](const std::string& file, const std::string& model, const auto&) {
    asked << QString::fromStdString(model + ' ' + file);
  });
  EXPECT_EQ(asked, QStringList("large /loras/film.safetensors"));
}

}  // namespace
}  // namespace v4e::ui
