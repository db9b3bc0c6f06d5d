// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <future>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/schedulers/scheduler.h"
#include "core/training/composite_loss.h"
#include "core/training/model_update.h"
#include "core/training/nano_model.h"
#include "core/training/recipe.h"
#include "core/training/triplets.h"

namespace v4e::training {

struct DitObjectiveOptions {
  std::int64_t heldout_size_px = 128;
  /// Share of examples at sigma = 1, from where the few-step sampler starts; the others are uniform in 0.05
  /// … 1.
  double pure_noise_share = 0.6;
  /// Of the products in a training step; weights, their gradients and the loss are fp32 all the same.
  at::ScalarType dtype = at::kFloat;
  /// LinearCodecOptions::state_channels of the model's codec.
  std::int64_t state_channels = 40;
  std::uint64_t seed = 1;
  Company company = {};  ///< with which each step's examples are shared
};

/// Error of a prediction over the error of leaving what was shown as it is, both measured in pixels, inside
/// the region if there is one.
struct EffectScore {
  double error = 0;
  double copy_error = 0;
  double area = 0;  ///< pixels that were compared
  int examples = 0;
  [[nodiscard]] double ratio() const { return copy_error > 0 ? error / copy_error : 0; }
};

/// Flow matching (x_sigma = (1 - sigma) x0 + sigma noise; Lipman et al. 2023, Liu et al. 2023) for a DiT that
/// predicts gain and offset to the source. Each example's loss is divided by how far its edit is from the
/// photo, so that gentle edits count as much as strong ones; edits of a part have CompositeLoss instead.
class DitObjective {
 public:
  DitObjective(NanoModel& model, const TripletMaker& maker, const StageRecipe& recipe,
               DitObjectiveOptions options);

  /// The loss of a training step, a scalar with a graph; a function of the step number and the weights alone.
  /// Begins to make the next step's examples in a thread of its own.
  [[nodiscard]] at::Tensor loss(std::int64_t step);

  /// Held-out scores by effect id with `sampling_steps` steps from pure noise, `batches` batches of
  /// each.
  [[nodiscard]] std::map<std::string, EffectScore> evaluate(int sampling_steps, int batches,
                                                            bool heldout_wordings);

  /// Held-out rows of photo | edit by the model | wanted edit, in 0..1.
  [[nodiscard]] std::vector<at::Tensor> samples();

 private:
  struct Example {
    TripletBatch batch;
    at::Tensor condition;  ///< Conditioning::encode()'s
    at::Tensor source;     ///< normalised latents [B, z, 1, h, w] of what is seen, where the edit will be
    at::Tensor target;     ///< of the edit
    at::Tensor noise;      ///< the same shape
    NanoModel::Source pictures;
  };
  [[nodiscard]] Example encode(TripletBatch batch, const at::Tensor& noise) const;
  [[nodiscard]] Example training_example(std::int64_t step) const;
  void begin_example(std::int64_t step);
  /// training_example(step), always made in the same kind of thread: resumed trainings repeat every bit.
  [[nodiscard]] Example take_example(std::int64_t step);
  [[nodiscard]] at::Tensor predict(const Example& example, const at::Tensor& noisy, const at::Tensor& sigma,
                                   const at::Tensor& prompt_embeds);
  [[nodiscard]] CompositeLoss::Target composite_target(const Example& example) const;
  /// What the pipelines' sampler makes of it.
  [[nodiscard]] at::Tensor sampled(const Example& example, int sampling_steps);
  void add_score(EffectScore& score, const Example& example, const at::Tensor& edited) const;
  [[nodiscard]] at::Tensor weighted_error(const at::Tensor& a, const at::Tensor& b,
                                          const at::Tensor& weights) const;

  NanoModel& model_;
  const TripletMaker& maker_;
  const StageRecipe& recipe_;
  DitObjectiveOptions options_;
  std::unique_ptr<Scheduler> scheduler_;
  at::Tensor channel_weights_;  ///< [1, z, 1, 1, 1] of the loss, mean 1
  at::Tensor pixel_weights_;    ///< the same with exponent 2
  CompositeLoss composite_;
  std::int64_t ahead_step_ = -1;
  std::future<Example> ahead_;  ///< of ahead_step_; last, so that it ends before what it uses
};

}  // namespace v4e::training
