// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <filesystem>
#include <vector>

#include "core/base/run_context.h"
#include "core/experiment/claims_model.h"
#include "core/experiment/latent_set.h"

namespace v4e::training {

/// A model's own ways from noise to edit, made in many small Euler steps without guidance, at the noise
/// levels where a model of few steps stops on its way.
struct OwnWays {
  at::Tensor states;           ///< bf16 [N, K + 1, z, 2, h, w], of the first N triplets
  std::vector<double> sigmas;  ///< [K + 1]: 1 … 0

  [[nodiscard]] std::int64_t count() const { return states.size(0); }
  [[nodiscard]] std::int64_t steps() const { return states.size(1) - 1; }
  /// Throws Error(FileUnwritable).
  void save(const std::filesystem::path& path) const;
  /// Throws Error(FileUnreadable | FileMalformed).
  [[nodiscard]] static OwnWays open(const std::filesystem::path& path);
};

/// `steps` of the model's own sampling grid, each in `parts` parts.
[[nodiscard]] OwnWays make_own_ways(ClaimsModel& model, const LatentSet& triplets, std::int64_t count,
                                    int steps, int parts, const RunContext& context);

/// Teaches a model to go its own way in few steps (trajectory imitation, as in core/training/steps): from a
/// stored state, or four times in ten from where its own steps lead, straight to the next stored one; behind
/// the last step the wanted edit's frame counts as well.
class FewStepObjective {
 public:
  FewStepObjective(ClaimsModel& model, const LatentSet& triplets, const OwnWays& ways,
                   std::int64_t batch_size, std::uint64_t seed)
      : model_(model), triplets_(triplets), ways_(ways), batch_size_(batch_size), seed_(seed) {}

  [[nodiscard]] at::Tensor loss(std::int64_t step);

 private:
  ClaimsModel& model_;
  const LatentSet& triplets_;
  const OwnWays& ways_;
  std::int64_t batch_size_;
  std::uint64_t seed_;
};

}  // namespace v4e::training
