// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/distill/block_weight.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>

#include "core/base/json_file.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kFirstStep = 100;
constexpr std::int64_t kBatches = 20;
/// Of batches without a way, which have no block term, so many more are looked at.
constexpr std::int64_t kPatience = 20;
/// Where there is no gradient to compare with: the design's number to start from.
constexpr double kUnmeasured = 0.5;
constexpr double kLeast = 1e-3;
constexpr double kMost = 1e3;

}  // namespace

BlockWeight::BlockWeight(const BlockLossOptions& options, std::int64_t steps, std::filesystem::path file)
    : weight_(options.weight), file_(std::move(file)) {
  if (weight_) return;
  first_step_ = std::min(kFirstStep, steps / 5);
  batches_ = std::clamp<std::int64_t>(steps / 25, 1, kBatches);
  if (std::filesystem::exists(file_)) weight_ = read_json_file(file_).at("weight").get<double>();
}

double BlockWeight::at(std::int64_t step) const {
  return weight_ && step >= first_step_ ? *weight_ : 0;
}

void BlockWeight::measure(std::int64_t step, const std::function<DistillTerms(std::int64_t)>& terms,
                          const DistillWeights& weights, Trainer& trainer) {
  DistillWeights others = weights;
  others.block = 0;
  double block = 0;
  double rest = 0;
  std::int64_t measured = 0;
  for (std::int64_t i = 0; measured < batches_ && i < kPatience * batches_; ++i) {
    const DistillTerms made = terms(step + i);
    // What one process has nothing of another may have.
    if (trainer.company().sum(made.block.defined() ? 1 : 0) == 0) continue;
    block += trainer.gradient_norm(made.block, true);
    rest += trainer.gradient_norm(made.sum(others), false);
    ++measured;
  }
  const double weight = kBlockGradientShare * rest / block;
  weight_ = measured > 0 && std::isfinite(weight) ? std::clamp(weight, kLeast, kMost) : kUnmeasured;
  if (!trainer.company().leads()) return;
  write_json_file(file_, {{"weight", *weight_}, {"step", step}, {"batches", measured}});
}

}  // namespace v4e::training
