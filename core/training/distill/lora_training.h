// SPDX-License-Identifier: GPL-3.0-or-later
// What all trainings of a LoRA have in common.
#pragma once

#include <filesystem>
#include <optional>

#include "core/training/flat_parameters.h"
#include "core/training/trainer.h"

namespace v4e::training {

/// How long, how fast and where a LoRA is trained.
struct LoraSchedule {
  std::int64_t steps = 500;
  std::int64_t batch_size = 4;
  double learning_rate = 1e-4;
  double checkpoint_seconds = 120;
  double look_seconds = 120;
  std::filesystem::path folder = {};
  MomentKind moments = MomentKind::Float32;
};
/// Throws Error(InvalidArgument) for Sharding::Weights: a LoRA's weights are few, and the model's own, which
/// stay as they are, would be whole in every process all the same.
void require_lora_sharding(Sharding sharding);

[[nodiscard]] TrainerOptions lora_trainer_options(const LoraSchedule& schedule);

/// The given one, else 1e-4, and 1e-3 for models narrower than 1024.
[[nodiscard]] double lora_learning_rate(std::optional<double> given, std::int64_t width);

/// While it lives, the parameters are the trainer's average; a stop on the way leaves them as they are
/// trained.
class AveragedWeights {
 public:
  AveragedWeights(FlatParameters& parameters, const Trainer& trainer);
  ~AveragedWeights();
  AveragedWeights(const AveragedWeights&) = delete;
  AveragedWeights& operator=(const AveragedWeights&) = delete;

 private:
  FlatParameters& parameters_;
  at::Tensor trained_;
};

/// Which of the weights that were looked at are kept, in best.json of a training's folder.
class BestLook {
 public:
  explicit BestLook(const std::filesystem::path& folder) : file_(folder / "best.json") {}

  /// Whether weights of that score are to be kept; without anything to measure the last always are.
  [[nodiscard]] bool is_better(std::optional<double> score) const;
  void note(std::int64_t step, std::optional<double> score) const;
  [[nodiscard]] std::int64_t step() const;

 private:
  std::filesystem::path file_;
};

}  // namespace v4e::training
