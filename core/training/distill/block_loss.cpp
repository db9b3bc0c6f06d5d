// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/block_loss.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <string>

#include "core/base/error.h"

namespace v4e::training {
namespace {

constexpr double kFirstShare = 0.3;
constexpr double kStepShare = 0.1;
constexpr double kLayerNormEps = 1e-6;  ///< that of the transformer's own norms

/// Rising evenly from 1 to 2.
std::vector<double> rising_weights(std::size_t count) {
  std::vector<double> weights(count, 1);
  for (std::size_t i = 1; i < count; ++i)
    weights[i] = 1 + static_cast<double>(i) / static_cast<double>(count - 1);
  return weights;
}

at::Tensor normalised(const at::Tensor& hidden, const TokenRange& range) {
  auto tokens = hidden.narrow(1, range.begin, range.count);
  if (tokens.scalar_type() != torch::kDouble) tokens = tokens.to(torch::kFloat);
  return torch::layer_norm(tokens, {tokens.size(2)}, {}, {}, kLayerNormEps);
}

}  // namespace

std::vector<std::int64_t> default_blocks(std::int64_t num_layers) {
  const auto share = [num_layers](double part) {
    return static_cast<std::int64_t>(std::lround(part * static_cast<double>(num_layers)));
  };
  std::vector<std::int64_t> blocks;
  const auto step = std::max<std::int64_t>(1, share(kStepShare));
  for (auto block = share(kFirstShare); block < num_layers - 1; block += step) blocks.push_back(block);
  blocks.push_back(num_layers - 1);
  return blocks;
}

BlockLossOptions BlockLossOptions::resolved(std::int64_t num_layers) const {
  const auto need = [](bool holds, const std::string& what) {
    if (!holds) throw Error(ErrorCode::InvalidArgument, what);
  };
  BlockLossOptions all = *this;
  need(!weight || (*weight >= 0 && std::isfinite(*weight)),
       "the weight of the block term must not be negative");
  if (all.blocks.empty()) all.blocks = default_blocks(num_layers);
  need(std::ranges::is_sorted(all.blocks, std::ranges::less_equal()) && all.blocks.front() >= 0 &&
           all.blocks.back() < num_layers,
       "the blocks to compare must rise from 0 to " + std::to_string(num_layers - 1) +
           " at most: the model has " + std::to_string(num_layers));
  if (all.weights.empty()) all.weights = rising_weights(all.blocks.size());
  need(all.weights.size() == all.blocks.size(), "there are " + std::to_string(all.weights.size()) +
                                                    " weights for " + std::to_string(all.blocks.size()) +
                                                    " blocks to compare: give one for each");
  const double sum = std::accumulate(all.weights.begin(), all.weights.end(), 0.0);
  const bool none_is_negative = std::ranges::all_of(all.weights, [](double each) { return each >= 0; });
  need(none_is_negative && std::isfinite(sum) && sum > 0,
       "the weights of the blocks must not be negative, and not all of them zero");
  for (double& each : all.weights) each /= sum;
  return all;
}

TokenRange token_range(BlockTokens tokens, std::int64_t frames, std::int64_t per_frame, bool has_photo) {
  const std::int64_t first = has_photo && frames > 1 ? 1 : 0;
  const auto frames_of = [per_frame](std::int64_t begin, std::int64_t end) {
    return TokenRange{begin * per_frame, (end - begin) * per_frame};
  };
  switch (tokens) {
    case BlockTokens::All:
      return frames_of(first, frames);
    case BlockTokens::Evolution:
      return frames_of(first, std::max(first, frames - 1));
    case BlockTokens::Tail:
      return frames_of(frames - 1, frames);
  }
  V4E_ASSERT(false);
  return {};
}

at::Tensor block_distance(const at::Tensor& student, const at::Tensor& teacher, const TokenRange& range,
                          BlockDistance distance) {
  const auto own = normalised(student, range);
  const auto taught = normalised(teacher, range);
  const auto by_token = distance == BlockDistance::Cosine ? 1 - torch::cosine_similarity(own, taught, 2)
                                                          : (own - taught).square().mean(2);
  return by_token.mean(1);
}

at::Tensor block_distances(const std::vector<at::Tensor>& student, const std::vector<at::Tensor>& teacher,
                           const TokenRange& range, BlockDistance distance) {
  V4E_ASSERT(student.size() == teacher.size());
  std::vector<at::Tensor> distances;
  for (std::size_t i = 0; i < student.size(); ++i)
    distances.push_back(block_distance(student[i], teacher[i], range, distance));
  return torch::stack(distances);
}

}  // namespace v4e::training
