// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "core/base/packed_weight.h"
#include "core/nn/placeholder.h"

namespace v4e {

struct EmbeddingConfig {
  std::int64_t rows = 1;
  std::int64_t width = 1;
  double start = 1.0;  ///< spread of the random start
};

/// A table of vectors. It may be packed: it stays on the CPU then, and only the rows that are asked for are
/// expanded, and brought to the device.
class EmbeddingImpl : public torch::nn::Module, public Initializable, public TakesPackedWeight {
 public:
  explicit EmbeddingImpl(const EmbeddingConfig& config);

  /// ids [...] int64, 0 … rows - 1. Returns [..., width] in the dtype of the weights.
  at::Tensor forward(const at::Tensor& ids);
  /// All of it, [rows, width].
  [[nodiscard]] at::Tensor table();
  void initialize(at::Generator& generator) override;
  void set_packed(std::shared_ptr<const PackedWeight> packed, bool /*later*/ = false) override {
    packed_ = std::move(packed);
  }
  [[nodiscard]] const PackedWeight* packed() const override { return packed_.get(); }

  at::Tensor weight;  ///< [rows, width]

 private:
  EmbeddingConfig config_;
  std::shared_ptr<const PackedWeight> packed_;  ///< null: `weight` holds the values
};
TORCH_MODULE(Embedding);

}  // namespace v4e
