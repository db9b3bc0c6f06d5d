// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/training/pairs/noisy_batch.h"
#include "core/training/steps/few_step_options.h"

namespace v4e::training {

/// A step of the student: from a state at `sigma` to the teacher's state at `next_sigma`.
struct FewStep {
  at::Tensor state;  ///< [B, z, T', h, w]
  at::Tensor goal;   ///< the same shape
  double sigma = 1;
  double next_sigma = 0;

  /// The velocity that leads from one to the other in a straight line, (state - goal) / (sigma - next_sigma).
  [[nodiscard]] at::Tensor chord() const;
  [[nodiscard]] bool is_last() const { return next_sigma == 0; }
};

/// Mean |velocity - chord|², and behind the last step options.tail_weight times mean |x0 - target|² of the
/// edit's frame; with a mask options.keep_weight times mean (1 - mask) |x0 - still|² of that frame, at sigma
/// <= 0.9. x0 = state - sigma velocity. A scalar with a graph.
[[nodiscard]] at::Tensor few_step_loss(const at::Tensor& velocity, const FewStep& step,
                                       const PairBatch& batch, const FewStepOptions& options);

}  // namespace v4e::training
