// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/training/distributed/shard_plan.h"

namespace v4e::training {

/// All trained parameters of some modules as one flat fp32 tensor (and one for their gradients), of which the
/// modules' parameters become views: clipping, AdamW, averaging and checkpoints are then one operation each.
/// The modules must outlive it and must not be moved to another device afterwards.
class FlatParameters {
 public:
  using NamedModules = std::vector<std::pair<std::string, torch::nn::Module*>>;

  /// One of them, and where it lies in the flat tensors.
  struct Slot {
    std::string name;
    std::vector<std::int64_t> shape;
    std::int64_t offset = 0;
    std::int64_t count = 0;
    at::Tensor parameter;
    std::optional<std::size_t> block = {};  ///< whose weights are shared, by Sharding::Weights
  };

  /// What the sharding takes apart is not flat: with Sharding::Gradients each parameter's gradient is its
  /// own, and goes once it is taken; with Sharding::Weights their values are the parameters' own, too, and
  /// those of `blocks`, which are among the modules, will be ShardedWeights'.
  explicit FlatParameters(const NamedModules& modules, Sharding sharding = Sharding::None,
                          const std::vector<torch::nn::Module*>& blocks = {});

  /// Undefined with Sharding::Weights.
  [[nodiscard]] at::Tensor& values() { return values_; }
  /// Undefined with Sharding::Gradients and Sharding::Weights.
  [[nodiscard]] at::Tensor& gradients() { return gradients_; }
  [[nodiscard]] const std::vector<Slot>& slots() const { return slots_; }
  /// Elements of all parameters.
  [[nodiscard]] std::int64_t count() const;
  /// fp32, on the device of the training.
  [[nodiscard]] const at::TensorOptions& options() const { return options_; }
  /// Where the parameters of blocks lie: of each two ranges, if it has both kinds of parameters.
  [[nodiscard]] std::vector<FlatRange> block_ranges() const;
  /// Calls take(slot, begin, end) with what of [begin, end) is each parameter's.
  void visit(std::int64_t begin, std::int64_t end,
             const std::function<void(const Slot& slot, std::int64_t begin, std::int64_t end)>& take) const;

  /// Parameters with two or more dimensions come first: weight decay is for these alone.
  [[nodiscard]] std::int64_t decayed_count() const { return decayed_count_; }

  /// Views of `flat` (same size as values()) under the parameters' names, prefixed by their module's name.
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> named_views(const at::Tensor& flat) const;

 private:
  void make_flat(bool with_gradients);

  std::vector<Slot> slots_;
  at::TensorOptions options_;
  at::Tensor values_;
  at::Tensor gradients_;
  std::int64_t decayed_count_ = 0;
};

}  // namespace v4e::training
