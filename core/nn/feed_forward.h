// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <array>
#include <cstdint>

#include "core/nn/linear.h"

namespace v4e {

enum class Gelu { Exact, Tanh };

struct FeedForwardConfig {
  std::int64_t in = 1;
  std::int64_t hidden = 1;
  std::int64_t out = 1;
  Gelu activation = Gelu::Tanh;
  bool depthwise = false;  ///< a 3 x 3 convolution of each hidden channel over the token grid is added
};

/// Linear, GELU, Linear, under the names that diffusers gives them: net.0.proj and net.2. With the
/// convolution (weights depthwise [hidden, 1, 3, 3], zero at first) tokens see their neighbours, zeros
/// beyond the edge.
class FeedForwardImpl : public torch::nn::Module, public Initializable {
 public:
  explicit FeedForwardImpl(const FeedForwardConfig& config);

  /// x [..., in]. Returns [..., out].
  at::Tensor forward(const at::Tensor& x);
  /// x [B, T * H * W, in] for a depthwise one, tokens in the order of `grid` (T, H, W).
  at::Tensor forward_on_grid(const at::Tensor& x, const std::array<std::int64_t, 3>& grid);
  void initialize(at::Generator& generator) override;
  /// What x is brought to.
  [[nodiscard]] at::ScalarType dtype() const { return up_->dtype(); }

 private:
  [[nodiscard]] at::Tensor hidden(const at::Tensor& x);

  FeedForwardConfig config_;
  Linear up_{nullptr};
  Linear down_{nullptr};
  at::Tensor depthwise_;  ///< undefined without the convolution
};
TORCH_MODULE(FeedForward);

/// GELU, exact (erf) or approximated by tanh.
[[nodiscard]] at::Tensor gelu(const at::Tensor& x, Gelu kind);

}  // namespace v4e
