// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/progress_estimator.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace v4e::ui {
namespace {

// A guess in seconds for a machine that has never run: loading, denoising and decoding are what takes time.
constexpr StageSeconds kFirstGuess{4, 0.05, 0.5, 1, 8, 3, 0.5, 0, 0};
constexpr double kMinimumShownFraction = 0.03;

std::size_t index_of(Stage stage) {
  return static_cast<std::size_t>(stage);
}

}  // namespace

ProgressEstimator::ProgressEstimator(const StageSeconds& learnt) : weights_(learnt) {
  const double known = std::accumulate(learnt.begin(), learnt.end(), 0.0);
  if (known <= 0) weights_ = kFirstGuess;
}

void ProgressEstimator::update(const Progress& progress, double elapsed_s) {
  elapsed_s_ = elapsed_s;
  if (progress.stage != latest_.stage || !seen_[index_of(progress.stage)]) {
    if (seen_[index_of(latest_.stage)]) measured_[index_of(latest_.stage)] += elapsed_s - stage_started_s_;
    stage_started_s_ = elapsed_s;
    seen_[index_of(progress.stage)] = true;
  }
  latest_ = progress;
  const std::size_t current = index_of(progress.stage);
  const double total = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  const double before = std::accumulate(weights_.begin(), weights_.begin() + static_cast<long>(current), 0.0);
  const double share = static_cast<double>(progress.step) / std::max(1, progress.total);
  fraction_ = std::clamp((before + weights_[current] * share) / total, fraction_, 0.999);
}

std::optional<double> ProgressEstimator::secondsLeft() const {
  if (fraction_ < kMinimumShownFraction) return std::nullopt;
  return elapsed_s_ * (1 - fraction_) / fraction_;
}

StageSeconds ProgressEstimator::learnt(double elapsed_s) const {
  StageSeconds result = weights_;
  StageSeconds measured = measured_;
  measured[index_of(latest_.stage)] += elapsed_s - stage_started_s_;
  for (std::size_t i = 0; i < result.size(); ++i) {
    if (seen_[i]) result[i] = measured[i];
  }
  return result;
}

}  // namespace v4e::ui
