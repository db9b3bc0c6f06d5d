// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/umt5/umt5_encoder.h"

#include <torch/types.h>

#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/nn/attention.h"
#include "core/nn/feed_forward.h"
#include "core/nn/name_scope.h"

namespace v4e {
namespace {

/// Random starts as in T5: the scores have no scale of their own, so queries start small.
double spread(std::int64_t width) {
  return 1.0 / std::sqrt(static_cast<double>(width));
}

}  // namespace

Umt5AttentionImpl::Umt5AttentionImpl(const Umt5Config& config) : heads_(config.num_heads) {
  const std::int64_t inner = config.num_heads * config.d_kv;
  q_ = register_module(
      "q", Linear(LinearConfig{config.d_model, inner, false, spread(config.d_model * config.d_kv)}));
  k_ = register_module("k", Linear(LinearConfig{config.d_model, inner, false}));
  v_ = register_module("v", Linear(LinearConfig{config.d_model, inner, false}));
  o_ = register_module("o", Linear(LinearConfig{inner, config.d_model, false}));
  relative_attention_bias_ = register_module(
      "relative_attention_bias", Embedding(EmbeddingConfig{config.relative_attention_num_buckets,
                                                           config.num_heads, spread(config.d_model)}));
}

at::Tensor Umt5AttentionImpl::forward(const at::Tensor& x, const at::Tensor& buckets,
                                      const at::Tensor& mask) {
  const at::Tensor distance = relative_attention_bias_(buckets).to(mask.scalar_type()).permute({2, 0, 1});
  AttentionOptions options;
  options.scale = 1.0;
  options.bias = distance.unsqueeze(0) + mask;  // [B, A, L, L]
  return o_(merge_heads(attention(split_heads(q_(x), heads_), split_heads(k_(x), heads_),
                                  split_heads(v_(x), heads_), options)));
}

Umt5BlockImpl::Umt5BlockImpl(const Umt5Config& config) {
  const NormConfig norm{config.d_model, config.layer_norm_epsilon};
  const auto layers = register_module("layer", std::make_shared<NameScope>());
  const auto attention_layer = layers->register_module("0", std::make_shared<NameScope>());
  attention_ = attention_layer->register_module("SelfAttention", Umt5Attention(config));
  attention_norm_ = attention_layer->register_module("layer_norm", RmsNorm(norm));
  const auto feed_layer = layers->register_module("1", std::make_shared<NameScope>());
  const auto dense = feed_layer->register_module("DenseReluDense", std::make_shared<NameScope>());
  wi_0_ = dense->register_module("wi_0", Linear(LinearConfig{config.d_model, config.d_ff, false}));
  wi_1_ = dense->register_module("wi_1", Linear(LinearConfig{config.d_model, config.d_ff, false}));
  wo_ = dense->register_module("wo", Linear(LinearConfig{config.d_ff, config.d_model, false}));
  feed_forward_norm_ = feed_layer->register_module("layer_norm", RmsNorm(norm));
}

at::Tensor Umt5BlockImpl::forward(const at::Tensor& x, const at::Tensor& buckets, const at::Tensor& mask) {
  const at::Tensor attended = x + attention_(attention_norm_(x), buckets, mask).to(x.scalar_type());
  const at::Tensor normed = feed_forward_norm_(attended);
  return attended + wo_(gelu(wi_0_(normed), Gelu::Tanh) * wi_1_(normed)).to(x.scalar_type());
}

Umt5EncoderImpl::Umt5EncoderImpl(const Umt5Config& config) : config_(config) {
  config_.validate();
  shared_ = register_module("shared", Embedding(EmbeddingConfig{config.vocab_size, config.d_model}));
  const auto encoder = register_module("encoder", std::make_shared<NameScope>());
  const auto blocks = encoder->register_module("block", std::make_shared<NameScope>());
  for (std::int64_t i = 0; i < config.num_layers; ++i) {
    blocks_.push_back(blocks->register_module(std::to_string(i), Umt5Block(config)));
  }
  final_layer_norm_ = encoder->register_module(
      "final_layer_norm", RmsNorm(NormConfig{config.d_model, config.layer_norm_epsilon}));
}

void Umt5EncoderImpl::check_inputs(const at::Tensor& token_ids, const at::Tensor& attention_mask) const {
  if (token_ids.dim() != 2 || token_ids.numel() == 0 || token_ids.scalar_type() != at::kLong ||
      attention_mask.sizes() != token_ids.sizes()) {
    throw Error(ErrorCode::InvalidArgument, "text encoder: expected ids and mask [B, L] int64, found " +
                                                c10::str(token_ids.sizes()) + " and " +
                                                c10::str(attention_mask.sizes()));
  }
  const auto [low, high] = at::aminmax(token_ids);
  if (low.item<std::int64_t>() < 0 || high.item<std::int64_t>() >= config_.vocab_size) {
    throw Error(ErrorCode::InvalidArgument, "text encoder: token id " +
                                                std::to_string(high.item<std::int64_t>()) + " is not below " +
                                                std::to_string(config_.vocab_size) +
                                                ", or one is negative: the tokenizer is another model's");
  }
}

at::Tensor Umt5EncoderImpl::forward(const at::Tensor& token_ids, const at::Tensor& attention_mask,
                                    const Umt5Options& options) {
  check_inputs(token_ids, attention_mask);
  const auto report = [&](std::size_t index, const at::Tensor& value) {
    if (options.tap) options.tap("hidden_states." + std::to_string(index), value);
  };
  const at::Tensor embedded = shared_(token_ids);
  at::Tensor x = embedded.to(island_dtype(embedded));
  // The lowest finite value, as in the reference: with -inf a row without any real token would become NaN.
  const double lowest = std::numeric_limits<float>::lowest();
  const at::Tensor mask = at::zeros(token_ids.sizes(), x.options())
                              .masked_fill(attention_mask == 0, lowest)
                              .unsqueeze(1)
                              .unsqueeze(1);
  const at::Tensor buckets = relative_buckets(config_, token_ids.size(1), token_ids.device());
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    if (options.context != nullptr) options.context->check();
    report(i, x);
    x = blocks_[i](x, buckets, mask);
  }
  x = final_layer_norm_(x);
  report(blocks_.size(), x);
  return x;
}

std::vector<std::string> Umt5EncoderImpl::ignored_weights() const {
  // The embedding under its second name, and what whole UMT5 files hold besides the encoder.
  return {"encoder.embed_tokens.weight", "decoder.*", "lm_head.*", "spiece_model"};
}

at::Tensor relative_buckets(const Umt5Config& config, std::int64_t length, at::Device device) {
  const std::int64_t half = config.relative_attention_num_buckets / 2;
  const std::int64_t exact = half / 2;
  const at::Tensor positions = at::arange(length, at::dtype(at::kLong).device(device));
  const at::Tensor relative = positions.unsqueeze(0) - positions.unsqueeze(1);  // key - query
  const at::Tensor distance = relative.abs();
  // In fp32 as in the reference, so that the borders between buckets fall alike.
  const double range = std::log(static_cast<double>(config.relative_attention_max_distance) / exact);
  const at::Tensor far = (at::log(distance.to(at::kFloat) / static_cast<double>(exact)) / range *
                          static_cast<double>(half - exact))
                             .clamp_min(0)  // distance 0 gives -inf, which is not used but must not be cast
                             .to(at::kLong) +
                         exact;
  return at::where(distance < exact, distance, far.clamp_max(half - 1)) + (relative > 0).to(at::kLong) * half;
}

}  // namespace v4e
