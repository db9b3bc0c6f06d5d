// SPDX-License-Identifier: GPL-3.0-or-later
// How long events wait in the window while it works. The numbers are printed, not asserted: they belong to
// the machine. What is asserted is that the work is done elsewhere and that memory has its bounds.
#include <gtest/gtest.h>

#include <QDir>
#include <QListView>
#include <cstdio>
#include <fstream>

#include "core/document/queue/queue_transitions.h"
#include "tests/ui/patience.h"
#include "tests/ui/windows/window_fixture.h"
#include "ui/engine/loop_watchdog.h"

namespace v4e::ui {
namespace {

class ResponsivenessTest : public WindowTest {
 protected:
  void SetUp() override {
    WindowTest::SetUp();
    openPhoto(320, 240);  // what is made once, such as fonts and the canvas, is made
    ASSERT_TRUE(QTest::qWaitFor([this] { return window_->canvas().isVisible(); }, test::kPatience_ms));
    watchdog_.restart();
    ASSERT_TRUE(QTest::qWaitFor([this] { return watchdog_.delays().samples > 10; }, test::kPatience_ms));
  }
  void report(const char* what) const {
    std::printf("[ measured ] %s: %s\n", what, qPrintable(toText(watchdog_.delays())));
  }
  void openAnother(int width, int height) {
    openPhoto(width, height);
    ASSERT_TRUE(QTest::qWaitFor([&] { return window_->document().photo()->image.width() == width; },
                                test::kPatience_ms));
  }
  [[nodiscard]] Workspace& workspace() const { return *window_->findChild<Workspace*>(); }
  [[nodiscard]] QueueController& queue() const { return workspace().queue().controller(); }
  /// `count` names of one photo, in a folder of their own.
  QString linkedPhotos(const QString& photo, int count) {
    const QString folder = folder_.filePath("photos");
    QDir().mkpath(folder);
    for (int i = 0; i < count; ++i) EXPECT_TRUE(QFile::link(photo, QString("%1/p%2.jpg").arg(folder).arg(i)));
    return folder;
  }
  QString jpeg(int width, int height) {
    const QString path = folder_.filePath("large.jpg");
    EXPECT_TRUE(testPicture(width, height).save(path, "JPG", 90));
    return path;
  }

  LoopWatchdog watchdog_;
};

/// A line of /proc/self/status in MB.
long megabytes(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    long value = 0;
    if (word == name && status >> value) return value / 1024;
  }
  return 0;
}

TEST(LoopWatchdog, SeesAStall) {
  LoopWatchdog watchdog;
  ASSERT_TRUE(QTest::qWaitFor([&] { return watchdog.delays().samples > 3; }, test::kPatience_ms));
  watchdog.restart();
  QTest::qSleep(60);  // this is the stall
  ASSERT_TRUE(QTest::qWaitFor([&] { return watchdog.delays().samples > 3; }, test::kPatience_ms));
  EXPECT_GE(watchdog.delays().worst_ms, 50);
  EXPECT_GE(watchdog.delays().worst_ms, watchdog.delays().permille_999_ms);
}

TEST_F(ResponsivenessTest, DuringAGenerationWithPreviews) {
  openAnother(1600, 1200);
  edit("the first, which opens what is needed");
  watchdog_.restart();
  for (int i = 0; i < 3; ++i) edit(QString("edit %1").arg(i));
  report("three generations of a photo of 2 megapixels");
  EXPECT_FALSE(control_->on_gui_thread);
  EXPECT_GT(watchdog_.delays().samples, 0U);
}

TEST_F(ResponsivenessTest, WhileAHundredPhotosAreEdited) {
  const QString folder = linkedPhotos(jpeg(320, 240), 100);
  window_->instructionPanel().instruction().setPlainText("make it night");
  watchdog_.restart();
  window_->intake().takeFiles({folder});
  ASSERT_TRUE(QTest::qWaitFor([this] { return queue().model().rowCount() == 100; }, 60000));
  queue().resume();
  ASSERT_TRUE(QTest::qWaitFor([this] { return queue().model().counts().done == 100; }, 120000));
  report("a queue of 100 photos");
  EXPECT_FALSE(control_->on_gui_thread);
}

TEST_F(ResponsivenessTest, WhileFiftyMegapixelsAreOpened) {
  const QString path = jpeg(8660, 5774);
  watchdog_.restart();
  window_->intake().openFile(path);
  EXPECT_TRUE(window_->document().isOpening()) << "it was read where the events are";
  EXPECT_NE(window_->document().path(), path);
  ASSERT_TRUE(QTest::qWaitFor([&] { return window_->document().path() == path; }, 60000));
  for (int i = 0; i < 20; ++i) QTest::qWait(1);  // the first paints
  report("opening a photo of 50 megapixels");
}

TEST_F(ResponsivenessTest, WhileScrubbing) {
  openAnother(1600, 1200);
  edit("make it night");
  TimelineModel& timeline = workspace().timeline().model();
  watchdog_.restart();
  for (int i = 0; i <= 300; ++i) {
    timeline.setPlayhead((timeline.count() - 1) * i / 300.0);
    QCoreApplication::processEvents();
  }
  ASSERT_TRUE(QTest::qWaitFor([this] { return watchdog_.delays().samples > 0; }, test::kPatience_ms));
  report("scrubbing over 300 positions");
}

TEST_F(ResponsivenessTest, WithTenThousandRows) {
  window_.reset();
  QDir().mkpath(folder_.filePath("data"));
  {
    QueueStore store(folder_.filePath("data/queue.sqlite").toStdString());
    QueueRequest request;
    request.photo = folder_.filePath("gone.jpg").toStdString();
    request.settings.instruction = "make it night";
    request.output = folder_.filePath("out.png").toStdString();
    store.add(std::vector<QueueRequest>(10'000, request));
  }
  makeWindow();
  window_->show();
  ASSERT_TRUE(QTest::qWaitFor([this] { return queue().model().rowCount() == 10'000; }, 60000));
  ASSERT_TRUE(QTest::qWaitForWindowExposed(window_.get()));
  const std::int64_t last = queue().model().items().back().id;
  watchdog_.restart();
  queue().move({last}, queue().model().items().front().id);
  ASSERT_TRUE(QTest::qWaitFor([&] { return queue().model().items().front().id == last; }, 60000));
  report("a row moved among 10,000");
  const std::int64_t first = queue().model().items().front().id;
  watchdog_.restart();
  for (int i = 0; i < 2000; ++i) {
    queue().model().setProgress(first, i / 2000.0);
    QCoreApplication::processEvents();
  }
  ASSERT_TRUE(QTest::qWaitFor([this] { return watchdog_.delays().samples > 0; }, test::kPatience_ms));
  report("2,000 steps of progress in it");
  QueueDefaults defaults = queue().defaults();
  defaults.output.folder = folder_.filePath("elsewhere").toStdString();
  watchdog_.restart();
  queue().setDefaults(defaults);
  const auto last_moved = [this] {
    return queue().model().items().back().request.output.parent_path().filename() == "elsewhere";
  };
  ASSERT_TRUE(QTest::qWaitFor(last_moved, 60000));
  report("another folder for all of them");
  EXPECT_EQ(queue().model().counts().left, 10'000);
}

TEST_F(ResponsivenessTest, AHundredPhotosOfTwentyFourMegapixelsCostLittleMemory) {
  const QString folder = linkedPhotos(jpeg(6000, 4000), 100);
  const long before = megabytes("VmRSS:");
  watchdog_.restart();
  window_->intake().takeFiles({folder});
  QueueModel& model = queue().model();
  ASSERT_TRUE(QTest::qWaitFor([&] { return model.rowCount() == 100; }, 60000));
  const auto all_are_there = [&] {
    for (int row = 0; row < 100; ++row) {
      if (model.index(row).data(Qt::DecorationRole).value<QImage>().isNull()) return false;
    }
    return true;
  };
  ASSERT_TRUE(QTest::qWaitFor(all_are_there, 240000));
  report("100 photos of 24 megapixels in the queue");
  std::printf("[ measured ] memory: %ld MB before, %ld MB with them\n", before, megabytes("VmRSS:"));
  EXPECT_GT(model.thumbnailBytes(), 0);
  EXPECT_LE(model.thumbnailBytes(), 24 << 20);
}

}  // namespace
}  // namespace v4e::ui
