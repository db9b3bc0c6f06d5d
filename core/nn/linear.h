// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "core/base/packed_weight.h"
#include "core/nn/placeholder.h"

namespace v4e {

struct LinearConfig {
  std::int64_t in = 1;
  std::int64_t out = 1;
  bool bias = true;
  /// Spread of the random start; empty is 1 / sqrt(in).
  std::optional<double> start = std::nullopt;
};

/// Added to a product with weights that stay as they are (LoRA, arXiv 2106.09685): (x down^T) up^T, in fp32.
struct LowRankAddition {
  at::Tensor down = {};                    ///< [rank, in]; undefined: nothing is added
  at::Tensor up = {};                      ///< [out, rank]
  std::function<void()> on_gradient = {};  ///< called when the gradient comes back to it; may throw
};

/// y = x W^T + b, computed in compute_dtype() of W: keeping a layer's weights in fp32 keeps its arithmetic in
/// fp32. The weight may be packed: it is expanded for each product then, and not trainable.
class LinearImpl : public torch::nn::Module, public Initializable, public TakesPackedWeight {
 public:
  explicit LinearImpl(const LinearConfig& config);

  /// x [..., in] of any floating dtype. Returns [..., out] in compute_dtype() of the weights.
  at::Tensor forward(const at::Tensor& x);
  /// forward() without the bias.
  at::Tensor product(const at::Tensor& x);
  /// compute_dtype() of the weights.
  [[nodiscard]] at::ScalarType dtype() const;
  void initialize(at::Generator& generator) override;
  void set_packed(std::shared_ptr<const PackedWeight> packed, bool later = false) override;
  [[nodiscard]] const PackedWeight* packed() const override { return packed_.get(); }
  void set_addition(LowRankAddition addition) { addition_ = std::move(addition); }
  [[nodiscard]] const LowRankAddition& addition() const { return addition_; }

  at::Tensor weight;  ///< [out, in]
  at::Tensor bias;    ///< [out], or undefined

 private:
  [[nodiscard]] at::Tensor multiply(const at::Tensor& x, const at::Tensor& added) const;
  [[nodiscard]] at::Tensor with_addition(const at::Tensor& x, const at::Tensor& result) const;

  LinearConfig config_;
  std::shared_ptr<const PackedWeight> packed_;  ///< null: `weight` holds the values
  LowRankAddition addition_;
};
TORCH_MODULE(Linear);

}  // namespace v4e
