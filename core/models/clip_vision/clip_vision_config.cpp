// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_vision/clip_vision_config.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/models/json_fields.h"
#include "core/models/weight_shapes.h"

namespace v4e {
namespace {

constexpr std::int64_t kMaxWidth = 1 << 16;
constexpr std::int64_t kHeadWidth = 80;

void require(bool condition, const std::string& message) {
  if (!condition) throw Error(ErrorCode::InvalidArgument, "image encoder configuration: " + message);
}

}  // namespace

ClipVisionConfig ClipVisionConfig::from_json(const nlohmann::json& json, const std::string& origin) {
  const bool is_whole = json.is_object() && json.contains("vision_config");
  JsonFields fields(is_whole ? json["vision_config"] : json, origin);
  static_cast<void>(fields.text("model_type", "clip_vision_model", {"clip_vision_model"}));
  static_cast<void>(fields.integer("num_channels", 3, 3, 3));
  ClipVisionConfig config;
  // transformers leaves out what is its default, and that is a whole CLIP's of OpenAI.
  const std::string activation =
      fields.text("hidden_act", is_whole ? "quick_gelu" : "gelu", {"gelu", "quick_gelu"});
  if (activation == "quick_gelu") config.activation = ClipActivation::QuickGelu;
  config.hidden_size = fields.integer("hidden_size", 768, 1, kMaxWidth);
  config.intermediate_size = fields.integer("intermediate_size", 3072, 1, 4 * kMaxWidth);
  config.num_hidden_layers = fields.integer("num_hidden_layers", 12, 2, 1024);
  config.num_attention_heads = fields.integer("num_attention_heads", 12, 1, 1024);
  config.image_size = fields.integer("image_size", 224, 1, 4096);
  config.patch_size = fields.integer("patch_size", 32, 1, 4096);
  config.layer_norm_eps = fields.number("layer_norm_eps", 1e-5, 0.0, 1.0);
  try {
    config.validate();
  } catch (const Error& error) {
    throw Error(ErrorCode::FileMalformed, origin + ": " + error.what());
  }
  return config;
}

ClipVisionConfig ClipVisionConfig::of_weights(const StateDictReader& weights) {
  const WeightShapes shapes(weights);
  const std::string tower = "vision_model.";
  const auto patch = shapes.of(tower + "embeddings.patch_embedding.weight", 4);
  const auto positions = shapes.of(tower + "embeddings.position_embedding.weight", 2);
  ClipVisionConfig config;
  config.hidden_size = patch[0];
  config.patch_size = patch[3];
  config.image_size =
      config.patch_size *
      std::lround(std::sqrt(static_cast<double>(std::max<std::int64_t>(positions[0] - 1, 0))));
  config.num_hidden_layers = shapes.count(tower + "encoder.layers.");
  config.intermediate_size = shapes.of(tower + "encoder.layers.0.mlp.fc1.weight", 2)[0];
  config.num_attention_heads = config.hidden_size / kHeadWidth;
  if (config.hidden_size % kHeadWidth != 0 || positions[0] != config.tokens())
    throw Error(ErrorCode::Unsupported,
                "this image encoder (width " + std::to_string(config.hidden_size) + ", " +
                    std::to_string(positions[0]) +
                    " positions) is not CLIP ViT-H, which Wan needs: usually clip_vision_h.safetensors");
  config.validate();
  return config;
}

void ClipVisionConfig::validate() const {
  require(hidden_size >= 1 && hidden_size <= kMaxWidth, "hidden_size: expected 1 to 65536");
  require(intermediate_size >= 1 && intermediate_size <= 4 * kMaxWidth,
          "intermediate_size: expected 1 to 262144");
  require(num_hidden_layers >= 2 && num_hidden_layers <= 1024, "num_hidden_layers: expected 2 to 1024");
  require(num_attention_heads >= 1 && hidden_size % num_attention_heads == 0,
          "num_attention_heads: expected a divisor of hidden_size " + std::to_string(hidden_size) +
              ", found " + std::to_string(num_attention_heads));
  require(image_size >= 1 && image_size <= 4096, "image_size: expected 1 to 4096");
  require(patch_size >= 1 && patch_size <= image_size, "patch_size: expected 1 to image_size");
  require(layer_norm_eps >= 0.0 && layer_norm_eps <= 1.0, "layer_norm_eps: expected 0 to 1");
}

}  // namespace v4e
