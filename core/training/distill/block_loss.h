// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace v4e::training {

/// Which tokens of the residual stream are compared. The photo's own frame never is.
enum class BlockTokens {
  All,        ///< of all frames behind the photo
  Evolution,  ///< of those between photo and edit
  Tail,       ///< of the edit's frame
};

enum class BlockDistance {
  Cosine,  ///< 1 - cos of the layer-normalised states
  Mse,     ///< their mean squared difference, about twice that
};

/// How a student's hidden states are brought near a teacher's (Video4Edit's block-wise distillation, arXiv
/// 2511.18131; which blocks, weights and distance it takes is not published, so all of them are settings).
struct BlockLossOptions {
  /// Of the sum in the loss. Empty: measured once, so that the gradient of the term is kBlockGradientShare of
  /// that of all others; 0: off, and no teacher is asked.
  std::optional<double> weight = {};
  std::vector<std::int64_t> blocks = {};  ///< rising; empty: default_blocks()
  std::vector<double> weights = {};       ///< one a block; empty: rising evenly, the last twice the first
  BlockTokens tokens = BlockTokens::All;
  BlockDistance distance = BlockDistance::Cosine;

  /// With blocks and weights filled in, the weights of sum 1. Throws Error(InvalidArgument) where they do not
  /// fit a model of so many blocks.
  [[nodiscard]] BlockLossOptions resolved(std::int64_t num_layers) const;
};
inline constexpr double kBlockGradientShare = 0.3;

/// Every tenth of the blocks from 30 % on, and the last: {12, 16, … 36, 39} of 40. The first ones mix the
/// inputs, and the teacher's hold the answer.
[[nodiscard]] std::vector<std::int64_t> default_blocks(std::int64_t num_layers);

/// A range of tokens: begin, count.
struct TokenRange {
  std::int64_t begin = 0;
  std::int64_t count = 0;
};
/// Of `frames` latent frames with `per_frame` tokens each, the first of which is the photo's where
/// `has_photo`.
[[nodiscard]] TokenRange token_range(BlockTokens tokens, std::int64_t frames, std::int64_t per_frame,
                                     bool has_photo);

/// Mean distance of hidden states [B, N, D] over the tokens of `range` and D, layer-normalised over D without
/// weights, in fp32 (fp64 stays): [B] with a graph.
[[nodiscard]] at::Tensor block_distance(const at::Tensor& student, const at::Tensor& teacher,
                                        const TokenRange& range, BlockDistance distance);

/// block_distance() of the states behind several blocks: [blocks, B].
[[nodiscard]] at::Tensor block_distances(const std::vector<at::Tensor>& student,
                                         const std::vector<at::Tensor>& teacher, const TokenRange& range,
                                         BlockDistance distance);

}  // namespace v4e::training
