// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <vector>

#include "core/pipelines/model_call.h"
#include "core/schedulers/scheduler.h"
#include "core/training/pairs/pair_encoder.h"

namespace v4e::training {

/// Encoded pairs of one shape, side by side, on the model's device.
struct PairBatch {
  at::Tensor condition;          ///< [B, c, T', h, w]: of the frames that are denoised
  at::Tensor target;             ///< [B, z, T', h, w]
  at::Tensor prompt_embeds;      ///< [B, L, D]
  at::Tensor image_embeds = {};  ///< [B, M, D'] or undefined
  at::Tensor mask = {};          ///< [B, 1, h, w]; ones where a pair has none; undefined: none has
  at::Tensor still = {};         ///< with a mask: [B, z, h, w]; the target's last frame where a pair has none
  at::Tensor evolution_weights = {};  ///< [B]: EncodedPair::evolution_weight
};

/// `texts`: of each pair, as PairEncoder::encode_text() makes them.
[[nodiscard]] PairBatch stack_pairs(const std::vector<EncodedPair>& pairs,
                                    const std::vector<at::Tensor>& texts, std::int64_t text_len,
                                    const Conditioning& conditioning, at::Device device);

/// What a model gets of a batch at a noise level, and what that is.
struct NoisyBatch {
  NoisyClip clip;
  ModelCall call;
};

/// noise [B, z, T', h, w], sigma [B], both on the batch's device. The scheduler's grid must be set.
[[nodiscard]] NoisyBatch noisy_batch(const PairBatch& batch, const at::Tensor& noise, const at::Tensor& sigma,
                                     const Conditioning& conditioning, const Scheduler& scheduler);

}  // namespace v4e::training
