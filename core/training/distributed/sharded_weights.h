// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "core/nn/block_source.h"
#include "core/training/distributed/peers.h"
#include "core/training/distributed/shard_plan.h"
#include "core/training/flat_parameters.h"

namespace v4e::training {

/// Trained weights of which each process keeps its part. A block's weights are brought together before it
/// computes, while another block does, and taken away for the next; all other parameters are whole in every
/// process besides. At most two blocks' weights are in memory at once.
class ShardedWeights final : public BlockSource {
 public:
  /// `parameters` are for Sharding::Weights and equal in all processes; the plan has their block_ranges()
  /// whole. Blocks' parameters have no values from then on but by acquire(). All must live as long as it is
  /// used.
  ShardedWeights(FlatParameters& parameters, Peers& peers, const ShardPlan& plan);

  /// To be called by all processes for the same blocks, and between the same other exchanges.
  void acquire(std::size_t block) override;

  /// This process's part [shard_elements()], fp32. Between release() and spread() it may be changed.
  [[nodiscard]] const at::Tensor& own() const { return own_; }
  /// Takes every block's weights away.
  void release();
  /// Brings everybody's changes to the parameters that are whole.
  void spread();

 private:
  struct Block {
    std::vector<std::size_t> buckets;
    std::vector<FlatParameters::Slot> slots;
  };
  /// A block's buckets on their way.
  struct Ahead {
    std::size_t block = 0;
    std::vector<at::Tensor> buckets;
    std::vector<std::unique_ptr<PendingExchange>> exchanges;
  };
  struct Started {
    at::Tensor whole;
    std::unique_ptr<PendingExchange> exchange;
  };
  [[nodiscard]] Started start(std::size_t bucket);
  void begin(std::size_t block);
  void drop_ahead();
  void place(const Ahead& brought);
  void empty(std::size_t block);

  FlatParameters& parameters_;
  Peers& peers_;
  const ShardPlan& plan_;
  at::Tensor own_;
  std::vector<Block> blocks_;
  std::vector<std::size_t> whole_buckets_;  ///< of the other parameters
  std::optional<std::size_t> filled_;
  std::optional<Ahead> ahead_;
};

}  // namespace v4e::training
