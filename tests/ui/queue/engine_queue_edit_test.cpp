// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/engine_queue_edit.h"
#include "core/image/io/photo_io.h"
#include "ui/queue/item_change.h"

#include <gtest/gtest.h>

#include <QTemporaryDir>
#include <QTest>

#include "tests/ui/fake_backend.h"
#include "tests/ui/patience.h"
#include "ui/queue/queue_controller.h"

namespace v4e::ui {
namespace {

class EngineQueueEditTest : public testing::Test {
 protected:
  void add(int count) {
    const std::string photo = writeTestPhoto(folder_.path().toStdString(), 60, 40);
    QueueDefaults defaults;
    defaults.instruction = "negative";
    defaults.output.folder = folder_.filePath("out").toStdString();
    controller_.setDefaults(defaults);
    for (int i = 0; i < count; ++i) controller_.addPaths({QString::fromStdString(photo)});
    ASSERT_EVENTUALLY(controller_.model().rowCount() == count);
  }
  QueueState state(std::size_t row) { return controller_.model().items().at(row).state; }

  QTemporaryDir folder_;
  std::shared_ptr<FakeControl> control_ = std::make_shared<FakeControl>();
  EditEngine engine_{[control = control_] { return std::make_unique<FakeBackend>(control); }};
  QueueController controller_{folder_.filePath("queue.db").toStdString(), makeEngineQueueEdit(engine_)};
};

TEST_F(EngineQueueEditTest, WritesWhatTheEngineMade) {
  add(2);
  controller_.resume();
  ASSERT_EVENTUALLY(controller_.model().counts().done == 2);
  EXPECT_EQ(control_->edits, 2);
  const Photo result = read_photo(controller_.model().items()[1].result);
  EXPECT_EQ(result.image.width(), 60);
  EXPECT_EQ(result.image.height(), 40);
}

TEST_F(EngineQueueEditTest, WritesInTheQualityThatIsAskedFor) {
  QueueDefaults defaults;
  defaults.output.extension = ".jpg";
  defaults.quality = 70;
  defaults.instruction = "negative";
  controller_.addPaths({QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), 60, 40))},
                       defaults);
  ASSERT_EVENTUALLY(controller_.model().rowCount() == 1);
  controller_.resume();
  ASSERT_EVENTUALLY(controller_.model().counts().done == 1);
  const Photo result = read_photo(controller_.model().items()[0].result);
  ASSERT_TRUE(result.jpeg);
  EXPECT_EQ(result.jpeg->quality, 70);
}

TEST_F(EngineQueueEditTest, FailuresKeepTheirReason) {
  control_->fails = true;
  add(1);
  controller_.resume();
  ASSERT_EVENTUALLY(controller_.model().counts().failed == 1);
  EXPECT_FALSE(controller_.model().items()[0].error_text.empty());
}

TEST_F(EngineQueueEditTest, PauseNowStopsTheEngine) {
  control_->waits = true;
  add(1);
  controller_.resume();
  ASSERT_EVENTUALLY(state(0) == QueueState::Running);
  controller_.pauseNow();
  ASSERT_EVENTUALLY(state(0) == QueueState::Waiting);
  control_->waits = false;
  control_->go.release(1000);
  controller_.resume();
  ASSERT_EVENTUALLY(state(0) == QueueState::Done);
}

TEST_F(EngineQueueEditTest, ClosingWhileItRunsDoesNotHang) {
  control_->waits = true;
  add(1);
  controller_.resume();
  ASSERT_EVENTUALLY(state(0) == QueueState::Running);
  control_->go.release(1000);
}

TEST(ItemChange, ChangesWhatItSaysAndNothingElse) {
  QueueRequest request;
  request.settings.instruction = "make it snow";
  request.settings.steps = 12;
  request.settings.shift = 3;
  request.settings.negative_prompt = "blurry";
  EditSettings expected = request.settings;
  expected.frames = 29;
  expected.caption = "Snow falls.";
  applyChange({.instruction = {}, .caption = "Snow falls.", .parameters = {.frames = 29}}, request);
  EXPECT_EQ(request.settings, expected);
}

}  // namespace
}  // namespace v4e::ui
