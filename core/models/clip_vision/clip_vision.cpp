// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_vision/clip_vision.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/base/error.h"
#include "core/nn/attention.h"
#include "core/nn/device.h"
#include "core/nn/feed_forward.h"
#include "core/nn/name_scope.h"

namespace v4e {
namespace {

constexpr std::int64_t kColours = 3;
constexpr const char* kProjection = "visual_projection.weight";             // [P, D]
constexpr std::array<const char*, 2> kHeads{"visual.head", "visual.proj"};  // the same as [D, P]

/// Whether a stored name is that one, whatever a program put before it.
bool is_name(std::string_view stored, std::string_view name) {
  return stored.ends_with(name) &&
         (stored.size() == name.size() || stored[stored.size() - name.size() - 1] == '.');
}

at::Tensor activated(const at::Tensor& x, ClipActivation activation) {
  if (activation == ClipActivation::Gelu) return gelu(x, Gelu::Exact);
  return x * at::sigmoid(1.702 * x);
}

}  // namespace

ClipEmbeddingsImpl::ClipEmbeddingsImpl(const ClipVisionConfig& config) : patch_size_(config.patch_size) {
  const std::int64_t width = config.hidden_size;
  class_embedding_ = register_parameter("class_embedding", placeholder({width}));
  position_embedding_ =
      register_module("position_embedding", Embedding(EmbeddingConfig{config.tokens(), width, 0.02}));
  patch_weight_ =
      register_module("patch_embedding", std::make_shared<NameScope>())
          ->register_parameter("weight", placeholder({width, kColours, patch_size_, patch_size_}));
}

at::Tensor ClipEmbeddingsImpl::forward(const at::Tensor& pixels) {
  const at::ScalarType matrix_dtype = compute_dtype(patch_weight_.scalar_type(), patch_weight_.device());
  const std::int64_t batch = pixels.size(0);
  const std::int64_t side = pixels.size(2) / patch_size_;
  const std::int64_t used = side * patch_size_;  // a convolution leaves the rest at the border out
  const at::Tensor patches = pixels.slice(2, 0, used)
                                 .slice(3, 0, used)
                                 .to(matrix_dtype)
                                 .reshape({batch, kColours, side, patch_size_, side, patch_size_})
                                 .permute({0, 2, 4, 1, 3, 5})  // [B, rows, columns, 3, P, P]
                                 .reshape({batch, side * side, kColours * patch_size_ * patch_size_});
  const at::Tensor projected = at::linear(patches, patch_weight_.to(matrix_dtype).flatten(1));
  const at::Tensor first = class_embedding_.to(projected.scalar_type()).expand({batch, 1, projected.size(2)});
  const at::Tensor tokens = at::cat({first, projected}, 1);
  const at::ScalarType dtype = island_dtype(tokens);
  return tokens.to(dtype) + position_embedding_->table().to(dtype);
}

void ClipEmbeddingsImpl::initialize(at::Generator& generator) {
  const double fan_in = static_cast<double>(kColours * patch_size_ * patch_size_);
  set_normal(class_embedding_, 0.02, generator);
  set_normal(patch_weight_, 1.0 / std::sqrt(fan_in), generator);
}

ClipLayerImpl::ClipLayerImpl(const ClipLayerConfig& config)
    : heads_(config.heads), activation_(config.activation) {
  const std::int64_t width = config.width;
  const NormConfig norm{width, config.eps};
  layer_norm1_ = register_module("layer_norm1", LayerNorm(norm));
  const auto attention_scope = register_module("self_attn", std::make_shared<NameScope>());
  q_proj_ = attention_scope->register_module("q_proj", Linear(LinearConfig{width, width}));
  k_proj_ = attention_scope->register_module("k_proj", Linear(LinearConfig{width, width}));
  v_proj_ = attention_scope->register_module("v_proj", Linear(LinearConfig{width, width}));
  out_proj_ = attention_scope->register_module("out_proj", Linear(LinearConfig{width, width}));
  layer_norm2_ = register_module("layer_norm2", LayerNorm(norm));
  const auto mlp = register_module("mlp", std::make_shared<NameScope>());
  fc1_ = mlp->register_module("fc1", Linear(LinearConfig{width, config.inner_width}));
  fc2_ = mlp->register_module("fc2", Linear(LinearConfig{config.inner_width, width}));
}

at::Tensor ClipLayerImpl::forward(const at::Tensor& x, const at::Tensor& bias) {
  const at::Tensor normed = layer_norm1_(x);
  const at::Tensor mixed =
      attention(split_heads(q_proj_(normed), heads_), split_heads(k_proj_(normed), heads_),
                split_heads(v_proj_(normed), heads_), {.bias = bias});  // [B, A, N, d]
  const at::Tensor attended = x + out_proj_(merge_heads(mixed)).to(x.scalar_type());
  return attended + fc2_(activated(fc1_(layer_norm2_(attended)), activation_)).to(x.scalar_type());
}

ClipVisionImpl::ClipVisionImpl(const ClipVisionConfig& config, ClipDepth depth)
    : config_(config), depth_(depth) {
  config_.validate();
  const auto tower = register_module("vision_model", std::make_shared<NameScope>());
  embeddings_ = tower->register_module("embeddings", ClipEmbeddings(config));
  pre_layrnorm_ = tower->register_module("pre_layrnorm",
                                         LayerNorm(NormConfig{config.hidden_size, config.layer_norm_eps}));
  const auto layers = tower->register_module("encoder", std::make_shared<NameScope>())
                          ->register_module("layers", std::make_shared<NameScope>());
  const std::int64_t built = config.num_hidden_layers - (depth == ClipDepth::Whole ? 0 : 1);
  for (std::int64_t i = 0; i < built; ++i) {
    layers_.push_back(layers->register_module(std::to_string(i), ClipLayer(config.layer())));
  }
  if (depth == ClipDepth::Whole)
    post_layernorm_ = tower->register_module(
        "post_layernorm", LayerNorm(NormConfig{config.hidden_size, config.layer_norm_eps}));
}

at::Tensor ClipVisionImpl::forward(const at::Tensor& pixel_values, const ClipVisionOptions& options) {
  const std::int64_t side = config_.image_size;
  if (pixel_values.dim() != 4 || !pixel_values.sizes().slice(1).equals({kColours, side, side})) {
    throw Error(ErrorCode::InvalidArgument, "image encoder: expected pixels [B, 3, " + std::to_string(side) +
                                                ", " + std::to_string(side) + "], found " +
                                                c10::str(pixel_values.sizes()));
  }
  const auto report = [&](std::size_t index, const at::Tensor& value) {
    if (options.tap) options.tap("hidden_states." + std::to_string(index), value);
  };
  at::Tensor x = pre_layrnorm_(embeddings_(pixel_values));
  report(0, x);
  for (std::size_t i = 0; i + 1 < static_cast<std::size_t>(config_.num_hidden_layers); ++i) {
    if (options.context != nullptr) options.context->check();
    x = layers_[i](x);
    report(i + 1, x);
  }
  return x;
}

ClipFeatures ClipVisionImpl::features(const at::Tensor& pixel_values, const ClipVisionOptions& options) {
  V4E_ASSERT(depth_ == ClipDepth::Whole);
  ClipFeatures features;
  features.penultimate = forward(pixel_values, options);
  features.pooled = post_layernorm_(layers_.back()(features.penultimate).select(1, 0));
  return features;
}

std::vector<std::string> ClipVisionImpl::ignored_weights() const {
  std::vector<std::string> names{"vision_model.embeddings.position_ids", kProjection, "text_model.*",
                                 "text_projection.weight", "logit_scale"};
  if (depth_ == ClipDepth::Whole) return names;
  names.push_back("vision_model.encoder.layers." + std::to_string(config_.num_hidden_layers - 1) + ".*");
  names.emplace_back("vision_model.post_layernorm.*");
  return names;
}

at::Tensor clip_projection(const StateDictReader& weights, const ClipVisionConfig& config) {
  at::Tensor projection;
  for (const std::string& name : weights.names()) {
    const auto is_this = [&](const char* known) { return is_name(name, known); };
    if (is_this(kProjection)) projection = weights.read(name);
    if (std::ranges::any_of(kHeads, is_this)) projection = weights.read(name).t();
  }
  if (projection.defined() && (projection.dim() != 2 || projection.size(1) != config.hidden_size))
    throw Error(ErrorCode::CheckpointMismatch, "image encoder: its projection is " +
                                                   shape_text(projection.sizes()) + ", not of width " +
                                                   std::to_string(config.hidden_size));
  return projection;
}

}  // namespace v4e
