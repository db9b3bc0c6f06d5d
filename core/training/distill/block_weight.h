// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>

#include "core/training/distill/distill_loss.h"
#include "core/training/trainer.h"

namespace v4e::training {

/// The factor of the block term in the loss: the user's number, or one that is measured once. A measured term
/// sets in at step 100, or after a fifth of a shorter training: before it the LoRA is next to nothing. What
/// was measured is kept in a file, so that a training that was ended goes on with it.
class BlockWeight {
 public:
  /// `file` may be there from an earlier run of the same training.
  BlockWeight(const BlockLossOptions& options, std::int64_t steps, std::filesystem::path file);

  /// 0 while the term has not set in: the teacher need not be asked then.
  [[nodiscard]] double at(std::int64_t step) const;
  [[nodiscard]] bool is_due(std::int64_t step) const { return !weight_ && step >= first_step_; }

  /// Measures on the batches of `step` and those behind it, with the parameters as they are. `terms` gives
  /// those of a step, `weights` the other terms' factors. The gradients are zero before and after. With
  /// company all processes call it, and get the same.
  void measure(std::int64_t step, const std::function<DistillTerms(std::int64_t step)>& terms,
               const DistillWeights& weights, Trainer& trainer);

 private:
  std::optional<double> weight_;
  std::int64_t first_step_ = 0;
  std::int64_t batches_ = 1;
  std::filesystem::path file_;
};

}  // namespace v4e::training
