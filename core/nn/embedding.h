// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

#include "core/nn/placeholder.h"

namespace v4e {

struct EmbeddingConfig {
  std::int64_t rows = 1;
  std::int64_t width = 1;
  double start = 1.0;  ///< spread of the random start
};

/// A table of vectors.
class EmbeddingImpl : public torch::nn::Module, public Initializable {
 public:
  explicit EmbeddingImpl(const EmbeddingConfig& config);

  /// ids [...] int64, 0 … rows - 1. Returns [..., width] in the dtype of the weights.
  at::Tensor forward(const at::Tensor& ids);
  void initialize(at::Generator& generator) override;

  at::Tensor weight;  ///< [rows, width]

 private:
  EmbeddingConfig config_;
};
TORCH_MODULE(Embedding);

}  // namespace v4e
