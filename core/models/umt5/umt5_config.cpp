// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/umt5/umt5_config.h"

#include "core/base/error.h"
#include "core/models/json_fields.h"
#include "core/models/weight_shapes.h"

namespace v4e {
namespace {

constexpr std::int64_t kMaxWidth = 1 << 16;
constexpr std::int64_t kMaxVocabulary = 1 << 22;
constexpr std::int64_t kMaxParameters = std::int64_t{1} << 40;

void require_range(std::int64_t value, std::int64_t low, std::int64_t high, const char* name) {
  if (value >= low && value <= high) return;
  throw Error(ErrorCode::InvalidArgument, std::string("text encoder configuration: ") + name + ": expected " +
                                              std::to_string(low) + " to " + std::to_string(high) +
                                              ", found " + std::to_string(value));
}

}  // namespace

Umt5Config Umt5Config::from_json(const nlohmann::json& json, const std::string& origin) {
  // Fallbacks are the defaults of transformers' UMT5Config. Its many keys about generation are of no concern
  // here.
  JsonFields fields(json, origin);
  static_cast<void>(fields.text("model_type", "umt5", {"umt5"}));
  static_cast<void>(fields.text("feed_forward_proj", "gated-gelu", {"gated-gelu"}));
  Umt5Config config;
  config.vocab_size = fields.integer("vocab_size", 250112, 1, kMaxVocabulary);
  config.d_model = fields.integer("d_model", 512, 1, kMaxWidth);
  config.d_kv = fields.integer("d_kv", 64, 1, 1024);
  config.d_ff = fields.integer("d_ff", 1024, 1, 4 * kMaxWidth);
  config.num_layers = fields.integer("num_layers", 8, 1, 1024);
  config.num_heads = fields.integer("num_heads", 6, 1, 1024);
  config.relative_attention_num_buckets = fields.integer("relative_attention_num_buckets", 32, 4, 4096);
  config.relative_attention_max_distance = fields.integer("relative_attention_max_distance", 128, 2, 1 << 20);
  config.layer_norm_epsilon = fields.number("layer_norm_epsilon", 1e-6, 0.0, 1.0);
  try {
    config.validate();
  } catch (const Error& error) {
    throw Error(ErrorCode::FileMalformed, origin + ": " + error.what());
  }
  return config;
}

Umt5Config Umt5Config::of_weights(const StateDictReader& weights) {
  const WeightShapes shapes(weights);
  const std::string attention = "encoder.block.0.layer.0.SelfAttention.";
  Umt5Config config;
  config.num_layers = shapes.count("encoder.block.");
  // T5 has the table of distances in its first block only.
  if (config.num_layers > 1 &&
      !weights.contains("encoder.block.1.layer.0.SelfAttention.relative_attention_bias.weight"))
    throw Error(ErrorCode::Unsupported,
                "this is T5, the text encoder of other models; Wan needs UMT5-XXL, usually "
                "umt5_xxl_fp8_e4m3fn_scaled.safetensors or umt5-xxl-encoder-Q8_0.gguf");
  const auto embedding = shapes.of("shared.weight", 2);
  const auto distances = shapes.of(attention + "relative_attention_bias.weight", 2);
  config.vocab_size = embedding[0];
  config.d_model = embedding[1];
  config.relative_attention_num_buckets = distances[0];
  config.num_heads = distances[1];
  config.d_kv = shapes.of(attention + "q.weight", 2)[0] / config.num_heads;
  config.d_ff = shapes.of("encoder.block.0.layer.1.DenseReluDense.wi_0.weight", 2)[0];
  config.validate();
  return config;
}

nlohmann::json Umt5Config::to_json() const {
  return {{"architectures", {"UMT5EncoderModel"}},
          {"model_type", "umt5"},
          {"vocab_size", vocab_size},
          {"d_model", d_model},
          {"d_kv", d_kv},
          {"d_ff", d_ff},
          {"num_layers", num_layers},
          {"num_heads", num_heads},
          {"relative_attention_num_buckets", relative_attention_num_buckets},
          {"relative_attention_max_distance", relative_attention_max_distance},
          {"layer_norm_epsilon", layer_norm_epsilon},
          {"feed_forward_proj", "gated-gelu"},
          {"is_gated_act", true},
          {"dense_act_fn", "gelu_new"},
          {"dropout_rate", 0.0},
          {"pad_token_id", 0},
          {"eos_token_id", 1},
          {"tie_word_embeddings", true}};
}

void Umt5Config::validate() const {
  require_range(vocab_size, 1, kMaxVocabulary, "vocab_size");
  require_range(d_model, 1, kMaxWidth, "d_model");
  require_range(d_kv, 1, 1024, "d_kv");
  require_range(num_heads, 1, 1024, "num_heads");
  require_range(num_heads * d_kv, 1, kMaxWidth, "num_heads * d_kv");
  require_range(d_ff, 1, 4 * kMaxWidth, "d_ff");
  require_range(num_layers, 1, 1024, "num_layers");
  require_range(relative_attention_num_buckets, 4, 4096, "relative_attention_num_buckets");
  require_range(relative_attention_max_distance, relative_attention_num_buckets / 4 + 1, 1 << 20,
                "relative_attention_max_distance");
  const std::int64_t per_block =
      d_model * (4 * num_heads * d_kv + 3 * d_ff);  // all factors are bounded above
  require_range(per_block, 1, kMaxParameters / num_layers, "parameters of a block");
  if (!(layer_norm_epsilon >= 0.0 && layer_norm_epsilon <= 1.0)) {
    throw Error(ErrorCode::InvalidArgument,
                "text encoder configuration: layer_norm_epsilon: expected 0 to 1");
  }
}

}  // namespace v4e
