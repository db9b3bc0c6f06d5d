// SPDX-License-Identifier: GPL-3.0-or-later
// The window's queue with the built-in model: the same pictures as on the command line.
#include <gtest/gtest.h>

#include <QCoreApplication>
#include <cstring>

#include "core/base/resources.h"
#include "core/edit/edit_provenance.h"
#include "core/image/io/photo_io.h"
#include "tests/end_to_end/program.h"
#include "ui/engine/backend_module.h"
#include "ui/queue/engine_queue_edit.h"
#include "ui/queue/queue_look.h"

namespace v4e::ui {
namespace {

namespace fs = std::filesystem;

TEST(QueueEngine, DoesALookAsTheCommandLineDoesBitForBit) {
  int count = 0;
  const QCoreApplication application(count, nullptr);
  const test::TemporaryFolder work;
  const test::TemporaryFolder log;
  const std::string photo = (resource_folder() / "samples" / "coffee.jpg").string();
  Look look;
  look.steps.emplace_back().settings.instruction = "make the light warmer";
  look.steps.back().settings.strength = 0.6;
  look.steps.emplace_back().settings.instruction = "turn day into night";
  look.steps.back().on = false;
  look.steps.emplace_back().settings.instruction = "add fog";
  look.steps.back().settings.seed = 7;
  look.steps.back().keeps_seed = true;
  const fs::path file = work.path() / "Autumn.v4elook";
  write_look(file, look);
  const fs::path expected = work.path() / "expected.png";
  const test::RunResult run = test::run_v4e({"edit", photo, "--look", file.string(), "--rotate", "90",
                                             "--crop", "1:1", "--seed", "3", "-o", expected.string()},
                                            log.path());
  ASSERT_EQ(run.exit_code, 0) << run.err;

  const LookShelf shelf{{},
                        [](const Look& each, bool) {
                          EditSettings base;
                          base.model = (resource_folder() / "models" / "nano").string();
                          return LookPlan{steps_to_do(each, base), {}, false};
                        },
                        {}};
  const ReadLook read = readLook(QString::fromStdString(file.string()), shelf);
  ASSERT_TRUE(read.look);
  QueueItem item;
  item.request.photo = photo;
  item.request.shape = {false, 1, 0, AspectRatio{1, 1}, {}};
  askForLook(*read.look, 3, item.request);
  fs::remove(file);
  item.temporary = work.path() / "made.png";
  EditEngine engine([] { return loadBackendModule(backendModulePath()); });
  std::vector<int> steps;
  QueueEditContext context;
  context.on_step = [&steps](int step) { steps.push_back(step); };
  makeEngineQueueEdit(engine)(item, context);
  EXPECT_EQ(steps, (std::vector<int>{1, 2}));
  const Photo made = read_photo(item.temporary);
  const Photo wanted = read_photo(expected);
  ASSERT_EQ(made.image.width(), 400);
  ASSERT_EQ(made.image.size_bytes(), wanted.image.size_bytes());
  EXPECT_EQ(std::memcmp(made.image.data(), wanted.image.data(), wanted.image.size_bytes()), 0);
  const std::vector<EditSettings> all = steps_of(*provenance_of(made));
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].instruction, "make the light warmer");
  EXPECT_EQ(all[0].strength, 0.6);
  EXPECT_EQ(all[0].seed, 3U);
  EXPECT_EQ(all[0].model, steps_of(*provenance_of(wanted))[0].model);
  EXPECT_EQ(all[1].instruction, "add fog");
  EXPECT_EQ(all[1].seed, 7U);
}

}  // namespace
}  // namespace v4e::ui
