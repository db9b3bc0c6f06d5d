// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <deque>
#include <memory>
#include <vector>

#include "core/training/distributed/peers.h"
#include "core/training/distributed/shard_plan.h"
#include "core/training/flat_parameters.h"

namespace v4e::training {

/// Averages gradients over the processes of a training, bucket by bucket from the last parameters to the
/// first, those of shared blocks before all others, which is about the order in which backward() makes them:
/// a bucket is under way as soon as all of it is there.
class GradientExchange {
 public:
  /// `parameters` are for the same sharding. All must outlive it.
  GradientExchange(FlatParameters& parameters, Peers& peers, Sharding sharding, const ShardPlan& plan);
  ~GradientExchange();
  GradientExchange(const GradientExchange&) = delete;
  GradientExchange& operator=(const GradientExchange&) = delete;

  /// The gradients of the next backward() are exchanged.
  void begin();
  /// Waits for all; parameters that had no gradient count as zero. Throws PeerLost.
  void finish();

  /// The average: of all parameters for Sharding::None (FlatParameters::gradients()), else of this process's
  /// shard.
  [[nodiscard]] at::Tensor& own() { return own_; }
  /// Makes it zero, and forgets an exchange that was given up.
  void clear();

 private:
  class Hook;
  void on_gradient(std::size_t slot);
  [[nodiscard]] bool stages() const { return !parameters_.gradients().defined(); }
  void stage(const FlatParameters::Slot& slot);
  void start_next();
  void start(std::size_t bucket);
  [[nodiscard]] at::Tensor whole(std::size_t bucket);
  void wait_for(std::size_t most_pending);

  FlatParameters& parameters_;
  Peers& peers_;
  Sharding sharding_;
  const ShardPlan& plan_;
  at::Tensor own_;
  /// Of each parameter the first and the last of its buckets.
  std::vector<std::pair<std::size_t, std::size_t>> buckets_of_;
  std::vector<std::size_t> parameters_of_;  ///< how many a bucket has
  std::vector<std::size_t> missing_;        ///< how many of them have no gradient yet
  std::vector<at::Tensor> staged_;          ///< a bucket's gradients until they are exchanged
  std::vector<std::size_t> order_;          ///< in which buckets are exchanged
  std::size_t started_ = 0;                 ///< buckets that are under way or through, of the first in order_
  struct Pending {
    std::size_t bucket = 0;
    std::unique_ptr<PendingExchange> exchange;
  };
  std::deque<Pending> pending_;
  bool is_on_ = false;
};

}  // namespace v4e::training
