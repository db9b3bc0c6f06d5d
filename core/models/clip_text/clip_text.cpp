// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_text/clip_text.h"

#include <torch/types.h>

#include <limits>

#include "core/base/error.h"
#include "core/models/json_fields.h"
#include "core/nn/name_scope.h"

namespace v4e {
namespace {

constexpr std::int64_t kMostWidth = 1 << 16;

/// A token sees itself and those before it.
at::Tensor causal_bias(std::int64_t tokens, const at::Tensor& like) {
  const double lowest = std::numeric_limits<float>::lowest();
  return at::full({tokens, tokens}, lowest, like.options()).triu(1);
}

}  // namespace

ClipTextConfig ClipTextConfig::from_json(const nlohmann::json& json, const std::string& origin) {
  const nlohmann::json none = nlohmann::json::object();
  const bool has_tower = json.is_object() && json.contains("text_config");
  JsonFields whole(json, origin);
  JsonFields fields(has_tower ? json["text_config"] : none, origin);
  static_cast<void>(whole.text("model_type", "clip", {"clip"}));
  ClipTextConfig config;
  const std::string activation = fields.text("hidden_act", "quick_gelu", {"gelu", "quick_gelu"});
  config.layer.activation = activation == "gelu" ? ClipActivation::Gelu : ClipActivation::QuickGelu;
  config.vocab_size = fields.integer("vocab_size", config.vocab_size, 1, 1 << 24);
  config.max_tokens = fields.integer("max_position_embeddings", config.max_tokens, 2, 1 << 16);
  config.hidden_layers = fields.integer("num_hidden_layers", config.hidden_layers, 1, 1024);
  config.layer.width = fields.integer("hidden_size", config.layer.width, 1, kMostWidth);
  config.layer.inner_width = fields.integer("intermediate_size", config.layer.inner_width, 1, 4 * kMostWidth);
  config.layer.heads = fields.integer("num_attention_heads", config.layer.heads, 1, 1024);
  config.layer.eps = fields.number("layer_norm_eps", config.layer.eps, 0.0, 1.0);
  config.projection_width = whole.integer("projection_dim", config.projection_width, 1, kMostWidth);
  if (config.layer.width % config.layer.heads != 0)
    throw Error(ErrorCode::FileMalformed,
                origin + ": num_attention_heads: expected a divisor of hidden_size " +
                    std::to_string(config.layer.width) + ", found " + std::to_string(config.layer.heads));
  return config;
}

ClipTextImpl::ClipTextImpl(const ClipTextConfig& config) : config_(config) {
  const std::int64_t width = config.layer.width;
  const auto tower = register_module("text_model", std::make_shared<NameScope>());
  const auto embeddings = tower->register_module("embeddings", std::make_shared<NameScope>());
  token_embedding_ = embeddings->register_module("token_embedding",
                                                 Embedding(EmbeddingConfig{config.vocab_size, width, 0.02}));
  position_embedding_ = embeddings->register_module(
      "position_embedding", Embedding(EmbeddingConfig{config.max_tokens, width, 0.02}));
  const auto layers = tower->register_module("encoder", std::make_shared<NameScope>())
                          ->register_module("layers", std::make_shared<NameScope>());
  for (std::int64_t i = 0; i < config.hidden_layers; ++i)
    layers_.push_back(layers->register_module(std::to_string(i), ClipLayer(config.layer)));
  final_layer_norm_ =
      tower->register_module("final_layer_norm", LayerNorm(NormConfig{width, config.layer.eps}));
  text_projection_ =
      register_module("text_projection", Linear(LinearConfig{width, config.projection_width, false}));
}

at::Tensor ClipTextImpl::forward(const at::Tensor& token_ids) {
  const std::int64_t tokens = token_ids.dim() == 1 ? token_ids.size(0) : 0;
  if (tokens < 1 || tokens > config_.max_tokens || token_ids.min().item<std::int64_t>() < 0 ||
      token_ids.max().item<std::int64_t>() >= config_.vocab_size)
    throw Error(ErrorCode::InvalidArgument,
                "text tower: expected 1 to " + std::to_string(config_.max_tokens) + " ids below " +
                    std::to_string(config_.vocab_size) + ", found " + c10::str(token_ids.sizes()));
  const at::Tensor places = position_embedding_->table().slice(0, 0, tokens);
  at::Tensor x = (token_embedding_(token_ids).to(at::kFloat) + places.to(at::kFloat)).unsqueeze(0);
  const at::Tensor bias = causal_bias(tokens, x);
  for (ClipLayer& layer : layers_) x = layer(x, bias);
  // The end token has seen all of the text.
  return text_projection_(final_layer_norm_(x)[0][tokens - 1]).to(at::kFloat);
}

std::vector<std::string> ClipTextImpl::ignored_weights() const {
  return {"vision_model.*", "visual_projection.weight", "logit_scale", "text_model.embeddings.position_ids"};
}

}  // namespace v4e
