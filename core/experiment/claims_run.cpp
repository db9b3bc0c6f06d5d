// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_run.h"

#include <spdlog/fmt/fmt.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/experiment/claims_figure.h"
#include "core/experiment/claims_measure.h"
#include "core/experiment/claims_objective.h"
#include "core/experiment/claims_report.h"
#include "core/experiment/claims_sets.h"
#include "core/experiment/claims_tasks.h"
#include "core/experiment/claims_variants.h"
#include "core/experiment/claims_ways.h"
#include "core/experiment/few_step_row.h"
#include "core/training/distill/lora_training.h"
#include "core/training/seeds.h"
#include "core/training/trainer.h"
#include "core/training/training_run.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;
using Say = std::function<void(const std::string&)>;

constexpr std::uint64_t kModelStream = 200;
constexpr std::uint64_t kBatchStream = 300;
constexpr double kKeepWeight = 0.1;
/// Small steps of a model's own way in each of its few ones.
constexpr int kPartsOfStep = 8;

/// The task whose weights a row begins with.
std::string start_task(const ClaimsRow& row) {
  ClaimsRow start;
  start.name = row.start;
  return row.few_steps > 0 ? row_task(start, 0) : row.start;
}

/// A model that was never taught an instruction is told what happens.
Words words_of(const ClaimsRow& row) {
  return row.share == 0 || row.by_captions ? Words::Process : Words::Known;
}

class ClaimsRun {
 public:
  ClaimsRun(const ClaimsSettings& settings, const ClaimsPaths& paths, const RunContext& context,
            const Say& say)
      : settings_(settings),
        paths_(paths),
        context_(context),
        say_(say),
        data_(paths.archive, paths.parts),
        wordings_(paths.captions),
        maker_(data_, wordings_, draw_weights({})),
        source_{settings_, data_, wordings_, maker_, claims_variants(settings.colours)} {}

  [[nodiscard]] std::vector<ClaimsTask> tasks();

 private:
  using Json = nlohmann::json;
  [[nodiscard]] fs::path folder(const std::string& task) const { return paths_.output / task; }
  [[nodiscard]] fs::path weights_of(const std::string& task) const {
    return folder(task) / "weights.safetensors";
  }
  [[nodiscard]] ClaimsModel new_model(std::uint64_t seed) const {
    return {settings_, folder("shared"), mixed_seed(settings_.seed + kModelStream, seed) >> 1};
  }
  [[nodiscard]] ClaimsModel model_of(const std::string& task) const {
    auto model = new_model(0);
    model.load_weights(weights_of(task));
    return model;
  }
  void add_sets(std::vector<ClaimsTask>& tasks);
  void add_rows(std::vector<ClaimsTask>& tasks);

  [[nodiscard]] TrainerOptions trainer_options(std::int64_t updates, double rate,
                                               const fs::path& folder) const;
  void train(ClaimsModel& model, const TrainerOptions& options,
             const std::function<at::Tensor(Trainer&)>& loss, const std::function<void(Trainer&)>& look);
  [[nodiscard]] Json pretrain(const std::string& set, std::int64_t updates, bool is_teacher,
                              const fs::path& folder);
  [[nodiscard]] Json row(const ClaimsRow& row, int seed, const fs::path& folder);
  [[nodiscard]] std::int64_t train_few_steps(const ClaimsRow& row, ClaimsModel& model,
                                             const HeldOutSet& held_out, const fs::path& folder);
  void look(const BestLook& best, const fs::path& folder, ClaimsModel& model, const HeldOutSet& held_out,
            Words words, int steps, Trainer& trainer);
  [[nodiscard]] std::int64_t train_row(const ClaimsRow& row, int seed, ClaimsModel& model,
                                       const HeldOutSet& held_out, const fs::path& folder);

  const ClaimsSettings& settings_;
  ClaimsPaths paths_;
  RunContext context_;
  const Say& say_;
  TrainingData data_;
  Wordings wordings_;
  TripletMaker maker_;
  ClaimsSource source_;
};

void ClaimsRun::add_sets(std::vector<ClaimsTask>& tasks) {
  tasks.push_back({"shared", {}, [this](const fs::path& into) -> Json {
                     make_shared_parts(settings_, fit_codec(settings_.recipe, maker_), claims_texts(source_),
                                       into);
                     return {{"variants", source_.variants.size()}};
                   }});
  tasks.push_back({"clips", {"shared"}, [this](const fs::path& into) -> Json {
                     auto model = new_model(0);
                     const auto sets = make_clip_sets(source_, model, context_);
                     sets.images.save(into / "images.safetensors");
                     sets.video.save(into / "video.safetensors");
                     return {{"clips", sets.video.size()}, {"texts", sets.video.table.size()}};
                   }});
  tasks.push_back({"triplets", {"shared"}, [this](const fs::path& into) -> Json {
                     auto model = new_model(0);
                     const auto set = make_triplets(source_, model, context_);
                     set.save(into / "set.safetensors");
                     return {{"triplets", set.size()}, {"texts", set.table.size()}};
                   }});
  tasks.push_back({"held_out", {"shared"}, [this](const fs::path& into) -> Json {
                     auto model = new_model(0);
                     const auto set = make_held_out(source_, model, context_);
                     set.save(into);
                     return {{"examples", set.size()}};
                   }});
}

void ClaimsRun::add_rows(std::vector<ClaimsTask>& tasks) {
  int most_seeds = 0;
  for (const auto& each : settings_.rows) most_seeds = std::max(most_seeds, each.seeds);
  // The first seed of all rows first, long ones last: whoever stops early has the matrix once.
  for (const bool is_long : {false, true}) {
    for (int seed = 0; seed < most_seeds; ++seed) {
      for (const auto& each : settings_.rows) {
        if (seed >= each.seeds || each.is_long != is_long) continue;
        std::vector<std::string> needs{"held_out", "triplets"};
        if (each.start != "none") needs.push_back(start_task(each));
        if (each.taught) needs.insert(needs.end(), {"teacher", "rollouts"});
        tasks.push_back({row_task(each, seed), needs,
                         [this, each, seed](const fs::path& into) { return row(each, seed, into); }});
      }
    }
  }
}

std::vector<ClaimsTask> ClaimsRun::tasks() {
  std::vector<ClaimsTask> tasks;
  add_sets(tasks);
  tasks.push_back({"video", {"clips"}, [this](const fs::path& into) {
                     return pretrain("video", settings_.pretraining_updates, false, into);
                   }});
  tasks.push_back({"images", {"clips"}, [this](const fs::path& into) {
                     return pretrain("images", settings_.pretraining_updates, false, into);
                   }});
  tasks.push_back({"teacher", {"video"}, [this](const fs::path& into) {
                     return pretrain("video", settings_.teacher_updates, true, into);
                   }});
  tasks.push_back({"rollouts", {"teacher", "triplets"}, [this](const fs::path& into) -> Json {
                     auto teacher = model_of("teacher");
                     const auto triplets = LatentSet::open(folder("triplets") / "set.safetensors");
                     return roll_out(teacher, triplets, settings_, into / "ways.safetensors", context_);
                   }});
  add_rows(tasks);
  tasks.push_back({"ways", {"teacher", "held_out"}, [this](const fs::path&) -> Json {
                     auto teacher = model_of("teacher");
                     const auto set = HeldOutSet::open(folder("held_out"));
                     return measure_ways(teacher, set, settings_, context_);
                   }});
  const auto student = figure_row(settings_);
  if (!student.empty())
    tasks.push_back({"figure", {student, "teacher", "held_out"}, [this, student](const fs::path&) -> Json {
                       auto native = model_of("video");
                       auto teacher = model_of("teacher");
                       auto taught = model_of(student);
                       const auto set = HeldOutSet::open(folder("held_out"));
                       write_claims_figure(paths_.output / "figure.png", source_.variants, set,
                                           {native, teacher, taught, settings_.rollout_steps});
                       return {{"student", student}};
                     }});
  return tasks;
}

TrainerOptions ClaimsRun::trainer_options(std::int64_t updates, double rate, const fs::path& into) const {
  TrainerOptions options;
  options.steps = updates;
  options.warmup_steps = std::min<std::int64_t>(100, updates / 10);
  options.batch_size = settings_.batch_size;
  options.learning_rate = rate;
  options.ema_decay = settings_.ema_decay;
  options.sample_steps = updates;
  options.folder = into / "checkpoint";
  return options;
}

void ClaimsRun::train(ClaimsModel& model, const TrainerOptions& options,
                      const std::function<at::Tensor(Trainer&)>& loss,
                      const std::function<void(Trainer&)>& look) {
  Trainer trainer(options, model.parameters());
  trainer.resume();
  trainer.run([&](std::int64_t) { return loss(trainer); },
              [&](const TrainingStatus& status) {
                const double rate = status.samples_per_second / static_cast<double>(options.batch_size);
                say_(fmt::format("  step {}/{}  loss {:.4f}  {:.2f} updates/s", status.step, options.steps,
                                 status.loss, rate));
              },
              [&](std::int64_t) { look(trainer); }, context_);
  // Done: what is kept are the weights.
  fs::remove(options.folder / "state.safetensors");
}

nlohmann::json ClaimsRun::pretrain(const std::string& set, std::int64_t updates, bool is_teacher,
                                   const fs::path& into) {
  const auto clips = LatentSet::open(folder("clips") / (set + ".safetensors"));
  auto model = is_teacher ? model_of("video") : new_model(0);
  const auto seed = mixed_seed(settings_.seed + kBatchStream, is_teacher ? 1 : 0);
  ClipObjective objective(model, clips, settings_.batch_size, seed, is_teacher);
  const double rate = is_teacher ? settings_.tuning_rate : settings_.learning_rate;
  train(
      model, trainer_options(updates, rate, into),
      [&](Trainer& trainer) { return objective.loss(trainer.step()); },
      [&](Trainer& trainer) {
        const AveragedWeights averaged(model.parameters(), trainer);
        model.save_weights(into / "weights.safetensors");
      });
  return {{"updates", updates}};
}

std::int64_t ClaimsRun::train_row(const ClaimsRow& row, int seed, ClaimsModel& model,
                                  const HeldOutSet& held_out, const fs::path& into) {
  const auto triplets = LatentSet::open(folder("triplets") / "set.safetensors");
  const auto updates = settings_.updates_of(row);
  TripletLessons lessons{triplets};
  lessons.count = settings_.triplets_of(row);
  lessons.batch_size = settings_.batch_size;
  lessons.updates = updates;
  lessons.by_captions = row.by_captions;
  lessons.seed = mixed_seed(settings_.seed + kBatchStream, static_cast<std::uint64_t>(seed) + 10);
  Ways ways;
  std::unique_ptr<ClaimsModel> teacher;
  if (row.taught) {
    lessons.keep_weight = kKeepWeight;
    lessons.block_weight_file = into / "block_weight.json";
    if (row.without == "tail") lessons.tail_weight = 0;
    if (row.without != "rollout") {
      ways = Ways::open(folder("rollouts") / "ways.safetensors");
      lessons.ways = &ways;
    }
    if (row.without != "block") {
      teacher = std::make_unique<ClaimsModel>(model_of("teacher"));
      lessons.teacher = teacher.get();
    }
  }
  TripletObjective objective(model, lessons);
  auto options =
      trainer_options(updates, row.start == "none" ? settings_.learning_rate : settings_.tuning_rate, into);
  options.sample_steps = updates / settings_.looks;
  const BestLook best(into);
  train(
      model, options,
      [&](Trainer& trainer) {
        objective.weigh_blocks(trainer);
        return objective.loss(trainer.step());
      },
      [&](Trainer& trainer) {
        look(best, into, model, held_out, words_of(row), settings_.main_steps, trainer);
      });
  model.load_weights(into / "weights.safetensors");
  return best.step();
}

/// Keeps the weights that edit the validation photos best so far.
void ClaimsRun::look(const BestLook& best, const fs::path& into, ClaimsModel& model,
                     const HeldOutSet& held_out, Words words, int steps, Trainer& trainer) {
  const AveragedWeights averaged(model.parameters(), trainer);
  const auto validation = held_out.items(true, true);
  std::vector<std::string> effect_of;
  for (const auto& variant : source_.variants) effect_of.push_back(variant.id);
  const auto edits = edited_photos(model, held_out, validation, words, steps, context_);
  const double ratio =
      error_ratio(scores_of(edits, held_out, validation), effect_of, [](const std::string&) { return true; });
  say_(fmt::format("  step {}  error over the untouched photo's {:.3f}", trainer.step(), ratio));
  const double score = -std::log(ratio);
  if (!best.is_better(score)) return;
  model.save_weights(into / "weights.safetensors");
  best.note(trainer.step(), score);
}

/// The row begins as what it is to be in few steps, and its own ways are made of it as it is then.
std::int64_t ClaimsRun::train_few_steps(const ClaimsRow& row, ClaimsModel& model, const HeldOutSet& held_out,
                                        const fs::path& into) {
  const auto triplets = LatentSet::open(folder("triplets") / "set.safetensors");
  const auto file = into / "own_ways.safetensors";
  if (!fs::exists(file)) {
    const auto count = std::min(settings_.own_ways, settings_.triplets_of(row));
    make_own_ways(model, triplets, count, row.few_steps, kPartsOfStep, context_).save(file);
  }
  const auto ways = OwnWays::open(file);
  FewStepObjective objective(model, triplets, ways, settings_.batch_size,
                             mixed_seed(settings_.seed + kBatchStream, 9));
  auto options = trainer_options(settings_.updates_of(row), settings_.tuning_rate, into);
  options.sample_steps = options.steps / settings_.looks;
  const BestLook best(into);
  train(
      model, options, [&](Trainer& trainer) { return objective.loss(trainer.step()); },
      [&](Trainer& trainer) { look(best, into, model, held_out, Words::Known, row.few_steps, trainer); });
  model.load_weights(into / "weights.safetensors");
  return best.step();
}

nlohmann::json ClaimsRun::row(const ClaimsRow& row, int seed, const fs::path& into) {
  const auto held_out = HeldOutSet::open(folder("held_out"));
  auto model = new_model(static_cast<std::uint64_t>(seed) + 1);
  if (row.start != "none") model.load_weights(weights_of(start_task(row)));
  Json result{{"row", row.name}, {"seed", seed}, {"updates", settings_.updates_of(row)}};
  if (row.few_steps > 0)
    result["best_step"] = train_few_steps(row, model, held_out, into);
  else if (row.share > 0)
    result["best_step"] = train_row(row, seed, model, held_out, into);
  const auto words = words_of(row);
  const auto items = held_out.items(false, false);
  for (const int steps : settings_.steps_of(row)) {
    const auto edits = edited_photos(model, held_out, items, words, steps, context_);
    result["scores"][std::to_string(steps)] = scores_json(scores_of(edits, held_out, items));
    result["drift_px"][std::to_string(steps)] = drift_px(edits, held_out, items);
  }
  if (words == Words::Known) {
    const auto edits = edited_photos(model, held_out, items, Words::Unseen, settings_.main_steps, context_);
    result["unseen"] = scores_json(scores_of(edits, held_out, items));
  }
  return result;
}

/// What must be the same for a folder's work to go on.
void claim_output(const ClaimsSettings& settings, const fs::path& output) {
  fs::create_directories(output);
  const auto path = output / "settings.json";
  if (!fs::exists(path)) write_json_file(path, settings.json);
  const auto earlier = read_json_file(path);
  if (earlier == settings.json) return;
  if (settings.goes_on(earlier))
    write_json_file(path, settings.json);
  else
    throw Error(
        ErrorCode::CheckpointMismatch,
        output.string() + " has an experiment with other settings: choose another folder, or remove it");
}

}  // namespace

void run_claims(const ClaimsSettings& settings, const ClaimsPaths& paths, const RunContext& context,
                const Say& say) {
  claim_output(settings, paths.output);
  ClaimsRun run(settings, paths, context, say);
  work_off(run.tasks(), paths.output, context, say);
  write_claims_report(settings, paths.output);
}

}  // namespace v4e::training
