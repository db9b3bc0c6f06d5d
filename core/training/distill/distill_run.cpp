// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/distill_run.h"

#include <spdlog/fmt/fmt.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/nn/autocast.h"
#include "core/nn/device.h"
#include "core/pipelines/lora_texts.h"
#include "core/training/distill/block_weight.h"
#include "core/training/distill/distill_batches.h"
#include "core/training/distill/distill_folder.h"
#include "core/training/distill/held_out_look.h"
#include "core/training/distill/lora_training.h"
#include "core/training/distill/term_log.h"
#include "core/training/sheet.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

using Say = std::function<void(const std::string&)>;

constexpr double kDetailExponent = 1.2;  ///< as the recipe of the embedded model has it

/// Channels of a codec's latents that hold more of the picture count more.
at::Tensor channel_weights(Components& components, at::Device device) {
  if (components.sampling_config().prediction == Prediction::Velocity) return {};
  const auto weights =
      torch::tensor(components.vae_config().latents_std, torch::kDouble).pow(kDetailExponent);
  return (weights / weights.mean()).to(device, torch::kFloat);
}

/// Everything of one run.
class DistillRun {
 public:
  DistillRun(const DistillOptions& options, const Student& student, const DistillPaths& paths,
             at::Device device, const RunContext& context, const Say& say, const Company& company)
      : options_(with_defaults(options, student)),
        student_(student),
        paths_(paths),
        device_(device),
        context_(company.peers ? RunContext{} : context),
        trainer_context_(context),
        company_(company),
        say_(say),
        set_(paths.set),
        components_(student.paths, frozen_components(options_.frozen, student.paths, device)),
        pipeline_(components_),
        encoder_(components_, pipeline_),
        best_(paths.output) {
    check_set(set_, student_);
    const auto& config = components_.transformer_config();
    block_ = options_.block.resolved(config.num_layers);
    if (options_.compares_blocks())
      teacher_ = std::make_unique<TeacherBlocks>(*options_.teacher, components_, set_, block_.blocks,
                                                 options_.stream_teacher);
    const double rate = lora_learning_rate(options_.learning_rate, config.width());
    claim_folder(paths_.output, distill_identity(options_, student_, set_, rate, block_), company_);
    trainer_options_ = lora_trainer_options({.steps = options_.steps,
                                             .batch_size = options_.batch_size,
                                             .learning_rate = rate,
                                             .checkpoint_seconds = options_.checkpoint_seconds,
                                             .look_seconds = options_.look_seconds,
                                             .folder = paths_.output / "checkpoint",
                                             .moments = options_.moments});
  }

  DistillReport run();

 private:
  static DistillOptions with_defaults(DistillOptions options, const Student& student) {
    options.validate();
    if (student.guidance_scale <= 1) options.empty_texts = 0;
    return options;
  }
  [[nodiscard]] DistillTerms terms_of(const DistillBatches& batches, LoraSet& lora, std::int64_t step,
                                      bool with_blocks);
  [[nodiscard]] at::Tensor loss(const DistillBatches& batches, LoraSet& lora, Trainer& trainer);
  [[nodiscard]] TokenRange tokens_of(std::int64_t frames, std::int64_t height, std::int64_t width);
  void compare(DistillTerms& terms, const std::vector<at::Tensor>& own, const TeacherStates& taught,
               const at::Tensor& target);
  void prepare_teacher();
  void look(const HeldOutLook& val, LoraSet& lora, FlatParameters& parameters, const Trainer& trainer);
  void finish(const HeldOutLook& val, const HeldOutLook& test, LoraSet& lora, DistillReport& report);
  [[nodiscard]] bool has_no_lora() const;
  [[nodiscard]] HeldOutQuality quality(const HeldOutLook& look, LoraSet& lora,
                                       std::vector<at::Tensor>& rows) const;

  DistillOptions options_;
  const Student& student_;
  DistillPaths paths_;
  at::Device device_;
  RunContext context_;  ///< within a step, which none of several processes may leave
  RunContext trainer_context_;
  Company company_;
  const Say& say_;
  EncodedSet set_;
  Components components_;
  VideoPipeline pipeline_;
  PairEncoder encoder_;
  BlockLossOptions block_;                  ///< resolved
  std::unique_ptr<TeacherBlocks> teacher_;  ///< null: no blocks are compared
  std::unique_ptr<BlockWeight> block_weight_;
  bool has_compared_ = false;
  TermLog log_;
  BestLook best_;
  TrainerOptions trainer_options_;
  std::unique_ptr<Scheduler> scheduler_;
  const Conditioning* conditioning_ = nullptr;  ///< the pipeline's
  at::Tensor channel_weights_;
  at::ScalarType dtype_ = at::kFloat;
};

/// Tokens that are compared, of a clip of so many latent frames that are denoised.
TokenRange DistillRun::tokens_of(std::int64_t frames, std::int64_t height, std::int64_t width) {
  const auto& patch = components_.transformer_config().patch_size;
  return token_range(block_.tokens, frames / patch[0], height / patch[1] * (width / patch[2]),
                     conditioning_->first_denoised() == 0);
}

void DistillRun::compare(DistillTerms& terms, const std::vector<at::Tensor>& own, const TeacherStates& taught,
                         const at::Tensor& target) {
  const TokenRange range = tokens_of(target.size(2), target.size(3), target.size(4));
  if (range.count == 0) return;
  const auto distances = block_distances(own, taught.hidden, range, block_.distance);
  add_block_term(terms, distances, taught.pairs, target.size(0), block_);
  if (has_compared_) return;
  has_compared_ = true;
  std::string line = "distance to the teacher's blocks:";
  const auto means = distances.detach().mean(1).cpu();
  for (std::size_t i = 0; i < block_.blocks.size(); ++i)
    line += fmt::format(" {}: {:.3f}", block_.blocks[i], means[static_cast<std::int64_t>(i)].item<double>());
  say_(line);
}

DistillTerms DistillRun::terms_of(const DistillBatches& batches, LoraSet& lora, std::int64_t step,
                                  bool with_blocks) {
  const auto drawn = batches.draw(step, device_);
  const auto noisy = noisy_batch(drawn.batch, drawn.noise, drawn.sigma, *conditioning_, *scheduler_);
  TeacherStates taught;
  if (with_blocks) taught = teacher_->states(drawn.pairs, noisy, drawn.sigma, lora, dtype_, context_);
  lora.attach(&context_);
  std::vector<at::Tensor> own;
  WanDitOptions asked;
  asked.context = &context_;
  asked.checkpoint_blocks = options_.checkpoint_blocks;
  if (taught.pairs.defined()) {
    asked.on_block = [&](std::int64_t block, const at::Tensor& hidden) {
      if (std::ranges::binary_search(block_.blocks, block))
        own.push_back(hidden.index_select(0, taught.pairs));
    };
  }
  at::Tensor output;
  {
    const Autocast narrow(device_.type(), dtype_);
    output = call_model(*components_.transformer(), noisy.call, asked);
  }
  auto made = distill_terms(output, drawn.batch, noisy, drawn.noise, drawn.sigma,
                            components_.sampling_config().prediction, *conditioning_, channel_weights_);
  if (taught.pairs.defined()) compare(made, own, taught, drawn.batch.target);
  return made;
}

at::Tensor DistillRun::loss(const DistillBatches& batches, LoraSet& lora, Trainer& trainer) {
  const std::int64_t step = trainer.step();
  DistillWeights weights = options_.weights;
  if (teacher_ && block_weight_->is_due(step)) {
    block_weight_->measure(
        step, [&](std::int64_t each) { return terms_of(batches, lora, each, true); }, weights, trainer);
    say_(fmt::format("step {}  the block term counts {:.3f}", step, block_weight_->at(step)));
  }
  if (teacher_) weights.block = block_weight_->at(step);
  const auto made = terms_of(batches, lora, step, weights.block > 0);
  log_.add(made);
  return made.sum(weights);
}

void DistillRun::prepare_teacher() {
  if (!teacher_) return;
  const auto has_tokens = [this](const EncodedEntry& entry) {
    return entry.split == "train" && entry.evolution_weight > 0 &&
           tokens_of(entry.frames, entry.height, entry.width).count > 0;
  };
  if (std::ranges::none_of(set_.entries(), has_tokens))
    throw Error(ErrorCode::InvalidArgument,
                "no way of the set has a frame between photo and edit that this model makes by itself: "
                "compare the tokens of all frames, or of the edit's");
  block_weight_ = std::make_unique<BlockWeight>(block_, options_.steps, paths_.output / "block_weight.json");
  say_(fmt::format("teacher {}{}", options_.teacher->name,
                   teacher_->is_the_student() ? ", which is the model that learns, as it was" : ""));
}

void DistillRun::look(const HeldOutLook& val, LoraSet& lora, FlatParameters& parameters,
                      const Trainer& trainer) {
  const torch::NoGradGuard no_grad;
  const AveragedWeights averaged(parameters, trainer);
  lora.attach();
  std::optional<double> psnr;
  if (val.pairs() > 0) {
    psnr = val.measure(context_, company_);
    say_(fmt::format("step {}  held-out pairs {:.2f} dB", trainer.step(), *psnr));
  }
  if (!company_.leads() || !best_.is_better(psnr)) return;
  lora.save(paths_.output / "lora.safetensors",
            {{"format", "pt"}, {"v4e.base", student_.name}, {kLoraTexts, taught_texts(set_)}});
  best_.note(trainer.step(), psnr);
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
  report.best_step = best_.step();
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

/// Whether no look has kept weights yet, as the process that leads sees it.
bool DistillRun::has_no_lora() const {
  return company_.agreed(fs::exists(paths_.output / "lora.safetensors") ? 0 : 1) > 0;
}

DistillReport DistillRun::run() {
  const auto& config = components_.transformer_config();
  if (components_.has_two_experts())
    throw Error(ErrorCode::Unsupported,
                "a model with two experts cannot be taught yet; choose one with one "
                "transformer");
  // The encoder first: the two need not be in memory at once.
  const auto empty = options_.empty_texts > 0 ? encoder_.encode_text("", context_) : at::Tensor();
  components_.release_encoders();
  WanDit& transformer = components_.transformer(context_);
  scheduler_ = components_.make_scheduler();
  scheduler_->set_timesteps(1);
  channel_weights_ = channel_weights(components_, device_);
  dtype_ = training_dtype(device_, company_);
  conditioning_ = &pipeline_.conditioning();
  prepare_teacher();
  const DistillBatches batches(set_, options_, *conditioning_, config.text_len, empty, company_);
  LoraSet lora(*transformer, options_.lora);
  if (!options_.begin_from.empty()) lora.load(options_.begin_from);
  FlatParameters parameters({{"lora", &lora}}, company_.sharding);
  const HeldOutLook val(components_, *conditioning_, set_, student_, "val");
  const HeldOutLook test(components_, *conditioning_, set_, student_, "test");
  say_(
      fmt::format("{} pictures of pairs to train on, {} and {} held out; {} layers of rank {}, {:.2f} M "
                  "weights",
                  batches.pairs(), val.pairs(), test.pairs(), lora.layers().size(), options_.lora.rank,
                  static_cast<double>(parameters.values().numel()) / 1e6));
  Trainer trainer(trainer_options_, parameters, company_);
  trainer.resume();
  if (trainer.step() > 0) say_(fmt::format("goes on at step {}", trainer.step()));
  trainer.run([&](std::int64_t) { return loss(batches, lora, trainer); },
              [&](const TrainingStatus& status) {
                say_(fmt::format("step {}/{}  loss {:.4f} ({})  {:.1f} samples/s  {:.0f} min left",
                                 status.step, options_.steps, status.loss, log_.text(),
                                 status.samples_per_second, std::ceil(status.seconds_left / 60)));
                log_.flush(paths_.output / "terms.jsonl", status.step);
              },
              [&](std::int64_t) { look(val, lora, parameters, trainer); }, trainer_context_);
  if (has_no_lora()) look(val, lora, parameters, trainer);
  DistillReport report;
  if (company_.leads()) finish(val, test, lora, report);
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
  need(teacher.has_value() || !block.weight || *block.weight == 0,
       "blocks are compared with a teacher's: name the model that made the ways of the set");
  need(weights.tail >= 0 && weights.evolution >= 0 && weights.source >= 0 && weights.keep >= 0,
       "weights must not be negative");
  lora.validate();
}

DistillReport distill(const DistillOptions& options, const Student& student, const DistillPaths& paths,
                      at::Device device, const RunContext& context, const Say& say, const Company& company) {
  require_lora_sharding(company.sharding);
  return DistillRun(options, student, paths, device, context, say, company).run();
}

}  // namespace v4e::training
