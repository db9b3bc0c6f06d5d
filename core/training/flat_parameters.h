// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>

#include <string>
#include <utility>
#include <vector>

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
  };

  /// Without `flat_gradients` each parameter's gradient is its own, and goes once it is taken.
  explicit FlatParameters(const NamedModules& modules, bool flat_gradients = true);

  [[nodiscard]] at::Tensor& values() { return values_; }
  /// Undefined without flat gradients.
  [[nodiscard]] at::Tensor& gradients() { return gradients_; }
  [[nodiscard]] const std::vector<Slot>& slots() const { return slots_; }

  /// Parameters with two or more dimensions come first: weight decay is for these alone.
  [[nodiscard]] std::int64_t decayed_count() const { return decayed_count_; }

  /// Views of `flat` (same size as values()) under the parameters' names, prefixed by their module's name.
  [[nodiscard]] std::vector<std::pair<std::string, at::Tensor>> named_views(const at::Tensor& flat) const;

 private:
  std::vector<Slot> slots_;
  at::Tensor values_;
  at::Tensor gradients_;
  std::int64_t decayed_count_ = 0;
};

}  // namespace v4e::training
