// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/experiment/claims_model.h"
#include "core/experiment/claims_scores.h"
#include "core/experiment/claims_sets.h"

namespace v4e::training {

/// In which words a model is asked.
enum class Words {
  Known,    ///< instructions that were trained on
  Unseen,   ///< instructions that were not
  Process,  ///< as a video model's captions tell of it, with a camera that stands still
};

/// Edits of held-out items by a model that sees the photo alone: [N, 3, H, W] in 0..1 on the CPU.
[[nodiscard]] at::Tensor edited_photos(ClaimsModel& model, const HeldOutSet& held_out,
                                       const std::vector<std::int64_t>& items, Words words, int steps,
                                       const RunContext& context);

/// What they are worth, item by item.
[[nodiscard]] std::vector<ExampleScore> scores_of(const at::Tensor& edits, const HeldOutSet& held_out,
                                                  const std::vector<std::int64_t>& items);

/// How far the pictures of local edits are moved against their photos, mean over those whose shift can be
/// told. Pixels.
[[nodiscard]] double drift_px(const at::Tensor& edits, const HeldOutSet& held_out,
                              const std::vector<std::int64_t>& items);

/// Ways from photos to their edits, [B, z, 2, h, w], as a model makes them that is given both; `texts` tell
/// what happens.
[[nodiscard]] at::Tensor rolled_out(ClaimsModel& teacher, const at::Tensor& still, const at::Tensor& end,
                                    const std::vector<std::string>& texts, const at::Tensor& noise,
                                    int steps);

/// How a way fared in the tests of v4e rollout.
struct WayVerdict {
  std::vector<std::string> failed;  ///< names of tests
  bool is_fade = false;

  [[nodiscard]] bool passes() const { return failed.empty(); }
};
/// frames [9, 3, H, W] as the teacher made them, the edit [3, H, W], all 0..1; mask [H, W] uint8 or
/// undefined.
[[nodiscard]] WayVerdict judge_way(const at::Tensor& frames, const at::Tensor& edit, const at::Tensor& mask,
                                   const RunContext& context);

}  // namespace v4e::training
