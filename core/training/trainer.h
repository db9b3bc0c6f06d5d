// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>

#include "core/base/run_context.h"
#include "core/training/flat_parameters.h"

namespace v4e::training {

/// How a training runs; what it minimises is handed in.
struct TrainerOptions {
  std::int64_t steps = 10000;
  std::int64_t warmup_steps = 200;
  std::int64_t batch_size = 32;  ///< for samples/s only
  double learning_rate = 1e-3;   ///< peak; cosine decay to final_share of it
  double final_share = 0.02;
  double weight_decay = 0.01;
  double beta1 = 0.9;
  double beta2 = 0.98;
  double clip_norm = 1.0;
  double ema_decay = 0.999;
  double checkpoint_seconds = 120;  ///< time between checkpoints; one more at the end and at a stop
  double sample_seconds = 600;      ///< time between looks at held-out examples; one more at the end
  std::filesystem::path folder;     ///< gets state.safetensors and log.jsonl

  /// Throws Error(InvalidArgument) naming the value that is out of range.
  void validate() const;
  /// Learning rate of a step: linear warm-up, then a half cosine.
  [[nodiscard]] double rate_at(std::int64_t step) const;
};

/// What the log shows of a running training.
struct TrainingStatus {
  std::int64_t step = 0;
  double loss = 0;  ///< mean since the last report
  double samples_per_second = 0;
  double seconds_left = 0;
};

/// The loop: gradient, clipping, AdamW, averaged weights, checkpoints from which a killed training goes on
/// exactly. The loss must depend on the step number alone for that, not on earlier draws.
class Trainer {
 public:
  Trainer(TrainerOptions options, FlatParameters& parameters);

  /// Continues from the folder's checkpoint if there is one. Throws Error(CheckpointMismatch) if it belongs
  /// to another model.
  void resume();

  /// loss(step) is a scalar with a graph. `report` is called every few seconds, `sample` now and then; the
  /// time that both take is not counted in samples/s. Each step is progress of Stage::Train. At a stop, and
  /// where loss, its gradient or `sample` throws Cancelled, it saves the last whole step and throws that.
  void run(const std::function<at::Tensor(std::int64_t step)>& loss,
           const std::function<void(const TrainingStatus&)>& report,
           const std::function<void(std::int64_t step)>& sample, const RunContext& context);

  [[nodiscard]] std::int64_t step() const { return step_; }
  /// Exponential average of the weights, flat as FlatParameters::values().
  [[nodiscard]] const at::Tensor& averaged() const { return ema_; }

 private:
  double train_step(const at::Tensor& loss);
  void save() const;
  void log(const TrainingStatus& status) const;

  TrainerOptions options_;
  FlatParameters& parameters_;
  at::Tensor ema_;
  at::Tensor first_moment_;
  at::Tensor second_moment_;
  std::int64_t step_ = 0;
};

}  // namespace v4e::training
