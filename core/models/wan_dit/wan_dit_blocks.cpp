// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_dit/wan_dit_blocks.h"

#include <torch/types.h>

#include <cmath>

#include "core/base/error.h"
#include "core/nn/attention.h"
#include "core/nn/fused.h"
#include "core/nn/name_scope.h"
#include "core/nn/rotary_embedding.h"
#include "core/nn/timestep_embedding.h"

namespace v4e {
namespace {

constexpr double kImageNormEps = 1e-5;

void report(const Tap& tap, const std::string& name, const at::Tensor& value) {
  if (tap) tap(name, value);
}

/// True for terms [B, 1, D], which all tokens share, and for none: what the fused kernels take.
bool is_one_row(const at::Tensor& term) {
  return !term.defined() || term.size(1) == 1;
}

/// norm * (1 + scale) + shift, with scale and shift [B, 1, D] or [B, N, D].
at::Tensor modulate(const at::Tensor& normed, const at::Tensor& shift, const at::Tensor& scale) {
  return at::addcmul(shift, normed, scale + 1.0);
}

/// The same after a norm without weights, in one pass where nobody looks in between, and there already in the
/// dtype of the layer that gets it.
at::Tensor norm_modulate(LayerNorm& norm, const at::Tensor& x, const at::Tensor& shift,
                         const at::Tensor& scale, at::ScalarType dtype, const Tap& tap,
                         const std::string& name) {
  if (!tap && can_fuse(x, dtype) && is_one_row(shift))
    return fused_layer_norm_modulate(x, shift, scale, norm->eps(), dtype);
  const at::Tensor normed = norm(x);
  report(tap, name, normed);
  return modulate(normed, shift, scale);
}

/// x + y * gate in the dtype of x; an undefined gate is 1.
at::Tensor gated_sum(const at::Tensor& x, const at::Tensor& y, const at::Tensor& gate = {}) {
  if (can_fuse(x) && y.scalar_type() == at::kBFloat16 && is_one_row(gate)) return fused_gated_sum(x, y, gate);
  const at::Tensor wide = y.to(x.scalar_type());
  return gate.defined() ? at::addcmul(x, wide, gate) : x + wide;
}

at::Tensor linear_norm(Linear& linear, RmsNorm& norm, const at::Tensor& x) {
  return can_fuse(x, linear) ? fused_linear_norm(linear, norm, x) : norm(linear(x));
}

}  // namespace

std::vector<at::Tensor> modulation_terms(const at::Tensor& table, const at::Tensor& modulation) {
  if (modulation.dim() == 3) return (table + modulation).chunk(table.size(1), 1);
  return (table.unsqueeze(1) + modulation).unbind(2);
}

WanAttentionImpl::WanAttentionImpl(const WanDitConfig& config, bool image_branch)
    : heads_(config.num_attention_heads) {
  const std::int64_t width = config.width();
  const LinearConfig square{width, width};
  const NormConfig norm{width, config.eps};
  norm_q_ = register_module("norm_q", RmsNorm(norm));
  norm_k_ = register_module("norm_k", RmsNorm(norm));
  to_q_ = register_module("to_q", Linear(square));
  to_k_ = register_module("to_k", Linear(square));
  to_v_ = register_module("to_v", Linear(square));
  to_out_ = register_module("to_out", std::make_shared<NameScope>())->register_module("0", Linear(square));
  if (!image_branch) return;
  norm_added_k_ = register_module("norm_added_k", RmsNorm(norm));
  add_k_proj_ = register_module("add_k_proj", Linear(square));
  add_v_proj_ = register_module("add_v_proj", Linear(square));
}

at::Tensor WanAttentionImpl::rotated(Linear& linear, RmsNorm& norm, const at::Tensor& x,
                                     const at::Tensor& rotary, at::ScalarType dtype) const {
  const std::int64_t head_dim = linear->weight.size(0) / heads_;
  if (head_dim % 16 == 0 && can_fuse(x, linear))
    return split_heads(fused_linear_norm(linear, norm, x, rotary), heads_);
  const at::Tensor per_head = norm(linear(x)).unflatten(-1, {heads_, head_dim});  // [B, N, A, d]
  return apply_rotary(per_head, rotary).to(dtype).transpose(1, 2);                // [B, A, N, d]
}

at::Tensor WanAttentionImpl::self_attention(const at::Tensor& x, const at::Tensor& rotary) {
  const at::Tensor v = to_v_(x);
  const at::Tensor q = rotated(to_q_, norm_q_, x, rotary, v.scalar_type());
  const at::Tensor k = rotated(to_k_, norm_k_, x, rotary, v.scalar_type());
  return to_out_(merge_heads(attention(q, k, split_heads(v, heads_))));
}

CrossKeys WanAttentionImpl::cross_keys(const at::Tensor& text, const at::Tensor& image) {
  CrossKeys keys;
  keys.text_v = split_heads(to_v_(text), heads_);
  keys.text_k = split_heads(linear_norm(to_k_, norm_k_, text).to(keys.text_v.scalar_type()), heads_);
  if (image.defined() && add_k_proj_) {
    keys.image_v = split_heads(add_v_proj_(image), heads_);
    keys.image_k =
        split_heads(linear_norm(add_k_proj_, norm_added_k_, image).to(keys.image_v.scalar_type()), heads_);
  }
  return keys;
}

at::Tensor WanAttentionImpl::cross_attention(const at::Tensor& x, const CrossKeys& keys,
                                             const at::Tensor& text_bias) {
  const at::Tensor q = split_heads(linear_norm(to_q_, norm_q_, x).to(keys.text_v.scalar_type()), heads_);
  AttentionOptions options;
  options.bias = text_bias;
  at::Tensor result = attention(q, keys.text_k, keys.text_v, options);
  // Two independent softmaxes of the same queries; their sum goes through one output projection.
  if (keys.image_k.defined()) result = result + attention(q, keys.image_k, keys.image_v);
  return to_out_(merge_heads(result));
}

DitBlockImpl::DitBlockImpl(const WanDitConfig& config) {
  const std::int64_t width = config.width();
  scale_shift_table_ = register_parameter("scale_shift_table", placeholder({1, 6, width}));
  norm1_ = register_module("norm1", LayerNorm(NormConfig{width, config.eps, /*affine=*/false}));
  attn1_ = register_module("attn1", WanAttention(config, /*image_branch=*/false));
  norm2_ = register_module("norm2", LayerNorm(NormConfig{width, config.eps}));
  attn2_ = register_module("attn2", WanAttention(config, config.image_dim.has_value()));
  norm3_ = register_module("norm3", LayerNorm(NormConfig{width, config.eps, /*affine=*/false}));
  ffn_ = register_module(
      "ffn", FeedForward(FeedForwardConfig{width, config.ffn_dim, width, Gelu::Tanh, config.ffn_depthwise}));
}

at::Tensor DitBlockImpl::forward(const at::Tensor& x, const Inputs& inputs, const Tap& tap,
                                 const std::string& prefix) {
  const at::ScalarType dtype = island_dtype(x);
  const auto terms = modulation_terms(scale_shift_table_.to(dtype), inputs.modulation);

  const at::Tensor modulated1 =
      norm_modulate(norm1_, x, terms[0], terms[1], attn1_->dtype(), tap, prefix + "norm1");
  const at::Tensor self = attn1_->self_attention(modulated1, inputs.rotary);
  const at::Tensor after_self = gated_sum(x, self, terms[2]);

  const bool fused = !tap && can_fuse(after_self, attn2_->dtype());
  const at::Tensor normed2 =
      fused ? fused_layer_norm(norm2_, after_self, attn2_->dtype()) : norm2_(after_self);
  const bool has_keys = inputs.keys != nullptr && inputs.keys->text_k.defined();
  const CrossKeys keys = has_keys ? *inputs.keys : attn2_->cross_keys(inputs.text, inputs.image);
  if (inputs.keys != nullptr) *inputs.keys = keys;
  const at::Tensor cross = attn2_->cross_attention(normed2, keys, inputs.text_bias);
  const at::Tensor after_cross = gated_sum(after_self, cross);

  const at::Tensor modulated3 =
      norm_modulate(norm3_, after_cross, terms[3], terms[4], ffn_->dtype(), tap, prefix + "norm3");
  const at::Tensor fed = ffn_->forward_on_grid(modulated3, inputs.grid);
  report(tap, prefix + "attn1", self);
  report(tap, prefix + "norm2", normed2);
  report(tap, prefix + "attn2", cross);
  report(tap, prefix + "ffn", fed);
  return gated_sum(after_cross, fed, terms[5]);
}

void DitBlockImpl::initialize(at::Generator& generator) {
  set_normal(scale_shift_table_, 1.0 / std::sqrt(static_cast<double>(scale_shift_table_.size(2))), generator);
}

/// Image tokens to the model's width; first-last-frame models mark the two images by a table.
class ImageEmbedderImpl : public torch::nn::Module, public Initializable {
 public:
  explicit ImageEmbedderImpl(const WanDitConfig& config) {
    const std::int64_t in = *config.image_dim;
    norm1_ = register_module("norm1", LayerNorm(NormConfig{in, kImageNormEps}));
    ff_ = register_module("ff", FeedForward(FeedForwardConfig{in, in, config.width(), Gelu::Exact}));
    norm2_ = register_module("norm2", LayerNorm(NormConfig{config.width(), kImageNormEps}));
    if (config.pos_embed_seq_len) {
      pos_embed_ = register_parameter("pos_embed", placeholder({1, *config.pos_embed_seq_len, in}));
    }
  }

  /// tokens [B, M, image_dim]. Returns [B, M, D].
  at::Tensor forward(const at::Tensor& tokens) {
    at::Tensor x = tokens;
    if (pos_embed_.defined()) {
      if (tokens.size(1) != pos_embed_.size(1)) {
        throw Error(ErrorCode::InvalidArgument,
                    "image_embeds: expected " + std::to_string(pos_embed_.size(1)) +
                        " tokens of a first and a last image, found " + std::to_string(tokens.size(1)));
      }
      x = tokens.to(island_dtype(tokens)) + pos_embed_.to(island_dtype(tokens));
    }
    return norm2_(ff_(norm1_(x)));
  }

  void initialize(at::Generator&) override {
    if (pos_embed_.defined()) set_constant(pos_embed_, 0.0);
  }

 private:
  LayerNorm norm1_{nullptr};
  FeedForward ff_{nullptr};
  LayerNorm norm2_{nullptr};
  at::Tensor pos_embed_;
};

ConditionEmbedderImpl::ConditionEmbedderImpl(const WanDitConfig& config) : freq_dim_(config.freq_dim) {
  const std::int64_t width = config.width();
  const auto time = register_module("time_embedder", std::make_shared<NameScope>());
  time_1_ = time->register_module("linear_1", Linear(LinearConfig{config.freq_dim, width}));
  time_2_ = time->register_module("linear_2", Linear(LinearConfig{width, width}));
  time_proj_ = register_module("time_proj", Linear(LinearConfig{width, 6 * width}));
  const auto text = register_module("text_embedder", std::make_shared<NameScope>());
  text_1_ = text->register_module("linear_1", Linear(LinearConfig{config.text_dim, width}));
  text_2_ = text->register_module("linear_2", Linear(LinearConfig{width, width}));
  if (config.image_dim) {
    image_embedder_ = register_module("image_embedder", std::make_shared<ImageEmbedderImpl>(config));
  }
}

ConditionEmbedderImpl::Time ConditionEmbedderImpl::time(const at::Tensor& timestep) {
  Time result;
  const bool by_token = timestep.dim() == 2;
  // Tokens have few different timesteps among them, so each is embedded once; but on another device, where
  // finding them is to wait for it, each token's is.
  const bool is_shared = by_token && timestep.is_cpu();
  const auto [values, which] = is_shared ? at::_unique(timestep, /*sorted=*/true, /*return_inverse=*/true)
                                         : std::make_tuple(timestep.flatten(), at::Tensor());
  result.temb = time_2_(at::silu(time_1_(timestep_embedding(values, freq_dim_))));
  result.timestep_proj = time_proj_(at::silu(result.temb));
  if (is_shared) {
    result.temb = at::embedding(result.temb, which);
    result.timestep_proj = at::embedding(result.timestep_proj, which);
  } else if (by_token) {
    result.temb = result.temb.unflatten(0, timestep.sizes());
    result.timestep_proj = result.timestep_proj.unflatten(0, timestep.sizes());
  }
  return result;
}

ConditionEmbedderImpl::Content ConditionEmbedderImpl::content(const at::Tensor& prompt_embeds,
                                                              const at::Tensor& image_embeds) {
  Content result;
  result.text = text_2_(gelu(text_1_(prompt_embeds), Gelu::Tanh));
  if (image_embedder_ && image_embeds.defined()) {
    // [B * n, M / n, C] -> [B, M, C]: the images of one sample follow each other.
    result.image =
        image_embedder_->forward(image_embeds.reshape({prompt_embeds.size(0), -1, image_embeds.size(2)}));
  }
  return result;
}

}  // namespace v4e
