// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/distill_run.h"

#include <spdlog/fmt/fmt.h>
#include <torch/types.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/nn/device.h"
#include "core/pipelines/lora_texts.h"
#include "core/training/autocast.h"
#include "core/training/distill/distill_batches.h"
#include "core/training/distill/held_out_look.h"
#include "core/training/pairs/model_identity.h"
#include "core/training/sheet.h"
#include "core/training/trainer.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

using Say = std::function<void(const std::string&)>;

constexpr std::int64_t kNarrow = 1024;
constexpr double kDetailExponent = 1.2;  ///< as the recipe of the embedded model has it

double learning_rate(const DistillOptions& options, const WanDitConfig& config) {
  return options.learning_rate.value_or(config.width() < kNarrow ? 1e-3 : 1e-4);
}

/// What makes a checkpoint this training's.
nlohmann::json identity_of(const DistillOptions& options, const Student& student, const EncodedSet& set,
                           double rate) {
  nlohmann::json identity{{"set", set.identity()},
                          {"pairs", set.entries().size()},
                          {"transformer", transformer_identity(student.paths)},
                          {"steps", options.steps},
                          {"batch_size", options.batch_size},
                          {"learning_rate", rate},
                          {"pure_noise_share", options.pure_noise_share},
                          {"shift", options.shift},
                          {"empty_texts", options.empty_texts},
                          {"seed", options.seed},
                          {"rank", options.lora.rank},
                          {"weights",
                           {options.weights.tail, options.weights.evolution, options.weights.source,
                            options.weights.keep}}};
  if (!options.begin_from.empty()) identity["begin_from"] = hash_file(options.begin_from);
  return identity;
}

void claim_folder(const fs::path& folder, const nlohmann::json& identity) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error)
    throw Error(ErrorCode::FileUnwritable,
                "cannot make the folder " + folder.string() + ": " + error.message());
  const auto path = folder / "distill.json";
  if (!fs::exists(path)) {
    write_json_file(path, identity);
  } else if (read_json_file(path, 256u << 20) != identity) {
    throw Error(ErrorCode::CheckpointMismatch,
                folder.string() +
                    " has a training with another set, model or other settings (see "
                    "distill.json): choose another folder, or remove that one");
  }
}

void check_set(const EncodedSet& set, const Student& student) {
  if (set.identity().at("encoders") == encoder_identity(student.paths)) return;
  throw Error(ErrorCode::CheckpointMismatch,
              "the set was encoded by another model's encoders than those of " + student.name +
                  ": encode it with the model that is to learn");
}

/// Channels of a codec's latents that hold more of the picture count more.
at::Tensor channel_weights(Components& components, at::Device device) {
  if (components.sampling_config().prediction == Prediction::Velocity) return {};
  const auto weights =
      torch::tensor(components.vae_config().latents_std, torch::kDouble).pow(kDetailExponent);
  return (weights / weights.mean()).to(device, torch::kFloat);
}

/// What the edit is asked for with, for kLoraTexts: nothing where it is many edits.
std::string taught_texts(const EncodedSet& set) {
  constexpr std::size_t kMostTexts = 64;
  std::set<std::string> texts;
  for (const auto& entry : set.entries()) {
    texts.insert(entry.texts.begin(), entry.texts.end());
    if (texts.size() > kMostTexts) return "[]";
  }
  return nlohmann::json(texts).dump();
}

/// Everything of one run.
class DistillRun {
 public:
  DistillRun(const DistillOptions& options, const Student& student, const DistillPaths& paths,
             at::Device device, const RunContext& context, const Say& say)
      : options_(with_defaults(options, student)),
        student_(student),
        paths_(paths),
        device_(device),
        context_(context),
        say_(say),
        set_(paths.set),
        components_(student.paths, component_options(device)),
        pipeline_(components_),
        encoder_(components_, pipeline_) {
    check_set(set_, student_);
    const double rate = learning_rate(options_, components_.transformer_config());
    claim_folder(paths_.output, identity_of(options_, student_, set_, rate));
    trainer_options_.steps = options_.steps;
    trainer_options_.warmup_steps = std::min<std::int64_t>(100, options_.steps / 10);
    trainer_options_.batch_size = options_.batch_size;
    trainer_options_.learning_rate = rate;
    trainer_options_.final_share = 0.1;
    trainer_options_.weight_decay = 0;
    trainer_options_.beta1 = 0.9;
    trainer_options_.beta2 = 0.99;
    trainer_options_.ema_decay = 0.98;
    trainer_options_.checkpoint_seconds = options_.checkpoint_seconds;
    trainer_options_.sample_seconds = options_.look_seconds;
    trainer_options_.folder = paths_.output / "checkpoint";
  }

  DistillReport run();

 private:
  static ComponentOptions component_options(at::Device device) {
    ComponentOptions options;
    options.device = device;
    return options;
  }
  static DistillOptions with_defaults(DistillOptions options, const Student& student) {
    options.validate();
    if (student.guidance_scale <= 1) options.empty_texts = 0;
    return options;
  }
  [[nodiscard]] at::Tensor loss(const DistillBatches& batches, LoraSet& lora, std::int64_t step);
  void look(const HeldOutLook& val, LoraSet& lora, FlatParameters& parameters, const Trainer& trainer);
  void keep(LoraSet& lora, std::int64_t step, double psnr);
  void finish(const HeldOutLook& val, const HeldOutLook& test, LoraSet& lora, DistillReport& report);
  [[nodiscard]] HeldOutQuality quality(const HeldOutLook& look, LoraSet& lora,
                                       std::vector<at::Tensor>& rows) const;

  DistillOptions options_;
  const Student& student_;
  DistillPaths paths_;
  at::Device device_;
  RunContext context_;
  const Say& say_;
  EncodedSet set_;
  Components components_;
  VideoPipeline pipeline_;
  PairEncoder encoder_;
  TrainerOptions trainer_options_;
  std::unique_ptr<Scheduler> scheduler_;
  at::Tensor channel_weights_;
  at::ScalarType dtype_ = at::kFloat;
};

at::Tensor DistillRun::loss(const DistillBatches& batches, LoraSet& lora, std::int64_t step) {
  const auto drawn = batches.draw(step, device_);
  lora.attach(&context_);
  const auto noisy =
      noisy_batch(drawn.batch, drawn.noise, drawn.sigma, pipeline_.conditioning(), *scheduler_);
  at::Tensor output;
  {
    const Autocast narrow(device_.type(), dtype_);
    output = call_model(*components_.transformer(), noisy.call, {.context = &context_, .tap = {}});
  }
  return distill_terms(output, drawn.batch, noisy, drawn.noise, drawn.sigma,
                       components_.sampling_config().prediction, pipeline_.conditioning(), channel_weights_)
      .sum(options_.weights);
}

/// Writes the LoRA as it is now as the best so far.
void DistillRun::keep(LoraSet& lora, std::int64_t step, double psnr) {
  lora.save(paths_.output / "lora.safetensors",
            {{"format", "pt"}, {"v4e.base", student_.name}, {kLoraTexts, taught_texts(set_)}});
  write_json_file(paths_.output / "best.json", {{"step", step}, {"val_psnr_db", psnr}});
}

void DistillRun::look(const HeldOutLook& val, LoraSet& lora, FlatParameters& parameters,
                      const Trainer& trainer) {
  const torch::NoGradGuard no_grad;
  // A stop while it looks must leave the weights as they are trained.
  const std::shared_ptr<void> put_back(nullptr, [&parameters, kept = parameters.values().clone()](void*) {
    const torch::NoGradGuard still_no_grad;
    parameters.values().copy_(kept);
  });
  parameters.values().copy_(trainer.averaged());
  lora.attach();
  const double psnr = val.pairs() > 0 ? val.measure(context_) : 0;
  if (val.pairs() > 0) say_(fmt::format("step {}  held-out pairs {:.2f} dB", trainer.step(), psnr));
  const auto best = paths_.output / "best.json";
  const bool better =
      val.pairs() == 0 || !fs::exists(best) || psnr > read_json_file(best).at("val_psnr_db").get<double>();
  if (better) keep(lora, trainer.step(), psnr);
}

HeldOutQuality DistillRun::quality(const HeldOutLook& look, LoraSet& lora,
                                   std::vector<at::Tensor>& rows) const {
  HeldOutQuality quality;
  quality.pairs = look.pairs();
  if (look.pairs() == 0) return quality;
  std::vector<at::Tensor> before;
  std::vector<at::Tensor> after;
  quality.untouched = look.untouched();
  lora.detach();
  quality.before = look.measure(context_, &before);
  lora.attach();
  quality.after = look.measure(context_, &after);
  rows = look.rows(before, after);
  return quality;
}

void DistillRun::finish(const HeldOutLook& val, const HeldOutLook& test, LoraSet& lora,
                        DistillReport& report) {
  const torch::NoGradGuard no_grad;
  lora.load(paths_.output / "lora.safetensors");
  report.steps = options_.steps;
  report.best_step = read_json_file(paths_.output / "best.json").at("step");
  std::vector<at::Tensor> rows;
  report.val = quality(val, lora, rows);
  report.test = quality(test, lora, rows);
  if (!rows.empty()) write_sheet(paths_.output / "samples.png", rows, 4);
  const auto json_of = [](const HeldOutQuality& quality) {
    nlohmann::json json{{"pairs", quality.pairs}};
    if (quality.pairs > 0)
      json.update(
          {{"untouched_db", quality.untouched}, {"before_db", quality.before}, {"after_db", quality.after}});
    return json;
  };
  write_json_file(paths_.output / "report.json", {{"model", student_.name},
                                                  {"steps", report.steps},
                                                  {"best_step", report.best_step},
                                                  {"sampling_steps", student_.sampling_steps},
                                                  {"val", json_of(report.val)},
                                                  {"test", json_of(report.test)}});
}

DistillReport DistillRun::run() {
  const auto& config = components_.transformer_config();
  if (components_.has_two_experts())
    throw Error(ErrorCode::Unsupported,
                "a model with two experts cannot be taught yet; choose one with one "
                "transformer");
  WanDit& transformer = components_.transformer(context_);
  const auto empty = options_.empty_texts > 0 ? encoder_.encode_text("", context_) : at::Tensor();
  components_.release_encoders();
  scheduler_ = components_.make_scheduler();
  scheduler_->set_timesteps(1);
  channel_weights_ = channel_weights(components_, device_);
  dtype_ = parse_dtype("auto", device_);
  const auto& conditioning = pipeline_.conditioning();
  const DistillBatches batches(set_, options_, conditioning, config.text_len, empty);
  LoraSet lora(*transformer, options_.lora);
  if (!options_.begin_from.empty()) lora.load(options_.begin_from);
  FlatParameters parameters({{"lora", &lora}});
  const HeldOutLook val(components_, conditioning, set_, student_, "val");
  const HeldOutLook test(components_, conditioning, set_, student_, "test");
  say_(
      fmt::format("{} pictures of pairs to train on, {} and {} held out; {} layers of rank {}, {:.2f} M "
                  "weights",
                  batches.pairs(), val.pairs(), test.pairs(), lora.layers().size(), options_.lora.rank,
                  static_cast<double>(parameters.values().numel()) / 1e6));
  Trainer trainer(trainer_options_, parameters);
  trainer.resume();
  if (trainer.step() > 0) say_(fmt::format("goes on at step {}", trainer.step()));
  trainer.run([&](std::int64_t step) { return loss(batches, lora, step); },
              [&](const TrainingStatus& status) {
                say_(fmt::format("step {}/{}  loss {:.4f}  {:.1f} samples/s  {:.0f} min left", status.step,
                                 options_.steps, status.loss, status.samples_per_second,
                                 std::ceil(status.seconds_left / 60)));
              },
              [&](std::int64_t) { look(val, lora, parameters, trainer); }, context_);
  if (!fs::exists(paths_.output / "lora.safetensors")) look(val, lora, parameters, trainer);
  DistillReport report;
  finish(val, test, lora, report);
  return report;
}

}  // namespace

void DistillOptions::validate() const {
  const auto need = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::InvalidArgument, what);
  };
  need(steps >= 1, "the number of steps must be at least 1");
  need(batch_size >= 1 && batch_size <= 4096, "the batch must be 1 to 4096 pairs");
  need(!learning_rate || (*learning_rate > 0 && *learning_rate < 1),
       "the learning rate must be between 0 and 1");
  need(pure_noise_share >= 0 && pure_noise_share <= 1, "the share of pure noise must be 0 to 1");
  need(empty_texts >= 0 && empty_texts < 1, "the share of empty texts must be at least 0 and below 1");
  need(shift > 0 && shift <= 100, "the shift must be above 0 and at most 100");
  need(weights.tail >= 0 && weights.evolution >= 0 && weights.source >= 0 && weights.keep >= 0,
       "weights must not be negative");
  lora.validate();
}

DistillReport distill(const DistillOptions& options, const Student& student, const DistillPaths& paths,
                      at::Device device, const RunContext& context, const Say& say) {
  return DistillRun(options, student, paths, device, context, say).run();
}

}  // namespace v4e::training
