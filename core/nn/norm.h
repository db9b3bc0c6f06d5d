// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

#include "core/nn/placeholder.h"

namespace v4e {

/// The dtype in which norms, modulation and residual sums are computed: fp32, or fp64 where the input is
/// that.
[[nodiscard]] at::ScalarType island_dtype(const at::Tensor& x);

struct NormConfig {
  std::int64_t width = 1;
  double eps = 1e-6;
  bool affine = true;
};

/// Layer norm over the last dimension as an fp32 island: 16-bit means and variances lose too much.
class LayerNormImpl : public torch::nn::Module, public Initializable {
 public:
  explicit LayerNormImpl(const NormConfig& config);

  /// x [..., width]. Returns the same shape in island_dtype(x).
  at::Tensor forward(const at::Tensor& x);
  void initialize(at::Generator& generator) override;

  [[nodiscard]] double eps() const { return config_.eps; }

  at::Tensor weight;  ///< [width], undefined without affine; so is bias
  at::Tensor bias;

 private:
  NormConfig config_;
};
TORCH_MODULE(LayerNorm);

/// x / sqrt(mean(x^2) + eps) * weight over the last dimension, an fp32 island as well.
class RmsNormImpl : public torch::nn::Module, public Initializable {
 public:
  explicit RmsNormImpl(const NormConfig& config);

  /// x [..., width]. Returns the same shape in island_dtype(x).
  at::Tensor forward(const at::Tensor& x);
  void initialize(at::Generator& generator) override;

  [[nodiscard]] double eps() const { return config_.eps; }

  at::Tensor weight;  ///< [width]

 private:
  NormConfig config_;
};
TORCH_MODULE(RmsNorm);

}  // namespace v4e
