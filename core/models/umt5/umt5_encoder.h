// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ignores_weights.h"
#include "core/base/run_context.h"
#include "core/models/umt5/umt5_config.h"
#include "core/nn/embedding.h"
#include "core/nn/linear.h"
#include "core/nn/norm.h"

namespace v4e {

/// Self-attention without a scale of the scores; every layer has its own table of biases by distance.
class Umt5AttentionImpl : public torch::nn::Module {
 public:
  explicit Umt5AttentionImpl(const Umt5Config& config);

  /// x [B, L, D]; buckets [L, L] int64, see relative_buckets(); mask [B, 1, 1, L], 0 or fp32's lowest value.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& buckets, const at::Tensor& mask);

 private:
  std::int64_t heads_;
  Linear q_{nullptr};
  Linear k_{nullptr};
  Linear v_{nullptr};
  Linear o_{nullptr};
  Embedding relative_attention_bias_{nullptr};
};
TORCH_MODULE(Umt5Attention);

/// Attention and gated feed-forward, each behind a norm and added to the stream, which stays fp32.
class Umt5BlockImpl : public torch::nn::Module {
 public:
  explicit Umt5BlockImpl(const Umt5Config& config);
  /// x [B, L, D] fp32. Returns the same.
  at::Tensor forward(const at::Tensor& x, const at::Tensor& buckets, const at::Tensor& mask);

 private:
  RmsNorm attention_norm_{nullptr};
  Umt5Attention attention_{nullptr};
  RmsNorm feed_forward_norm_{nullptr};
  Linear wi_0_{nullptr};  ///< the gate
  Linear wi_1_{nullptr};
  Linear wo_{nullptr};
};
TORCH_MODULE(Umt5Block);

struct Umt5Options {
  const RunContext* context = nullptr;  ///< checked before each block
  /// Gets "hidden_states.0" (embeddings), "hidden_states.N" (after N blocks; the last one after the final
  /// norm).
  std::function<void(std::string_view name, const at::Tensor& value)> tap = {};
};

/// The text encoder of Wan2.1. Parameter names are those of transformers' UMT5EncoderModel. Trainable.
class Umt5EncoderImpl : public torch::nn::Module, public IgnoresWeights {
 public:
  /// Throws what Umt5Config::validate() throws.
  explicit Umt5EncoderImpl(const Umt5Config& config);

  /// token_ids [B, L] int64; attention_mask [B, L], not 0 = real token. Returns [B, L, D] fp32; rows of
  /// padding hold values of no use, which the caller sets to zero. Throws Error(InvalidArgument) on other
  /// shapes or unknown ids.
  at::Tensor forward(const at::Tensor& token_ids, const at::Tensor& attention_mask,
                     const Umt5Options& options = {});

  [[nodiscard]] const Umt5Config& config() const { return config_; }
  [[nodiscard]] std::vector<std::string> ignored_weights() const override;

 private:
  void check_inputs(const at::Tensor& token_ids, const at::Tensor& attention_mask) const;

  Umt5Config config_;
  Embedding shared_{nullptr};
  std::vector<Umt5Block> blocks_;
  RmsNorm final_layer_norm_{nullptr};
};
TORCH_MODULE(Umt5Encoder);

/// Bucket of each (query, key) pair by their distance: exact when near, logarithmic when far, and another
/// half of the buckets for keys behind the query. Returns [length, length] int64.
[[nodiscard]] at::Tensor relative_buckets(const Umt5Config& config, std::int64_t length, at::Device device);

}  // namespace v4e
