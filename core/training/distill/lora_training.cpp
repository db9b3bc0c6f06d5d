// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/lora_training.h"

#include <torch/torch.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e::training {

void require_lora_sharding(Sharding sharding) {
  if (sharding != Sharding::Weights) return;
  throw Error(
      ErrorCode::InvalidArgument,
      "zero3 shares the weights that are trained, which are few in a LoRA; the model's own would stay "
      "whole in every process: take zero2, which shares all that is worth it here");
}

TrainerOptions lora_trainer_options(const LoraSchedule& schedule) {
  TrainerOptions options;
  options.steps = schedule.steps;
  options.warmup_steps = std::min<std::int64_t>(100, schedule.steps / 10);
  options.batch_size = schedule.batch_size;
  options.learning_rate = schedule.learning_rate;
  options.final_share = 0.1;
  options.weight_decay = 0;
  options.beta1 = 0.9;
  options.beta2 = 0.99;
  options.ema_decay = 0.98;
  options.checkpoint_seconds = schedule.checkpoint_seconds;
  options.sample_seconds = schedule.look_seconds;
  options.folder = schedule.folder;
  options.moments = schedule.moments;
  return options;
}

double lora_learning_rate(std::optional<double> given, std::int64_t width) {
  constexpr std::int64_t kNarrow = 1024;
  return given.value_or(width < kNarrow ? 1e-3 : 1e-4);
}

AveragedWeights::AveragedWeights(FlatParameters& parameters, const Trainer& trainer)
    : parameters_(parameters), trained_(parameters.values().detach().clone()) {
  const torch::NoGradGuard no_grad;
  parameters_.values().copy_(trainer.averaged());
}

AveragedWeights::~AveragedWeights() {
  const torch::NoGradGuard no_grad;
  parameters_.values().copy_(trained_);
}

bool BestLook::is_better(std::optional<double> score) const {
  return !score || !std::filesystem::exists(file_) ||
         *score > read_json_file(file_).at("val_psnr_db").get<double>();
}

void BestLook::note(std::int64_t step, std::optional<double> score) const {
  write_json_file(file_, {{"step", step}, {"val_psnr_db", score.value_or(0)}});
}

std::int64_t BestLook::step() const {
  return read_json_file(file_).at("step").get<std::int64_t>();
}

}  // namespace v4e::training
