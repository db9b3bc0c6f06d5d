// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/checkpoints/formats/safetensors.h"
#include "core/pipelines/components.h"
#include "core/training/model_update.h"
#include "core/training/pairs/encoded_set.h"
#include "core/training/pairs/noisy_batch.h"
#include "core/training/steps/few_step_options.h"

namespace v4e::training {

/// Makes the way of a guided model from noise to an edit.
class TrajectoryMaker {
 public:
  /// `negative_text`: text_states() of what guidance leads away from; undefined without guidance. All must
  /// outlive it.
  TrajectoryMaker(Components& components, const Conditioning& conditioning, const FewStepOptions& options,
                  at::Tensor negative_text);

  /// The states [K + 1, z, T', h, w] fp32 on the CPU at noise levels shift_sigma(1 - k / K): the noise, and
  /// what follows every teacher_steps / K steps. `batch` has one pair, `noise` is [1, z, T', h, w].
  [[nodiscard]] at::Tensor make(const PairBatch& batch, const at::Tensor& noise, const RunContext& context);

 private:
  Components& components_;
  const Conditioning& conditioning_;
  const FewStepOptions& options_;
  at::Tensor negative_text_;
};

/// Trajectories on disk, each of a pair of a set, one of its texts and a noise, which are functions of the
/// seed.
class TrajectorySet {
 public:
  /// Of the pairs of a split: `count` of them. The set must outlive it.
  TrajectorySet(const EncodedSet& set, const std::string& split, std::size_t count, std::uint64_t seed,
                std::filesystem::path folder);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t pair(std::size_t index) const { return pairs_[index % pairs_.size()]; }
  [[nodiscard]] const std::string& text(std::size_t index) const;
  /// [1, z, T', h, w]
  [[nodiscard]] at::Tensor noise(std::size_t index) const;

  /// The pairs of these trajectories side by side.
  [[nodiscard]] PairBatch batch(const std::vector<std::size_t>& indices, std::int64_t text_len,
                                const Conditioning& conditioning, at::Device device) const;

  /// Makes those that are not there yet, in files that are whole or not there; with company each process its
  /// share. Throws Cancelled, what writing and the model throw.
  void make(TrajectoryMaker& maker, std::int64_t text_len, const Conditioning& conditioning,
            at::Device device, const RunContext& context, const std::function<void(const std::string&)>& say,
            const Company& company = {}) const;
  /// TrajectoryMaker::make()'s, kept in half precision but for the noise.
  [[nodiscard]] at::Tensor states(std::size_t index) const;

 private:
  [[nodiscard]] std::filesystem::path shard_path(std::size_t shard) const;

  const EncodedSet& set_;
  std::vector<std::size_t> pairs_;
  std::size_t size_ = 0;
  std::uint64_t seed_;
  std::filesystem::path folder_;
  mutable std::map<std::size_t, std::unique_ptr<SafetensorsFile>> files_;
};

}  // namespace v4e::training
