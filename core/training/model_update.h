// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <functional>
#include <memory>

#include "core/training/distributed/gradient_exchange.h"
#include "core/training/distributed/peers.h"
#include "core/training/distributed/shard_plan.h"
#include "core/training/distributed/sharded_weights.h"
#include "core/training/flat_parameters.h"
#include "core/training/moments.h"

namespace v4e::training {

struct TrainerOptions;

/// The other processes of a training, if there are any.
struct Company {
  Peers* peers = nullptr;  ///< null: there are none
  Sharding sharding = Sharding::None;

  [[nodiscard]] int rank() const { return peers ? peers->rank() : 0; }
  [[nodiscard]] int world() const { return peers ? peers->world() : 1; }
  /// Whether this process writes files and speaks.
  [[nodiscard]] bool leads() const { return rank() == 0; }
  /// The sum of everybody's number.
  [[nodiscard]] double sum(double number) const;
  /// The leading process's number.
  [[nodiscard]] double agreed(double number) const { return sum(leads() ? number : 0); }
};

/// That in which matrices are multiplied: what the leading process measured as faster (parse_dtype()).
[[nodiscard]] at::ScalarType training_dtype(const at::Device& device, const Company& company);

/// What a step of training changes: weights by AdamW (arXiv 1711.05101), their moments and their exponential
/// average. With company every process has the same weights, and keeps of all what its sharding says; all
/// functions are then called by all processes.
class ModelUpdate {
 public:
  /// All must outlive it.
  ModelUpdate(const TrainerOptions& options, FlatParameters& parameters, Company company);
  ~ModelUpdate();

  /// Gradient of a scalar with a graph, clipped, and the step that it asks for, unless it is not finite.
  void apply(const at::Tensor& loss, std::int64_t step);
  /// Norm of the gradient of the mean of everybody's scalar; undefined counts as a scalar without gradient.
  [[nodiscard]] double gradient_norm(const at::Tensor& loss, bool keep_graph);
  /// Forgets the gradient of a step that was given up.
  void clear_gradients();

  /// Exponential average of the weights, flat and whole.
  [[nodiscard]] at::Tensor averaged() const;
  /// Puts the average in the weights' place, and these in its; a second time puts both back.
  void swap_averaged();

  /// What brings blocks their weights where these are shared (Sharding::Weights), for the model; else null.
  [[nodiscard]] std::shared_ptr<BlockSource> block_source() const { return weights_; }

  /// The process that leads writes `path`; it is the same file for any number of processes.
  void save(const std::filesystem::path& path, std::int64_t step) const;
  /// Returns the step. Throws Error(CheckpointMismatch) where it belongs to another model.
  std::int64_t restore(const std::filesystem::path& path);

 private:
  /// [begin, end) of the weights, at `stored` of gradients, moments and average.
  using Piece = ShardPlan::Piece;
  [[nodiscard]] bool is_sharded() const { return company_.sharding != Sharding::None; }
  [[nodiscard]] at::Tensor& gradients();
  [[nodiscard]] double backward_norm(const at::Tensor& loss, bool keep_graph);
  void adamw(std::int64_t step);
  /// The weights [begin, end), which this process keeps and lie at `shift` less in its shard.
  [[nodiscard]] at::Tensor values_of(std::int64_t begin, std::int64_t end, std::int64_t shift);
  [[nodiscard]] at::Tensor values_of(const Piece& piece) {
    return values_of(piece.begin, piece.end, piece.begin - piece.stored);
  }
  [[nodiscard]] at::Tensor average_of(const Piece& piece) {
    return ema_.slice(0, piece.stored, piece.stored + piece.end - piece.begin);
  }
  /// Before values_of() are changed, and behind it.
  void begin_change();
  void end_change();
  /// What this process keeps of something, [begin, end) of its shard.
  using Own = std::function<at::Tensor(std::int64_t begin, std::int64_t end)>;
  /// Calls `take` with one part after the other of the whole of it.
  void each_part(const Own& own, const std::function<void(const at::Tensor&)>& take) const;
  [[nodiscard]] Own own_average() const;

  const TrainerOptions& options_;
  FlatParameters& parameters_;
  Company company_;
  ShardPlan plan_;
  std::vector<Piece> pieces_;
  std::shared_ptr<ShardedWeights> weights_;  ///< null: parameters_.values() has all
  std::unique_ptr<GradientExchange> exchange_;
  at::Tensor ema_;
  Moments moments_;
};

}  // namespace v4e::training
