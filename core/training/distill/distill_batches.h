// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <map>
#include <vector>

#include "core/training/distill/distill_run.h"
#include "core/training/distributed/example_share.h"
#include "core/training/pairs/encoded_set.h"

namespace v4e::training {

/// What a training step sees.
struct DistillStep {
  std::vector<EncodedPair> pairs;  ///< that the batch is made of
  PairBatch batch;
  at::Tensor noise;
  at::Tensor sigma;  ///< [B]
};

/// Draws training steps from a set, of each this process's share: a function of seed and step alone, so that
/// a training goes on exactly, and of what all processes together see nothing depends on their number.
class DistillBatches {
 public:
  /// `empty_text`: PairEncoder::encode_text(""), for DistillOptions::empty_texts. All must outlive it. Throws
  /// Error(InvalidArgument) where the set has no pair to train on, and as ExampleShare.
  DistillBatches(const EncodedSet& set, const DistillOptions& options, const Conditioning& conditioning,
                 std::int64_t text_len, at::Tensor empty_text, const Company& company);

  [[nodiscard]] DistillStep draw(std::int64_t step, at::Device device) const;
  [[nodiscard]] std::size_t pairs() const { return count_; }

 private:
  const EncodedSet& set_;
  const DistillOptions& options_;
  const Conditioning& conditioning_;
  std::int64_t text_len_;
  at::Tensor empty_text_;
  ExampleShare share_;
  /// Pairs of one size, frames among it, go into one batch; a size is drawn as often as it has pairs.
  std::map<std::array<std::int64_t, 3>, std::vector<std::size_t>> by_size_;
  std::size_t count_ = 0;
};

}  // namespace v4e::training
