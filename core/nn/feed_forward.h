// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>

#include "core/nn/linear.h"

namespace v4e {

enum class Gelu { Exact, Tanh };

struct FeedForwardConfig {
  std::int64_t in = 1;
  std::int64_t hidden = 1;
  std::int64_t out = 1;
  Gelu activation = Gelu::Tanh;
};

/// Linear, GELU, Linear, under the names that diffusers gives them: net.0.proj and net.2.
class FeedForwardImpl : public torch::nn::Module {
 public:
  explicit FeedForwardImpl(const FeedForwardConfig& config);

  /// x [..., in]. Returns [..., out].
  at::Tensor forward(const at::Tensor& x);
  /// What x is brought to.
  [[nodiscard]] at::ScalarType dtype() const { return up_->dtype(); }

 private:
  FeedForwardConfig config_;
  Linear up_{nullptr};
  Linear down_{nullptr};
};
TORCH_MODULE(FeedForward);

/// GELU, exact (erf) or approximated by tanh.
[[nodiscard]] at::Tensor gelu(const at::Tensor& x, Gelu kind);

}  // namespace v4e
