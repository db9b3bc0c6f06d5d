// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/pipelines/components.h"
#include "core/pipelines/conditioning/conditioning.h"
#include "core/training/pairs/noisy_batch.h"

namespace v4e::training {

/// A model that makes an edit in few Euler steps without guidance, as it will be asked when it is used.
class FewStepStudent {
 public:
  /// All must outlive it. `dtype`: what products are computed in.
  FewStepStudent(Components& components, const Conditioning& conditioning, std::int64_t steps, double shift,
                 at::ScalarType dtype, bool checkpoint_blocks = false);

  [[nodiscard]] std::int64_t steps() const { return scheduler_->num_inference_steps(); }
  /// Noise level before step `node`; 0 behind the last one.
  [[nodiscard]] double sigma(std::int64_t node) const;
  /// What the model says of a state [B, z, T', h, w] there: noise - x0, with a graph where gradients are on.
  [[nodiscard]] at::Tensor velocity(const PairBatch& batch, const at::Tensor& state, std::int64_t node,
                                    const RunContext& context);
  /// The state that its own first `node` steps lead to.
  [[nodiscard]] at::Tensor run(const PairBatch& batch, const at::Tensor& noise, std::int64_t node,
                               const RunContext& context);

 private:
  Components& components_;
  const Conditioning& conditioning_;
  std::unique_ptr<Scheduler> scheduler_;
  at::ScalarType dtype_;
  bool checkpoint_blocks_;
};

}  // namespace v4e::training
