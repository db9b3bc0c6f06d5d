// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/queue/engine_queue_edit.h"
#include "core/edit/edit_provenance.h"
#include "core/edit/finish.h"
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

QueueLook evening() {
  QueueLook look{"Evening", {}};
  look.steps.push_back(
      {{.instruction = "make it night", .model = "nano", .seed = 9, .strength = 0.5}, true, true});
  look.steps.push_back({{.instruction = "negative"}, false, true});
  return look;
}

TEST_F(EngineQueueEditTest, DoesTheStepsOfALookInTheShapeOfTheRow) {
  const std::string photo = writeTestPhoto(folder_.path().toStdString(), 60, 40);
  QueueDefaults defaults;
  defaults.settings.seed = 4;
  defaults.look = evening();
  defaults.shape = {false, 1, 0, AspectRatio{1, 1}, {}};
  defaults.output.folder = folder_.filePath("out").toStdString();
  controller_.addPaths({QString::fromStdString(photo)}, defaults);
  ASSERT_EVENTUALLY(controller_.model().rowCount() == 1);
  EXPECT_EQ(controller_.model().items()[0].request.output.filename(), "photo - Evening.png");
  QList<QString> told;
  QObject::connect(&controller_.model(), &QueueModel::dataChanged, &controller_,
                   [&](const QModelIndex& row) { told << row.data(QueueModel::StateTextRole).toString(); });
  controller_.resume();
  ASSERT_EVENTUALLY(controller_.model().counts().done == 1);
  EXPECT_EQ(control_->edits, 2);
  const Photo result = read_photo(controller_.model().items()[0].result);
  EXPECT_EQ(result.image.width(), 40);
  EXPECT_EQ(result.image.height(), 40);
  const std::vector<EditSettings> steps = steps_of(*provenance_of(result));
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].instruction, "make it night");
  EXPECT_EQ(steps[0].strength, 0.5);
  EXPECT_EQ(steps[0].seed, 9U) << "the look's own";
  EXPECT_EQ(steps[1].instruction, "negative");
  EXPECT_EQ(steps[1].seed, 4U);
}

TEST_F(EngineQueueEditTest, FinishesAt2KAsALastStep) {
  QueueDefaults defaults;
  defaults.instruction = "negative";
  defaults.settings.loras = {{.file = "/upsample.safetensors", .on = false}};
  defaults.finish = true;
  controller_.addPaths({QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), 60, 40))},
                       defaults);
  ASSERT_EVENTUALLY(controller_.model().rowCount() == 1);
  EXPECT_EQ(controller_.model().items()[0].request.output.filename(), "photo - negative.png")
      << "the result is the edit, finished";
  controller_.resume();
  ASSERT_EVENTUALLY(controller_.model().counts().done == 1);
  EXPECT_EQ(control_->edits, 2);
  const std::vector<EditSettings> steps =
      steps_of(*provenance_of(read_photo(controller_.model().items()[0].result)));
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].instruction, "negative");
  EXPECT_TRUE(is_finish(steps[1]));
  EXPECT_EQ(steps[1].working_area_px, finish_area_px({60, 40}));
}

TEST_F(EngineQueueEditTest, WithoutTheUpscalerNothingIsBegun) {
  QueueDefaults defaults;
  defaults.instruction = "negative";
  defaults.finish = true;
  controller_.addPaths({QString::fromStdString(writeTestPhoto(folder_.path().toStdString(), 60, 40))},
                       defaults);
  ASSERT_EVENTUALLY(controller_.model().rowCount() == 1);
  controller_.resume();
  ASSERT_EVENTUALLY(controller_.model().counts().failed == 1);
  EXPECT_EQ(control_->edits, 0);
  const QueueItem& item = controller_.model().items()[0];
  EXPECT_EQ(item.error_code, ErrorCode::Unsupported);
  EXPECT_NE(item.error_text.find("upscaler"), std::string::npos) << item.error_text;
}

TEST(ItemChange, ALookAndAnInstructionTakeEachOthersPlace) {
  EditSettings base;
  base.model = "nano";
  base.steps = 6;
  QueueRequest request;
  request.settings = {.instruction = "make it snow", .caption = "Snow falls.", .seed = 5};
  ItemChange change;
  change.look = evening();
  change.parameters.steps = 12;
  applyChange(change, base, request);
  EXPECT_EQ(request.look, "Evening");
  ASSERT_EQ(request.before.size(), 1U);
  EXPECT_EQ(request.before[0].steps, 12) << "of all steps";
  EXPECT_EQ(request.before[0].seed, 9U);
  EXPECT_EQ(request.settings.instruction, "negative");
  EXPECT_EQ(request.settings.seed, 5U) << "the row's";
  EXPECT_EQ(request.settings.steps, 12);
  EXPECT_TRUE(request.settings.caption.empty());
  ItemChange back;
  back.instruction = "add fog";
  applyChange(back, base, request);
  EXPECT_EQ(request.look, "");
  EXPECT_TRUE(request.before.empty());
  EXPECT_EQ(request.settings,
            (EditSettings{.instruction = "add fog", .model = "nano", .steps = 6, .seed = 5}));
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
  applyChange({.instruction = {}, .look = {}, .caption = "Snow falls.", .parameters = {.frames = 29}}, {},
              request);
  EXPECT_EQ(request.settings, expected);
}

}  // namespace
}  // namespace v4e::ui
