// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include <torch/types.h>

#include <chrono>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numbers>
#include <utility>

#include "core/base/error.h"
#include "core/checkpoints/map_watch.h"

namespace v4e::training {
namespace {

constexpr double kReportSeconds = 10;

using Time = std::chrono::steady_clock::time_point;
Time now() {
  return std::chrono::steady_clock::now();
}
double seconds_since(Time start) {
  return std::chrono::duration<double>(now() - start).count();
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

Trainer::Trainer(TrainerOptions options, FlatParameters& parameters, Company company)
    : options_(std::move(options)), company_(company), update_(options_, parameters, company) {
  options_.validate();
}

std::filesystem::path Trainer::state_file() const {
  return options_.folder / "state.safetensors";
}

void Trainer::resume() {
  if (std::filesystem::exists(state_file())) step_ = update_.restore(state_file());
  const auto steps = static_cast<double>(step_);
  const double mean = company_.sum(steps) / company_.world();
  if (company_.sum(std::abs(steps - mean)) == 0) return;
  throw Error(
      ErrorCode::FileUnreadable,
      options_.folder.string() +
          " is not the same for all processes of the training: it must be on a file system that they share");
}

void Trainer::save() const {
  update_.save(state_file(), step_);
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

/// What is to be done behind a step. The first process's time counts, so that all do the same.
class Trainer::Clock {
 public:
  Clock(const TrainerOptions& options, const Company& company) : options_(options), company_(company) {}

  struct Due {
    bool stop = false;
    bool report = false;
    bool save = false;
    bool sample = false;
  };
  /// Adds a step's loss, which is everybody's mean from then on.
  [[nodiscard]] Due after_step(double loss, bool stop, std::int64_t step) {
    const bool leads = company_.leads();
    const bool is_last = step == options_.steps;
    const auto due = [&](Time since, double seconds) {
      return leads && (is_last || seconds_since(since) >= seconds) ? 1.0 : 0.0;
    };
    const bool is_look = is_last || (options_.sample_steps > 0 && step % options_.sample_steps == 0);
    const double looks =
        options_.sample_steps > 0 ? static_cast<double>(is_look) : due(last_sample_, options_.sample_seconds);
    auto votes = torch::tensor({loss, stop ? 1.0 : 0.0, due(last_report_, kReportSeconds),
                                due(last_save_, options_.checkpoint_seconds), looks},
                               torch::kDouble);
    if (company_.peers) company_.peers->sum(votes);
    const auto* vote = votes.const_data_ptr<double>();
    loss_sum_ += vote[0] / company_.world();
    ++counted_;
    return {vote[1] > 0, vote[2] > 0, vote[3] > 0, vote[4] > 0};
  }
  [[nodiscard]] TrainingStatus status(std::int64_t step) {
    const double elapsed = seconds_since(last_report_);
    const auto counted = static_cast<double>(std::exchange(counted_, 0));
    last_report_ = now();
    return {.step = step,
            .loss = std::exchange(loss_sum_, 0) / counted,
            .samples_per_second = counted * static_cast<double>(options_.batch_size) / elapsed,
            .seconds_left = elapsed / counted * static_cast<double>(options_.steps - step)};
  }
  void saved() { last_save_ = now(); }
  /// What that took does not count.
  void sampled(Time start) {
    last_sample_ = now();
    last_report_ += last_sample_ - start;
  }

 private:
  const TrainerOptions& options_;
  const Company& company_;
  Time last_report_ = now();
  Time last_save_ = now();
  Time last_sample_ = now();
  double loss_sum_ = 0;
  std::int64_t counted_ = 0;
};

void Trainer::run(const std::function<at::Tensor(std::int64_t)>& loss,
                  const std::function<void(const TrainingStatus&)>& report,
                  const std::function<void(std::int64_t)>& sample, const RunContext& context) {
  std::filesystem::create_directories(options_.folder);
  Clock clock(options_, company_);
  const MapWatch maps;
  const auto save_at_a_stop = [this](const auto& work) {
    try {
      work();
    } catch (const Cancelled&) {
      update_.clear_gradients();  // of a step that was given up in its middle, and is made again
      save();
      throw;
    }
  };
  while (step_ < options_.steps) {
    double made = 0;
    save_at_a_stop([&] {
      // Of several processes none may leave a step that the others are in.
      if (!company_.peers) context.check();
      const auto scalar = loss(step_);
      maps.check();
      update_.apply(scalar, step_);
      made = scalar.item<double>();
    });
    maps.check();
    ++step_;
    if (context.on_progress) context.on_progress(progress_at(step_, options_.steps));
    const auto due = clock.after_step(made, company_.peers && context.stop.stop_requested(), step_);
    if (due.report && company_.leads()) {
      const auto status = clock.status(step_);
      log(status);
      report(status);
    }
    if (due.save || due.stop) {
      save();
      clock.saved();
    }
    if (due.stop) throw Cancelled();
    if (due.sample) {
      const auto start = now();
      save_at_a_stop([&] { sample(step_); });
      clock.sampled(start);
    }
  }
}

}  // namespace v4e::training
