// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/steps/few_step_loss.h"

#include <torch/torch.h>

#include "core/base/error.h"

namespace v4e::training {

void FewStepOptions::validate() const {
  const auto need = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::InvalidArgument, what);
  };
  need(student_steps >= 1 && student_steps <= 64, "the student's steps must be 1 to 64");
  need(teacher_steps >= student_steps && teacher_steps <= 1000 && teacher_steps % student_steps == 0,
       "the teacher's steps must be a multiple of the student's, and at most 1000");
  need(guidance_scale >= 1 && guidance_scale <= 100, "the guidance must be 1 to 100");
  need(shift > 0 && shift <= 100, "the shift must be above 0 and at most 100");
  need(trajectories >= 1 && trajectories <= 10'000'000, "the number of trajectories must be at least 1");
  need(steps >= 1, "the number of steps must be at least 1");
  need(batch_size >= 1 && batch_size <= 4096, "the batch must be 1 to 4096 pairs");
  need(!learning_rate || (*learning_rate > 0 && *learning_rate < 1),
       "the learning rate must be between 0 and 1");
  need(own_states >= 0 && own_states <= 1, "the share of the student's own states must be 0 to 1");
  need(tail_weight >= 0 && keep_weight >= 0, "weights must not be negative");
  lora.validate();
}

at::Tensor FewStep::chord() const {
  return (state - goal) / (sigma - next_sigma);
}

at::Tensor few_step_loss(const at::Tensor& velocity, const FewStep& step, const PairBatch& batch,
                         const FewStepOptions& options) {
  constexpr double kMostNoiseToKeep = 0.9;
  auto loss = (velocity - step.chord()).square().mean();
  const auto last = batch.target.size(2) - 1;
  const auto tail = (step.state - step.sigma * velocity).select(2, last);
  if (step.is_last())
    loss = loss + options.tail_weight * (tail - batch.target.select(2, last)).square().mean();
  if (batch.mask.defined() && step.sigma <= kMostNoiseToKeep)
    loss = loss + options.keep_weight * ((1 - batch.mask) * (tail - batch.still).square()).mean();
  return loss;
}

}  // namespace v4e::training
