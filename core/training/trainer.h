// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "core/base/run_context.h"
#include "core/training/flat_parameters.h"
#include "core/training/model_update.h"

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
  MomentKind moments = MomentKind::Float32;
  double checkpoint_seconds = 120;  ///< time between checkpoints; one more at the end and at a stop
  double sample_seconds = 600;      ///< time between looks at held-out examples; one more at the end
  std::int64_t sample_steps = 0;  ///< above 0: looks are every so many steps instead, wherever it was stopped
  std::filesystem::path folder;   ///< gets state.safetensors and log.jsonl

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
///
/// With company all processes call the same functions, each with the loss of its share of a step's examples,
/// of which all have equally many: then any number of them makes the same steps, to rounding. The first
/// writes, reports and keeps the time; a stop that one of them is asked for ends all of them behind the same
/// step.
class Trainer {
 public:
  Trainer(TrainerOptions options, FlatParameters& parameters, Company company = {});

  /// Continues from the folder's checkpoint if there is one. Throws Error(CheckpointMismatch) if it belongs
  /// to another model, Error(FileUnreadable) where not all processes see it.
  void resume();

  /// loss(step) is a scalar with a graph. `report` is called every few seconds, `sample` now and then; the
  /// time that both take is not counted in samples/s. Each step is progress of Stage::Train. At a stop, and
  /// where loss, its gradient or `sample` throws Cancelled, it saves the last whole step and throws that;
  /// with company none of these may. Throws PeerLost.
  void run(const std::function<at::Tensor(std::int64_t step)>& loss,
           const std::function<void(const TrainingStatus&)>& report,
           const std::function<void(std::int64_t step)>& sample, const RunContext& context);

  [[nodiscard]] std::int64_t step() const { return step_; }
  /// Exponential average of the weights, flat and whole; to be called by all processes.
  [[nodiscard]] at::Tensor averaged() const { return update_.averaged(); }
  /// ModelUpdate::swap_averaged() and block_source().
  void swap_averaged() { update_.swap_averaged(); }
  [[nodiscard]] std::shared_ptr<BlockSource> block_source() const { return update_.block_source(); }
  /// ModelUpdate::gradient_norm().
  [[nodiscard]] double gradient_norm(const at::Tensor& loss, bool keep_graph) {
    return update_.gradient_norm(loss, keep_graph);
  }
  [[nodiscard]] const Company& company() const { return company_; }

 private:
  class Clock;
  [[nodiscard]] std::filesystem::path state_file() const;
  void save() const;
  void log(const TrainingStatus& status) const;

  TrainerOptions options_;
  Company company_;
  ModelUpdate update_;
  std::int64_t step_ = 0;
};

}  // namespace v4e::training
