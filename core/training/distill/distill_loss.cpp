// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/distill_loss.h"

#include <torch/types.h>

#include <limits>

namespace v4e::training {
namespace {

constexpr double kMostNoiseToKeep = 0.9;
/// So that an edit that changes next to nothing does not count endlessly.
constexpr double kLeastDistance = 0.02;

/// Mean of squares by example [B]; weights [1, z, 1, 1] or undefined.
at::Tensor error_of(const at::Tensor& a, const at::Tensor& b, const at::Tensor& weights) {
  const auto squares = (a - b).square();
  return (weights.defined() ? squares * weights : squares).flatten(1).mean(1);
}

void log_pairs(DistillTerms& terms, const char* name, const at::Tensor& values) {
  terms.by_pair.emplace_back(name, values.detach());
}

/// NaN where `counts` [B] is zero.
at::Tensor where_counted(const at::Tensor& values, const at::Tensor& counts) {
  return torch::where(counts.ne(0), values.detach(), std::numeric_limits<double>::quiet_NaN());
}

at::Tensor frame(const at::Tensor& latents, std::int64_t index) {
  return latents.select(2, index);
}

}  // namespace

at::Tensor DistillTerms::sum(const DistillWeights& weights) const {
  auto total = weights.tail * tail;
  if (evolution.defined()) total = total + weights.evolution * evolution;
  if (source.defined()) total = total + weights.source * source;
  if (keep.defined()) total = total + weights.keep * keep;
  if (block.defined()) total = total + weights.block * block;
  return total;
}

DistillTerms distill_terms(const at::Tensor& output, const PairBatch& batch, const NoisyBatch& noisy,
                           const at::Tensor& noise, const at::Tensor& sigma, Prediction prediction,
                           const Conditioning& conditioning, const at::Tensor& channel_weights) {
  const auto level = sigma.view({-1, 1, 1, 1, 1});
  const auto x0 = output_x0(prediction, conditioning, output, noisy.clip, level);
  const auto weights = channel_weights.defined() ? channel_weights.view({1, -1, 1, 1}) : at::Tensor();
  const auto last = batch.target.size(2) - 1;
  const bool is_velocity = prediction == Prediction::Velocity;
  const auto made = is_velocity ? output : x0;
  const auto wanted = is_velocity ? noise - batch.target : batch.target;

  DistillTerms terms;
  terms.sigma = sigma;
  auto tail = error_of(frame(made, last), frame(wanted, last), weights);
  if (!is_velocity) {
    const auto photo = conditioning.known_latents(batch.condition);
    tail = tail / (error_of(frame(photo, last), frame(wanted, last), weights) + kLeastDistance);
  }
  terms.tail = tail.mean();
  log_pairs(terms, "tail", tail);
  // The photo's own frame is not always denoised.
  const auto first_made = conditioning.first_denoised() == 0 ? std::int64_t{1} : std::int64_t{0};
  if (first_made < last && batch.evolution_weights.defined()) {
    const auto between = [&](const at::Tensor& latents) {
      return latents.slice(2, first_made, last).transpose(1, 2).flatten(0, 1);  // [B * frames, z, h, w]
    };
    const auto errors = error_of(between(made), between(wanted), weights).view({-1, last - first_made});
    const auto counts = batch.evolution_weights.to(errors.device());
    terms.evolution = (errors.mean(1) * counts).mean();
    log_pairs(terms, "evolution", where_counted(errors.mean(1), counts));
  }
  if (last > 0 && first_made == 1) {
    const auto source = error_of(frame(made, 0), frame(wanted, 0), weights);
    terms.source = source.mean();
    log_pairs(terms, "source", source);
  }
  if (batch.mask.defined()) {
    const auto outside = (1 - batch.mask) * (frame(x0, last) - batch.still).square();
    const auto counts = sigma.le(kMostNoiseToKeep).to(outside.scalar_type());
    terms.keep = (outside.flatten(1).mean(1) * counts).mean();
    log_pairs(terms, "keep", where_counted(outside.flatten(1).mean(1), counts));
  }
  return terms;
}

void add_block_term(DistillTerms& terms, const at::Tensor& distances, const at::Tensor& pairs,
                    std::int64_t count, const BlockLossOptions& options) {
  const auto weights = torch::tensor(options.weights, distances.options().requires_grad(false));
  const auto by_pair = weights.matmul(distances);  // [B']
  terms.block = by_pair.sum() / static_cast<double>(count);
  const auto all = torch::full({count}, std::numeric_limits<double>::quiet_NaN(), weights.options());
  log_pairs(terms, "block", all.index_copy(0, pairs, by_pair.detach()));
}

}  // namespace v4e::training
