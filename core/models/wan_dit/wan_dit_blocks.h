// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/models/wan_dit/wan_dit_config.h"
#include "core/nn/feed_forward.h"
#include "core/nn/linear.h"
#include "core/nn/norm.h"
#include "core/nn/placeholder.h"

namespace v4e {

/// Gets named intermediate results, for tests and for checking an installation.
using Tap = std::function<void(std::string_view name, const at::Tensor& value)>;

/// The terms of a modulation, shift, scale and so on: table [1, n, D] + modulation [B, n, D] or [B, N, n, D]
/// -> n tensors [B, 1, D] or [B, N, D].
[[nodiscard]] std::vector<at::Tensor> modulation_terms(const at::Tensor& table, const at::Tensor& modulation);

/// Keys and values of a cross-attention, [B, A, L, d] and in image models [B, A, M, d]: the same in all
/// steps.
struct CrossKeys {
  at::Tensor text_k;
  at::Tensor text_v;
  at::Tensor image_k;
  at::Tensor image_v;
};

/// Self-attention, or cross-attention to text and, in image models, to image tokens. Names as in diffusers.
class WanAttentionImpl : public torch::nn::Module {
 public:
  /// `image_branch` adds a second attention of the same queries to image tokens.
  WanAttentionImpl(const WanDitConfig& config, bool image_branch);

  /// x [B, N, D]; `rotary` [N, d / 2] complex. Returns [B, N, D].
  at::Tensor self_attention(const at::Tensor& x, const at::Tensor& rotary);
  /// text [B, L, D], image [B, M, D] or undefined.
  [[nodiscard]] CrossKeys cross_keys(const at::Tensor& text, const at::Tensor& image);
  /// `text_bias` [1, L] is added to the scores of the text, or undefined. Returns [B, N, D].
  at::Tensor cross_attention(const at::Tensor& x, const CrossKeys& keys, const at::Tensor& text_bias);
  /// What x is brought to.
  [[nodiscard]] at::ScalarType dtype() const { return to_q_->dtype(); }

 private:
  /// Queries or keys of x [B, N, D], normed and turned, in `dtype`: [B, A, N, d].
  [[nodiscard]] at::Tensor rotated(Linear& linear, RmsNorm& norm, const at::Tensor& x,
                                   const at::Tensor& rotary, at::ScalarType dtype) const;

  std::int64_t heads_;
  RmsNorm norm_q_{nullptr};
  RmsNorm norm_k_{nullptr};
  RmsNorm norm_added_k_{nullptr};
  Linear to_q_{nullptr};
  Linear to_k_{nullptr};
  Linear to_v_{nullptr};
  Linear add_k_proj_{nullptr};
  Linear add_v_proj_{nullptr};
  Linear to_out_{nullptr};
};
TORCH_MODULE(WanAttention);

/// Self-attention, cross-attention and feed-forward with modulation by the timestep. The residual stream,
/// norms, modulation and gates are fp32 whatever the weights are; matrices are computed in the dtype of their
/// weights.
class DitBlockImpl : public torch::nn::Module, public Initializable {
 public:
  explicit DitBlockImpl(const WanDitConfig& config);

  struct Inputs {
    at::Tensor modulation;  ///< [B, 6, D] fp32, or [B, N, 6, D] where each token has its own
    at::Tensor text;        ///< [B, L, D]
    at::Tensor text_bias;   ///< [1, L] or undefined
    at::Tensor image;       ///< [B, M, D] or undefined
    at::Tensor rotary;      ///< [N, d / 2] complex
    PatchSize grid = {};    ///< tokens along t, h, w
    /// Where the block's keys of text and image are kept: filled if they are not there yet. Null: they are
    /// computed.
    CrossKeys* keys = nullptr;
  };
  /// x [B, N, D] fp32. Returns the same. `tap` gets "norm1", "attn1", … behind `prefix`.
  at::Tensor forward(const at::Tensor& x, const Inputs& inputs, const Tap& tap = {},
                     const std::string& prefix = "");
  void initialize(at::Generator& generator) override;

 private:
  at::Tensor scale_shift_table_;  ///< [1, 6, D]: shift, scale, gate of attention, then of the feed-forward
  LayerNorm norm1_{nullptr};
  WanAttention attn1_{nullptr};
  LayerNorm norm2_{nullptr};  ///< before cross-attention; norm3 in the vendor's names
  WanAttention attn2_{nullptr};
  LayerNorm norm3_{nullptr};
  FeedForward ffn_{nullptr};
};
TORCH_MODULE(DitBlock);

/// The timestep, text and image inputs of the blocks.
class ConditionEmbedderImpl : public torch::nn::Module {
 public:
  explicit ConditionEmbedderImpl(const WanDitConfig& config);

  struct Time {
    at::Tensor temb;           ///< [B, D], or [B, N, D] for timesteps by token
    at::Tensor timestep_proj;  ///< [B, 6 D], or [B, N, 6 D]
  };
  /// timestep [B] or [B, N].
  Time time(const at::Tensor& timestep);

  struct Content {
    at::Tensor text;   ///< [B, L, D]
    at::Tensor image;  ///< [B, M, D] or undefined
  };
  /// prompt_embeds [B, L, text_dim], image_embeds [B * n, M / n, image_dim] or undefined.
  Content content(const at::Tensor& prompt_embeds, const at::Tensor& image_embeds);

 private:
  std::int64_t freq_dim_;
  Linear time_1_{nullptr};
  Linear time_2_{nullptr};
  Linear time_proj_{nullptr};
  Linear text_1_{nullptr};
  Linear text_2_{nullptr};
  std::shared_ptr<class ImageEmbedderImpl> image_embedder_;
};
TORCH_MODULE(ConditionEmbedder);

}  // namespace v4e
