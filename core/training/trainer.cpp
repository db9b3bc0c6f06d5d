// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include <ATen/ops/_fused_adamw.h>
#include <torch/types.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/checkpoints/formats/safetensors.h"

namespace v4e::training {
namespace {

constexpr double kReportSeconds = 10;
constexpr double kEpsilon = 1e-8;

using Clock = std::chrono::steady_clock;
double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

Progress progress_at(std::int64_t step, std::int64_t steps) {
  return {Stage::Train, static_cast<int>(step), static_cast<int>(steps)};
}

}  // namespace

void TrainerOptions::validate() const {
  const auto need = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::InvalidArgument, std::string("training recipe: ") + what);
  };
  need(steps >= 1, "steps must be at least 1");
  need(batch_size >= 1, "batch_size must be at least 1");
  need(warmup_steps >= 0, "warmup_steps must not be negative");
  need(learning_rate > 0 && learning_rate < 1, "learning_rate must be between 0 and 1");
  need(ema_decay >= 0 && ema_decay < 1, "ema_decay must be between 0 and 1");
  need(clip_norm > 0, "clip_norm must be positive");
  need(!folder.empty(), "a folder for checkpoints is needed");
}

double TrainerOptions::rate_at(std::int64_t step) const {
  if (step < warmup_steps)
    return learning_rate * static_cast<double>(step + 1) / static_cast<double>(warmup_steps);
  const double span = static_cast<double>(std::max<std::int64_t>(1, steps - warmup_steps));
  const double done = std::min(1.0, static_cast<double>(step - warmup_steps) / span);
  return learning_rate * (final_share + (1 - final_share) * 0.5 * (1 + std::cos(std::numbers::pi * done)));
}

Trainer::Trainer(TrainerOptions options, FlatParameters& parameters)
    : options_(std::move(options)), parameters_(parameters) {
  options_.validate();
  ema_ = parameters_.values().detach().clone();
  first_moment_ = torch::zeros_like(ema_);
  second_moment_ = torch::zeros_like(ema_);
}

void Trainer::resume() {
  const auto path = options_.folder / "state.safetensors";
  if (!std::filesystem::exists(path)) return;
  const SafetensorsFile file(path);
  const auto count = parameters_.values().numel();
  const auto restore = [&](const char* name, at::Tensor& target) {
    const auto stored = file.read(name);
    if (stored.numel() != count) {
      throw Error(ErrorCode::CheckpointMismatch, path.string() + " has " + std::to_string(stored.numel()) +
                                                     " parameters, this model " + std::to_string(count) +
                                                     ": choose another folder, or remove it to start again");
    }
    target.copy_(stored);
  };
  const torch::NoGradGuard no_grad;
  restore("values", parameters_.values());
  restore("ema", ema_);
  restore("first_moment", first_moment_);
  restore("second_moment", second_moment_);
  step_ = file.read("step").item<std::int64_t>();
}

double Trainer::train_step(const at::Tensor& loss) {
  loss.backward();
  const torch::NoGradGuard no_grad;
  auto& gradients = parameters_.gradients();
  const double norm = gradients.norm().item<double>();
  if (std::isfinite(norm)) {
    if (norm > options_.clip_norm) gradients.mul_(options_.clip_norm / norm);
    const auto steps_taken = torch::full({}, static_cast<double>(step_ + 1), gradients.options());
    const auto update = [&](std::int64_t begin, std::int64_t end, double decay) {
      if (begin == end) return;
      const auto part = [&](const at::Tensor& flat) {
        return std::vector<at::Tensor>{flat.slice(0, begin, end)};
      };
      at::_fused_adamw_(part(parameters_.values()), part(gradients), part(first_moment_),
                        part(second_moment_), {}, {steps_taken.clone()}, options_.rate_at(step_),
                        options_.beta1, options_.beta2, decay, kEpsilon, false, false);
    };
    const auto split = parameters_.decayed_count();
    update(0, split, options_.weight_decay);
    update(split, gradients.numel(), 0);
    // Early on the average follows faster, so that it forgets the random start.
    const double decay = std::min(options_.ema_decay,
                                  (1.0 + static_cast<double>(step_)) / (10.0 + static_cast<double>(step_)));
    ema_.lerp_(parameters_.values(), 1 - decay);
  } else {
    logger("train").warn("step {}: gradient is not finite, step skipped", step_);
  }
  gradients.zero_();
  ++step_;
  return loss.item<double>();
}

void Trainer::save() const {
  save_safetensors(options_.folder / "state.safetensors", {{"values", parameters_.values()},
                                                           {"ema", ema_},
                                                           {"first_moment", first_moment_},
                                                           {"second_moment", second_moment_},
                                                           {"step", torch::tensor(step_)}});
}

void Trainer::log(const TrainingStatus& status) const {
  std::ofstream(options_.folder / "log.jsonl", std::ios::app)
      << nlohmann::json{{"step", status.step},
                        {"loss", status.loss},
                        {"rate", options_.rate_at(status.step)},
                        {"samples_per_second", status.samples_per_second}}
             .dump()
      << '\n';
}

void Trainer::run(const std::function<at::Tensor(std::int64_t)>& loss,
                  const std::function<void(const TrainingStatus&)>& report,
                  const std::function<void(std::int64_t)>& sample, const RunContext& context) {
  std::filesystem::create_directories(options_.folder);
  auto last_report = Clock::now();
  auto last_save = Clock::now();
  auto last_sample = Clock::now();
  double loss_sum = 0;
  std::int64_t counted = 0;
  const auto save_at_a_stop = [this](const auto& work) {
    try {
      work();
    } catch (const Cancelled&) {
      parameters_.gradients().zero_();  // of a step that was given up in its middle, and is made again
      save();
      throw;
    }
  };
  while (step_ < options_.steps) {
    save_at_a_stop([&] {
      context.check();
      loss_sum += train_step(loss(step_));
    });
    ++counted;
    if (context.on_progress) context.on_progress(progress_at(step_, options_.steps));
    const double elapsed = seconds_since(last_report);
    if (elapsed >= kReportSeconds || step_ == options_.steps) {
      TrainingStatus status;
      status.step = step_;
      status.loss = loss_sum / static_cast<double>(counted);
      status.samples_per_second = static_cast<double>(counted * options_.batch_size) / elapsed;
      status.seconds_left =
          elapsed / static_cast<double>(counted) * static_cast<double>(options_.steps - step_);
      log(status);
      report(status);
      loss_sum = 0;
      counted = 0;
      last_report = Clock::now();
    }
    if (seconds_since(last_save) >= options_.checkpoint_seconds || step_ == options_.steps) {
      save();
      last_save = Clock::now();
    }
    if (seconds_since(last_sample) >= options_.sample_seconds || step_ == options_.steps) {
      const auto start = Clock::now();
      save_at_a_stop([&] { sample(step_); });
      last_sample = Clock::now();
      last_report += last_sample - start;
    }
  }
}

}  // namespace v4e::training
