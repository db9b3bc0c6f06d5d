// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

#include "core/models/sampling_config.h"
#include "core/training/distill/block_loss.h"
#include "core/training/pairs/noisy_batch.h"

namespace v4e::training {

struct DistillWeights {
  double tail = 1.0;    ///< the last latent frame, which holds the edit
  double evolution = 0.5;  ///< those between photo and edit, of pairs that a teacher rolled out
  double source = 0.1;  ///< the first one, which holds the photo, where it is denoised
  double keep = 0.1;    ///< what lies outside of the mask is to stay the photo's, where there is a mask
  double block = 0;     ///< the teacher's hidden states, see BlockLossOptions::weight
};

/// The terms of a step, scalars with a graph, not weighted; undefined where a term has nothing to say.
struct DistillTerms {
  at::Tensor tail;
  at::Tensor evolution;
  at::Tensor source;
  at::Tensor keep;
  at::Tensor block;
  at::Tensor sigma = {};  ///< [B], for a log
  /// Each of them by pair, [B] without a graph, for a log; NaN where it says nothing of a pair.
  std::vector<std::pair<std::string, at::Tensor>> by_pair = {};

  [[nodiscard]] at::Tensor sum(const DistillWeights& weights) const;
};

/// What a transformer's answer to a noisy batch is worth (Video4Edit's tail-frame supervision and its
/// teacher's roll-outs, arXiv 2511.18131, as far as its publications tell).
///
/// Models that predict a velocity v: tail and source are mean |v - (noise - target)|² over their frame,
/// evolution the mean over the frames between them, times PairBatch::evolution_weights; keep is mean (1 -
/// mask) |x0 - still|² over the last frame, of pairs at sigma <= 0.9, above which x0 is a guess. Models that
/// predict what makes the clean latents out of the source (Prediction::X0Affine): the same of x0 in place of
/// v, channels weighted by `channel_weights`, and the tail's error divided by how far the edit is from the
/// photo, so that gentle edits count as much as strong ones.
///
/// output [B, out_channels, T', h, w], noise like the batch's target, sigma [B]; channel_weights [z] with
/// mean 1, or undefined: all alike.
[[nodiscard]] DistillTerms distill_terms(const at::Tensor& output, const PairBatch& batch,
                                         const NoisyBatch& noisy, const at::Tensor& noise,
                                         const at::Tensor& sigma, Prediction prediction,
                                         const Conditioning& conditioning,
                                         const at::Tensor& channel_weights = {});

/// Adds the block term, sum of options.weights times block_distances(), to the terms of a batch of `count`
/// pairs of which `pairs` [B'] have states; the others count as zero. `options` are resolved.
void add_block_term(DistillTerms& terms, const at::Tensor& distances, const at::Tensor& pairs,
                    std::int64_t count, const BlockLossOptions& options);

}  // namespace v4e::training
