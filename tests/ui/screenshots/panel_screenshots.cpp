// SPDX-License-Identifier: GPL-3.0-or-later
// Writes pictures of timeline, queue and history, light, dark and in Chinese, to be looked at:
// $V4E_SCREENSHOTS, or screenshots/ beside the program. Run it with QT_SCALE_FACTOR=2 for the second size.
#include <gtest/gtest.h>

#include <QApplication>
#include <QDir>
#include <QPainter>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>

#include "tests/ui/patience.h"
#include "ui/engine/image_convert.h"
#include "ui/history/history_view.h"
#include "ui/queue/queue_panel.h"
#include "ui/settings/language.h"
#include "ui/settings/theme.h"
#include "ui/timeline/timeline_panel.h"

namespace v4e::ui {
namespace {

QImage samplePhoto() {
  const QDir samples(V4E_SOURCE_DIR "/resources/samples");
  const QStringList names = samples.entryList({"*.jpg", "*.jpeg", "*.png"}, QDir::Files, QDir::Name);
  const QImage photo = names.isEmpty() ? QImage() : QImage(samples.filePath(names.first()));
  if (!photo.isNull()) return photo.scaled(480, 320, Qt::KeepAspectRatioByExpanding).copy(0, 0, 480, 320);
  QImage drawn(480, 320, QImage::Format_RGB32);
  drawn.fill(QColor("#7aa0b8"));
  return drawn;
}

/// The photo going over to dusk, slowly first.
std::vector<QImage> evolution(int count) {
  std::vector<QImage> frames;
  for (int i = 0; i < count; ++i) {
    QImage frame = samplePhoto().convertToFormat(QImage::Format_RGB32);
    QPainter painter(&frame);
    const double way = static_cast<double>(i) / (count - 1);
    painter.setOpacity(0.75 * way * way * (3 - 2 * way));
    painter.fillRect(frame.rect(), QColor("#2a1d52"));
    painter.end();
    frames.push_back(frame);
  }
  return frames;
}

void shoot(QWidget& widget, const QString& name) {
  const QString folder =
      qEnvironmentVariable("V4E_SCREENSHOTS", QApplication::applicationDirPath() + "/screenshots");
  ASSERT_TRUE(QDir().mkpath(folder));
  const QPixmap picture = widget.grab();
  const QString size = picture.devicePixelRatio() > 1.5 ? "-2x" : "";
  ASSERT_TRUE(picture.save(folder + '/' + name + size + ".png"));
}

struct Look {
  const char* name;
  Appearance appearance;
  const char* language;
};

class PanelScreenshots : public testing::TestWithParam<Look> {
 protected:
  PanelScreenshots() { QApplication::setFont(QFont("DejaVu Sans", 10)); }
  void SetUp() override {
    static Theme theme(*static_cast<QApplication*>(QApplication::instance()));
    theme.apply(GetParam().appearance);
    language_.apply(GetParam().language);
  }
  [[nodiscard]] static QString named(const QString& name) { return name + '-' + GetParam().name; }

  static void showTrack(int count, const QString& name) {
    TimelinePanel panel;
    panel.resize(1180, 230);
    panel.show();
    auto frames = std::make_shared<std::vector<Image>>();
    for (const QImage& frame : evolution(count)) frames->push_back(fromQImage(frame));
    panel.setTrack({frames, {}, {}});
    ASSERT_EVENTUALLY(panel.model().canStabilise() && panel.view().hasThumbnails());
    std::vector<DriftPoint> drift;
    QList<QImage> stable;
    for (int i = 0; i < count; ++i) {
      drift.push_back({1.6 * i / count, 0.03 * i * i / count / count});
      stable.append(panel.model().frame(i));
    }
    panel.model().setDrift(drift, stable);
    panel.model().setPlayhead((count - 1) * 0.62);
    panel.model().setCompareFrame(0);
    panel.view().setFocus();
    QTest::qWait(300);
    shoot(panel, name);
    panel.model().setPlayhead(count - 1);
    shoot(panel, name + "-end");
  }

 private:
  LanguageSwitcher language_;
};

TEST_P(PanelScreenshots, TimelineOfFiveFrames) {
  showTrack(5, named("timeline-5"));
}
TEST_P(PanelScreenshots, TimelineOfManyFrames) {
  showTrack(33, named("timeline-33"));
}

TEST_P(PanelScreenshots, EmptyPanels) {
  TimelinePanel timeline;
  timeline.resize(900, 220);
  timeline.show();
  shoot(timeline, named("timeline-empty"));
  QTemporaryDir folder;
  QueueController controller(folder.filePath("q.db").toStdString(), {});
  QUndoStack undo;
  QueuePanel queue(controller, undo);
  queue.resize(380, 480);
  queue.show();
  shoot(queue, named("queue-empty"));
}

TEST_P(PanelScreenshots, QueueAtWork) {
  QTemporaryDir folder;
  const std::vector<std::string> names{"harbour at noon",    "IMG_2041",   "kitchen",
                                       "Lena in the garden", "old bridge", "IMG_2044"};
  QStringList paths;
  for (const auto& name : names) {
    paths.append(folder.filePath(QString::fromStdString(name) + ".jpg"));
    ASSERT_TRUE(samplePhoto().save(paths.last()));
  }
  QueueController controller(folder.filePath("q.db").toStdString(),
                             [&](const QueueItem& item, const RunContext& context) {
                               const auto name = item.request.photo.stem().string();
                               if (name == names[1])
                                 throw Error(ErrorCode::OutOfMemory, "needs 14 GB, 9 GB are free");
                               context.tick({Stage::Denoise, 3, 4});
                               std::mutex mutex;
                               std::condition_variable_any stopped;
                               std::unique_lock lock(mutex);
                               if (name == names[2]) stopped.wait(lock, context.stop, [] { return false; });
                               context.check();
                               std::ofstream(item.temporary) << "edited";
                             });
  QueueDefaults defaults;
  defaults.instruction = "make it dusk";
  defaults.output.folder = folder.filePath("edited").toStdString();
  controller.setDefaults(defaults);
  QUndoStack undo;
  QueuePanel queue(controller, undo);
  queue.resize(400, 620);
  queue.show();
  controller.addPaths(paths);
  ASSERT_EVENTUALLY(controller.model().rowCount() == 6);
  controller.resume();
  ASSERT_EVENTUALLY(controller.model().items()[2].state == QueueState::Running);
  for (int row = 0; row < 6; ++row) {
    ASSERT_EVENTUALLY(!controller.model().index(row).data(Qt::DecorationRole).value<QImage>().isNull());
  }
  queue.findChild<QListView*>("queueList")->setCurrentIndex(controller.model().index(3));
  QTest::qWait(200);
  shoot(queue, named("queue-running"));
  controller.pauseNow();
  ASSERT_EVENTUALLY(controller.model().items()[2].state == QueueState::Waiting);
  QTest::qWait(100);
  shoot(queue, named("queue-paused"));
}

TEST_P(PanelScreenshots, QueueOfALook) {
  QTemporaryDir folder;
  const QString own = folder.filePath("IMG_2041.jpg");
  const QString photo = folder.filePath("harbour at noon.jpg");
  for (const QString& path : {own, photo}) ASSERT_TRUE(samplePhoto().save(path));
  QueueController controller(folder.filePath("q.db").toStdString(),
                             [&](const QueueItem&, const QueueEditContext& context) {
                               context.on_step(2);
                               context.tick({Stage::Denoise, 3, 4});
                               std::mutex mutex;
                               std::condition_variable_any stopped;
                               std::unique_lock lock(mutex);
                               stopped.wait(lock, context.stop, [] { return false; });
                               context.check();
                             });
  QUndoStack undo;
  QueuePanel queue(controller, undo);
  queue.setLooks({folder.path(),
                  [](const v4e::Look& look, bool) {
                    return LookPlan{steps_to_do(look, {}), {}, false};
                  },
                  [] { return QString("Nano"); }});
  queue.resize(400, 620);
  queue.show();
  v4e::Look look;
  for (const char* step : {"make it dusk", "add fog", "make it warmer"})
    look.steps.emplace_back().settings.instruction = step;
  const QString file = folder.filePath("Winter evening.v4elook");
  write_look(file.toStdString(), look);
  QueueDefaults plain;
  plain.instruction = "make it snow";
  queue.findChild<OrderField*>()->takeLook(file);
  controller.addPaths({photo});
  ASSERT_EVENTUALLY(controller.model().rowCount() == 1);
  controller.addPaths({own}, plain);
  ASSERT_EVENTUALLY(controller.model().rowCount() == 2);
  queue.findChild<QToolButton*>("queueMore")->click();
  auto* crop = queue.findChild<QComboBox*>("queueCrop");
  crop->setCurrentIndex(4);
  Q_EMIT crop->activated(4);
  controller.resume();
  ASSERT_EVENTUALLY(controller.model().index(0).data(QueueModel::ProgressRole).toDouble() > 0.4);
  for (int row = 0; row < 2; ++row) {
    ASSERT_EVENTUALLY(!controller.model().index(row).data(Qt::DecorationRole).value<QImage>().isNull());
  }
  QTest::qWait(200);
  shoot(queue, named("queue-look"));
  controller.pauseNow();
  ASSERT_EVENTUALLY(controller.model().items()[0].state == QueueState::Waiting);
}

TEST_P(PanelScreenshots, History) {
  HistoryModel model;
  const auto frames = evolution(5);
  model.reset(frames[0]);
  const auto add = [&](std::int64_t id, std::optional<std::int64_t> parent, const char* text,
                       std::size_t frame) {
    Generation one;
    one.id = id;
    one.parent = parent;
    one.instruction = text;
    model.add(one, frames[frame]);
  };
  add(1, std::nullopt, "make it dusk", 3);
  add(2, std::nullopt, "make it dusk", 4);
  add(3, 1, "light in the windows", 2);
  add(4, 1, "add a boat", 1);
  add(5, 3, "more stars", 4);
  model.setCurrent(4);
  HistoryPanel panel(model);
  panel.resize(390, 470);
  panel.show();
  QTest::qWait(50);
  shoot(panel, named("history"));
}

INSTANTIATE_TEST_SUITE_P(Looks, PanelScreenshots,
                         testing::Values(Look{"light", Appearance::Light, "en"},
                                         Look{"dark", Appearance::Dark, "en"},
                                         Look{"zh", Appearance::Light, "zh_CN"}),
                         [](const auto& look) { return std::string(look.param.name); });

}  // namespace
}  // namespace v4e::ui
