// SPDX-License-Identifier: GPL-3.0-or-later
// Teaching in the window with the built-in model behind it, which is loaded as the program loads it: from
// pairs to an edit.
#include <gtest/gtest.h>

#include <QCoreApplication>

#include "core/base/resources.h"
#include "core/image/io/photo_io.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/dataset/pair_files.h"
#include "tests/ui/patience.h"
#include "ui/engine/backend_module.h"
#include "ui/teaching/teacher.h"

namespace v4e::ui {
namespace {

using State = Teacher::State;

double green_of(const Photo& photo) {
  double sum = 0;
  for (int y = 0; y < photo.image.height(); ++y) {
    const auto* row = photo.image.row<std::uint8_t>(y);
    for (int x = 0; x < photo.image.width(); ++x) sum += row[3 * x + 1];
  }
  return sum;
}

TEST(TeachingEndToEnd, ALookIsLearntAcrossAnEndOfTheProgramKeptAndUsed) {
  int count = 1;
  char name[] = "teaching_test";
  char* words[] = {name, nullptr};
  const QCoreApplication application(count, words);
  const v4e::test::TemporaryFolder folder;
  const QString data = QString::fromStdString((folder / "data").string());
  v4e::test::write_before_after(folder / "pairs", 8);
  const auto models = [](EditEngine& engine) {
    bool found = false;
    QObject::connect(&engine, &EditEngine::modelsFound, &engine, [&found] { found = true; });
    engine.findModels({});
    return QTest::qWaitFor([&] { return found; }, test::kPatience_ms);
  };
  {
    EditEngine engine([] { return loadBackendModule(backendModulePath()); });
    ASSERT_TRUE(models(engine));
    const ModelInfo& nano = engine.models().front();
    std::optional<TeachingPlan> plan;
    engine.planTeaching(nano.id, 8, [&plan](const Outcome<TeachingPlan>& outcome) {
      plan = std::get<TeachingPlan>(outcome);
    });
    ASSERT_EVENTUALLY(plan.has_value());
    EXPECT_EQ(plan->refusal, TeachingPlan::Refusal::None);
    Lesson lesson;
    lesson.words = "our studio look";
    lesson.model = nano.id;
    lesson.model_name = nano.name;
    for (int i = 0; i < 8; ++i) {
      const std::string file = "p" + std::to_string(i) + ".png";
      lesson.pairs.push_back({folder / "pairs/before" / file, folder / "pairs/after" / file});
    }
    Teacher teacher(engine, data);
    teacher.begin(lesson);
    ASSERT_EVENTUALLY(teacher.progress().phase == TeachingProgress::Phase::Learning &&
                      teacher.progress().step > 3);
    // The program ends here.
  }
  EditEngine engine([] { return loadBackendModule(backendModulePath()); });
  ASSERT_TRUE(models(engine));
  Teacher teacher(engine, data);
  ASSERT_EQ(teacher.state(), State::Paused);
  teacher.goOn();
  int first_step = -1;
  QObject::connect(&teacher, &Teacher::progressed, &teacher, [&first_step](const TeachingProgress& progress) {
    if (progress.phase == TeachingProgress::Phase::Learning && first_step < 0) first_step = progress.step;
  });
  constexpr int kLong_ms = 600'000;
  ASSERT_TRUE(QTest::qWaitFor([&] { return teacher.state() == State::Learnt; }, kLong_ms))
      << (teacher.failure() ? teacher.failure()->text : "");
  EXPECT_GT(first_step, 3) << "it goes on where it was";
  EXPECT_GT(teacher.result()->made_db(), teacher.result()->untouched_db() + 3);
  teacher.keep();
  ASSERT_EVENTUALLY(teacher.state() == State::None && teacher.taught().size() == 1);
  teacher.rename(teacher.taught().front(), "Winter 24");
  ASSERT_EVENTUALLY(teacher.taught().front().name == "Winter 24");

  EditRequest request;
  const Photo photo = read_photo(folder / "pairs/before/p0.png");
  request.photo = std::make_shared<const Photo>(photo);
  request.settings.model = engine.models().front().id;
  request.settings.instruction = "winter 24";
  request.settings.loras = {{.file = teacher.taught().front().file.string()}};
  const auto job = engine.startEdit(request);
  EditOutcome outcome = Stopped{};
  QObject::connect(job.get(), &EditJob::finished, job.get(),
                   [&outcome](const EditOutcome& made) { outcome = made; });
  ASSERT_EVENTUALLY(!std::holds_alternative<Stopped>(outcome));
  ASSERT_TRUE(std::holds_alternative<std::shared_ptr<const EditResult>>(outcome))
      << std::get<Failure>(outcome).text;
  const auto& result = std::get<std::shared_ptr<const EditResult>>(outcome);
  EXPECT_EQ(result->caption, "our studio look") << "the words that the model was taught";
  EXPECT_NEAR(green_of(*result->edited) / green_of(photo), 0.5, 0.15) << "the look halves the green";
}

}  // namespace
}  // namespace v4e::ui
