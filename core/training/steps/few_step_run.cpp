// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/steps/few_step_run.h"

#include <spdlog/fmt/fmt.h>
#include <torch/torch.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/nn/device.h"
#include "core/pipelines/lora_few_steps.h"
#include "core/pipelines/lora_texts.h"
#include "core/training/distill/distill_folder.h"
#include "core/training/distill/held_out_look.h"
#include "core/training/distill/lora_training.h"
#include "core/training/distributed/example_share.h"
#include "core/training/pairs/model_identity.h"
#include "core/training/seeds.h"
#include "core/training/sheet.h"
#include "core/training/steps/few_step_loss.h"
#include "core/training/steps/few_step_student.h"
#include "core/training/steps/joined_lora.h"
#include "core/training/steps/trajectories.h"

namespace v4e::training {
namespace {

constexpr std::size_t kMostHeldOut = 32;

nlohmann::json few_step_identity(const FewStepOptions& options, const Student& student, const EncodedSet& set,
                                 double rate) {
  nlohmann::json identity{{"stage", "few steps"},
                          {"set", set.identity()},
                          {"pairs", set.entries().size()},
                          {"transformer", transformer_identity(student.paths)},
                          {"student_steps", options.student_steps},
                          {"teacher_steps", options.teacher_steps},
                          {"guidance_scale", options.guidance_scale},
                          {"negative_prompt", options.negative_prompt},
                          {"shift", options.shift},
                          {"trajectories", options.trajectories},
                          {"steps", options.steps},
                          {"batch_size", options.batch_size},
                          {"learning_rate", rate},
                          {"own_states", options.own_states},
                          {"seed", options.seed},
                          {"rank", options.lora.rank},
                          {"weights", {options.tail_weight, options.keep_weight}}};
  if (options.moments != MomentKind::Float32) identity["moments"] = "bytes";
  if (!options.begin_from.empty()) identity["begin_from"] = hash_file(options.begin_from);
  return identity;
}

/// Guidance that a student has already would count twice.
void check_begin(const FewStepOptions& options) {
  if (options.begin_from.empty() || options.guidance_scale <= 1) return;
  const SafetensorsFile file(options.begin_from);
  const auto few = lora_few_steps(file.metadata(), options.begin_from.string());
  if (!few || few->folded_guidance <= 1) return;
  throw Error(
      ErrorCode::InvalidArgument,
      options.begin_from.string() +
          " has guidance in it already, and a second time it burns the picture: ask for a guidance of "
          "1, which makes fewer steps of it, or begin from the LoRA before it");
}

/// The student's edits beside the guided teacher's.
class FewStepLook {
 public:
  FewStepLook(Components& components, const Conditioning& conditioning, const EncodedSet& set,
              const TrajectorySet& trajectories, std::int64_t text_len, at::Device device)
      : components_(components),
        conditioning_(conditioning),
        set_(set),
        trajectories_(trajectories),
        text_len_(text_len),
        device_(device) {}

  [[nodiscard]] std::size_t size() const { return trajectories_.size(); }

  /// Mean PSNR in dB, of which each process makes its share; pictures go to `edits`.
  [[nodiscard]] double measure(FewStepStudent& student, const RunContext& context, const Company& company,
                               std::vector<at::Tensor>* edits = nullptr) {
    const torch::NoGradGuard no_grad;
    double sum = 0;
    for (auto i = static_cast<std::size_t>(company.rank()); i < size();
         i += static_cast<std::size_t>(company.world())) {
      const auto batch = trajectories_.batch({i}, text_len_, conditioning_, device_);
      const auto noise = trajectories_.noise(i).to(device_);
      const auto edit = picture(i, student.run(batch, noise, student.steps(), context), context);
      sum += picture_psnr(edit, teacher_picture(i, context));
      if (edits) edits->push_back(edit);
    }
    return company.sum(sum) / static_cast<double>(std::max<std::size_t>(1, size()));
  }

  /// Rows of before | after | teacher of one size, for a sheet.
  [[nodiscard]] std::vector<at::Tensor> rows(const std::vector<at::Tensor>& before,
                                             const std::vector<at::Tensor>& after) const {
    constexpr std::size_t kMostRows = 8;
    std::vector<at::Tensor> pictures;
    for (std::size_t i = 0; i < size() && pictures.size() < 3 * kMostRows; ++i) {
      if (!pictures.empty() && after[i].sizes() != pictures.front().sizes()) continue;
      pictures.insert(pictures.end(), {before[i], after[i], teacher_pictures_.at(i)});
    }
    return pictures;
  }

 private:
  [[nodiscard]] at::Tensor picture(std::size_t index, const at::Tensor& latents,
                                   const RunContext& context) const {
    const auto condition = set_.pair(trajectories_.pair(index)).condition;
    return last_picture(components_, conditioning_, latents, condition, context);
  }
  [[nodiscard]] at::Tensor teacher_picture(std::size_t index, const RunContext& context) {
    auto& made = teacher_pictures_[index];
    if (!made.defined()) {
      const auto states = trajectories_.states(index);
      made = picture(index, states.slice(0, states.size(0) - 1).to(device_), context);
    }
    return made;
  }

  Components& components_;
  const Conditioning& conditioning_;
  const EncodedSet& set_;
  const TrajectorySet& trajectories_;
  std::int64_t text_len_;
  at::Device device_;
  std::map<std::size_t, at::Tensor> teacher_pictures_;
};

/// Everything of one run.
class FewStepRun {
 public:
  FewStepRun(const FewStepOptions& options, const Student& student, const DistillPaths& paths,
             at::Device device, const RunContext& context, const std::function<void(const std::string&)>& say,
             const Company& company)
      : options_(options),
        student_(student),
        paths_(paths),
        device_(device),
        context_(company.peers ? RunContext{} : context),
        trainer_context_(context),
        company_(company),
        share_(company, options.batch_size),
        say_(say),
        set_(paths.set),
        components_(student.paths, component_options(options, student.paths, device)),
        pipeline_(components_),
        best_(paths.output) {
    check_set(set_, student_);
  }

  FewStepReport run();

 private:
  static ComponentOptions component_options(const FewStepOptions& options, const ComponentPaths& paths,
                                            at::Device device) {
    ComponentOptions component = frozen_components(options.frozen, paths, device);
    if (!options.begin_from.empty()) component.loras = {{options.begin_from, 1.0}};
    return component;
  }
  [[nodiscard]] TrajectorySet trajectories(const std::string& split, std::size_t count) const {
    const auto stream = split == "train" ? options_.seed : mixed_seed(kHeldoutStream, options_.seed);
    return {set_, split, count, stream, paths_.output / "trajectories" / split};
  }
  void make_trajectories(const std::array<const TrajectorySet*, 3>& sets);
  [[nodiscard]] at::Tensor loss(const TrajectorySet& train, LoraSet& lora, std::int64_t step);
  void look(FewStepLook& val, LoraSet& lora, FlatParameters& parameters, const Trainer& trainer);
  void finish(FewStepLook& val, FewStepLook& test, LoraSet& lora, FewStepReport& report);
  [[nodiscard]] FewStepQuality quality(FewStepLook& look, LoraSet& lora, std::vector<at::Tensor>& rows);

  FewStepOptions options_;
  const Student& student_;
  DistillPaths paths_;
  at::Device device_;
  RunContext context_;  ///< within a step, which none of several processes may leave
  RunContext trainer_context_;
  Company company_;
  ExampleShare share_;
  const std::function<void(const std::string&)>& say_;
  EncodedSet set_;
  Components components_;
  VideoPipeline pipeline_;
  BestLook best_;
  std::int64_t text_len_ = 0;
  const Conditioning* conditioning_ = nullptr;  ///< the pipeline's
  std::unique_ptr<FewStepStudent> few_steps_;
  /// Trajectories whose states have one shape go into one batch.
  std::map<std::array<std::int64_t, 3>, std::vector<std::size_t>> by_size_;
};

void FewStepRun::make_trajectories(const std::array<const TrajectorySet*, 3>& sets) {
  const auto negative =
      options_.guidance_scale > 1 ? text_states(pipeline_, options_.negative_prompt, context_) : at::Tensor();
  components_.release_encoders();
  TrajectoryMaker maker(components_, *conditioning_, options_, negative);
  for (const auto* set : sets)
    set->make(maker, text_len_, *conditioning_, device_, trainer_context_, say_, company_);
  const auto& train = *sets[0];
  for (std::size_t i = 0; i < train.size(); ++i) {
    const auto& entry = set_.entries()[train.pair(i)];
    by_size_[{entry.frames, entry.height, entry.width}].push_back(i);
  }
}

at::Tensor FewStepRun::loss(const TrajectorySet& train, LoraSet& lora, std::int64_t step) {
  std::mt19937_64 random(mixed_seed(options_.seed ^ 2, static_cast<std::uint64_t>(step)));
  auto place = random() % train.size();
  const std::vector<std::size_t>* of_size = nullptr;
  for (const auto& [size, indices] : by_size_) {
    of_size = &indices;
    if (place < indices.size()) break;
    place -= indices.size();
  }
  const auto node = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(options_.student_steps));
  const bool own = static_cast<double>(random() >> 11) * 0x1.0p-53 < options_.own_states;
  std::vector<std::size_t> indices;
  std::vector<at::Tensor> states;
  for (std::int64_t i = 0; i < options_.batch_size; ++i) {
    const auto index = (*of_size)[random() % of_size->size()];
    if (!share_.has(i)) continue;
    indices.push_back(index);
    states.push_back(train.states(index));
  }
  const auto batch = train.batch(indices, text_len_, *conditioning_, device_);
  const auto stacked = torch::stack(states).to(device_);  // [B, K + 1, z, T', h, w]
  FewStep made{.state = stacked.select(1, node),
               .goal = stacked.select(1, node + 1),
               .sigma = few_steps_->sigma(node),
               .next_sigma = few_steps_->sigma(node + 1)};
  if (own && node > 0) {
    const torch::NoGradGuard no_grad;
    lora.attach(&context_);
    made.state = few_steps_->run(batch, stacked.select(1, 0), node, context_);
  }
  lora.attach(&context_);
  return few_step_loss(few_steps_->velocity(batch, made.state, node, context_), made, batch, options_);
}

void FewStepRun::look(FewStepLook& val, LoraSet& lora, FlatParameters& parameters, const Trainer& trainer) {
  const torch::NoGradGuard no_grad;
  const AveragedWeights averaged(parameters, trainer);
  lora.attach();
  std::optional<double> psnr;
  if (val.size() > 0) {
    psnr = val.measure(*few_steps_, context_, company_);
    say_(fmt::format("step {}  {} steps come to {:.2f} dB of the guided {}", trainer.step(),
                     options_.student_steps, *psnr, options_.teacher_steps));
  }
  if (!company_.leads() || !best_.is_better(psnr)) return;
  const LoraFewSteps few{.steps = static_cast<int>(options_.student_steps),
                         .shift = options_.shift,
                         .folded_guidance = options_.guidance_scale};
  // The own part alone comes first: a run that is ended between the two goes on with both of one step.
  lora.save(paths_.output / "own.safetensors", {{"format", "pt"}});
  std::map<std::string, std::string> metadata{
      {"format", "pt"}, {"v4e.base", student_.name}, {kLoraFewSteps, to_metadata(few)}};
  if (!options_.begin_from.empty()) metadata[kLoraTexts] = taught_texts(set_);
  save_joined_lora(paths_.output / "lora.safetensors", lora, options_.begin_from, metadata);
  best_.note(trainer.step(), psnr);
}

FewStepQuality FewStepRun::quality(FewStepLook& look, LoraSet& lora, std::vector<at::Tensor>& rows) {
  FewStepQuality quality;
  quality.edits = look.size();
  if (look.size() == 0) return quality;
  std::vector<at::Tensor> before;
  std::vector<at::Tensor> after;
  lora.detach();
  quality.before = look.measure(*few_steps_, context_, {}, &before);
  lora.attach();
  quality.after = look.measure(*few_steps_, context_, {}, &after);
  rows = look.rows(before, after);
  return quality;
}

FewStepReport FewStepRun::run() {
  if (components_.has_two_experts())
    throw Error(ErrorCode::Unsupported,
                "a model with two experts cannot be taught yet; choose one with one transformer");
  const auto& config = components_.transformer_config();
  const double rate = lora_learning_rate(options_.learning_rate, config.width());
  claim_folder(paths_.output, few_step_identity(options_, student_, set_, rate), company_);
  text_len_ = config.text_len;
  conditioning_ = &pipeline_.conditioning();
  const TrajectorySet train = trajectories("train", static_cast<std::size_t>(options_.trajectories));
  const TrajectorySet held_val = trajectories("val", few_step_pictures(set_, "val"));
  const TrajectorySet held_test = trajectories("test", few_step_pictures(set_, "test"));
  if (train.size() == 0)
    throw Error(ErrorCode::InvalidArgument, "the set has no pair to train on, all are kept to measure with");
  make_trajectories({&train, &held_val, &held_test});
  few_steps_ =
      std::make_unique<FewStepStudent>(components_, *conditioning_, options_.student_steps, options_.shift,
                                       training_dtype(device_, company_), options_.checkpoint_blocks);
  LoraSet lora(*components_.transformer(context_), options_.lora);
  FlatParameters parameters({{"lora", &lora}}, company_.sharding);
  FewStepLook val(components_, *conditioning_, set_, held_val, text_len_, device_);
  FewStepLook test(components_, *conditioning_, set_, held_test, text_len_, device_);
  Trainer trainer(lora_trainer_options({.steps = options_.steps,
                                        .batch_size = options_.batch_size,
                                        .learning_rate = rate,
                                        .checkpoint_seconds = options_.checkpoint_seconds,
                                        .look_seconds = options_.look_seconds,
                                        .folder = paths_.output / "checkpoint",
                                        .moments = options_.moments}),
                  parameters, company_);
  trainer.resume();
  if (trainer.step() > 0) say_(fmt::format("goes on at step {}", trainer.step()));
  trainer.run([&](std::int64_t step) { return loss(train, lora, step); },
              [&](const TrainingStatus& status) {
                say_(fmt::format("step {}/{}  loss {:.4f}  {:.1f} samples/s  {:.0f} min left", status.step,
                                 options_.steps, status.loss, status.samples_per_second,
                                 std::ceil(status.seconds_left / 60)));
              },
              [&](std::int64_t) { look(val, lora, parameters, trainer); }, trainer_context_);
  const bool is_missing = !std::filesystem::exists(paths_.output / "lora.safetensors");
  if (company_.agreed(is_missing ? 1 : 0) > 0) look(val, lora, parameters, trainer);
  FewStepReport report;
  if (company_.leads()) finish(val, test, lora, report);
  return report;
}

void FewStepRun::finish(FewStepLook& val, FewStepLook& test, LoraSet& lora, FewStepReport& report) {
  const torch::NoGradGuard no_grad;
  lora.load(paths_.output / "own.safetensors");
  report.best_step = best_.step();
  std::vector<at::Tensor> rows;
  report.val = quality(val, lora, rows);
  report.test = quality(test, lora, rows);
  if (!rows.empty()) write_sheet(paths_.output / "samples.png", rows, 3);
  const auto json_of = [](const FewStepQuality& quality) {
    nlohmann::json json{{"edits", quality.edits}};
    if (quality.edits > 0) json.update({{"before_db", quality.before}, {"after_db", quality.after}});
    return json;
  };
  write_json_file(paths_.output / "report.json", {{"model", student_.name},
                                                  {"steps", options_.steps},
                                                  {"best_step", report.best_step},
                                                  {"student_steps", options_.student_steps},
                                                  {"teacher_steps", options_.teacher_steps},
                                                  {"guidance_scale", options_.guidance_scale},
                                                  {"shift", options_.shift},
                                                  {"val", json_of(report.val)},
                                                  {"test", json_of(report.test)}});
}

}  // namespace

std::size_t few_step_pictures(const EncodedSet& set, const std::string& split) {
  return std::min(kMostHeldOut,
                  static_cast<std::size_t>(std::ranges::count(set.entries(), split, &EncodedEntry::split)));
}

FewStepReport distill_few_steps(const FewStepOptions& options, const Student& student,
                                const DistillPaths& paths, at::Device device, const RunContext& context,
                                const std::function<void(const std::string&)>& say, const Company& company) {
  options.validate();
  check_begin(options);
  require_lora_sharding(company.sharding);
  FewStepRun run(options, student, paths, device, context, say, company);
  return run.run();
}

}  // namespace v4e::training
