// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/checkpoints/state_dict.h"
#include "core/models/json_fields.h"
#include "core/models/wan_dit/wan_dit_config.h"
#include "core/models/weight_shapes.h"

namespace v4e {
namespace {

constexpr std::int64_t kHeadWidth = 128;
constexpr std::int64_t kPatchPixels = 4;  ///< latent pixels of a token: 1 x 2 x 2

/// Channels of the inputs that transformers of the family have, by what they put out.
void refuse_relatives(std::int64_t in_channels, std::int64_t out_channels, bool has_image_branch) {
  const auto refuse = [](const std::string& what) {
    throw Error(ErrorCode::Unsupported, "this is the transformer of " + what + ", which is not supported");
  };
  if (out_channels == 16 && (in_channels == 16 || in_channels == 36)) return;
  if (out_channels == 48 && in_channels == 48 && !has_image_branch) return;
  if (out_channels == 16 && in_channels == 48) refuse("Wan Fun Control");
  if (out_channels == 48 && in_channels == 100) refuse("Wan2.2 Fun InP 5B");
  refuse("a relative of Wan (" + std::to_string(in_channels) + " channels in, " +
         std::to_string(out_channels) + " out)");
}

}  // namespace

WanDitConfig WanDitConfig::of_weights(const StateDictReader& weights, const nlohmann::json& original) {
  const WeightShapes shapes(weights);
  WanDitConfig config;
  if (!weights.contains("patch_embedding.weight"))
    throw Error(ErrorCode::CheckpointMismatch,
                "weight patch_embedding.weight is missing: a GGUF file without it was not finished by its "
                "converter; get another one of the same model");
  const auto patch = shapes.of("patch_embedding.weight", 5);
  const auto head = shapes.of("proj_out.weight", 2);
  const std::int64_t width = patch[0];
  config.patch_size = {patch[2], patch[3], patch[4]};
  config.in_channels = patch[1];
  config.out_channels = head[0] / kPatchPixels;
  config.num_layers = shapes.count("blocks.");
  config.ffn_dim = shapes.of("blocks.0.ffn.net.0.proj.weight", 2)[0];
  config.text_dim = shapes.of("condition_embedder.text_embedder.linear_1.weight", 2)[1];
  config.freq_dim = shapes.of("condition_embedder.time_embedder.linear_1.weight", 2)[1];
  constexpr const char* kImage = "condition_embedder.image_embedder.norm1.weight";
  constexpr const char* kPositions = "condition_embedder.image_embedder.pos_embed";
  if (weights.contains(kImage)) config.image_dim = shapes.of(kImage, 1)[0];
  if (weights.contains(kPositions)) {
    // [1, M, C], or without the side of 1, which ggml drops.
    const std::size_t rank = weights.info(kPositions).shape.size() == 2 ? 2 : 3;
    config.pos_embed_seq_len = shapes.of(kPositions, rank)[rank - 2];
  }
  config.num_attention_heads = width / kHeadWidth;
  config.attention_head_dim = kHeadWidth;
  if (original.is_object()) {
    JsonFields fields(original, "config.json");
    config.num_attention_heads = fields.integer("num_heads", config.num_attention_heads, 1, 1024);
    config.attention_head_dim = width / config.num_attention_heads;
    config.text_len = fields.integer("text_len", config.text_len, 1, 8192);
    config.eps = fields.number("eps", config.eps, 0.0, 1.0);
  }
  if (config.width() != width)
    throw Error(ErrorCode::Unsupported, "a transformer of width " + std::to_string(width) +
                                            " is none of Wan's, whose heads are 128 wide; its config.json "
                                            "must lie beside it");
  refuse_relatives(config.in_channels, config.out_channels, config.image_dim.has_value());
  config.validate();
  return config;
}

}  // namespace v4e
