// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/clip_vision/keys.h"

#include <array>
#include <string>

namespace v4e {
namespace {

constexpr std::array<const char*, 3> kProjections{"q_proj", "k_proj", "v_proj"};

/// One stored weight that holds the rows of all three projections.
void add_fused(std::vector<KeyRule>& rules, const std::string& stored, const std::string& end) {
  for (int i = 0; i < 3; ++i) {
    rules.push_back({.stored = stored,
                     .model = std::string("vision_model.encoder.layers.#.self_attn.") + kProjections[i] + end,
                     .row_part = i,
                     .row_parts = 3});
  }
}

std::vector<KeyRule> original_rules() {
  std::vector<KeyRule> rules{
      {.stored = "visual.cls_embedding",
       .model = "vision_model.embeddings.class_embedding",
       .drop_leading_ones = true},
      {.stored = "visual.pos_embedding",
       .model = "vision_model.embeddings.position_embedding.weight",
       .drop_leading_ones = true},
      {"visual.patch_embedding.weight", "vision_model.embeddings.patch_embedding.weight"},
      {"visual.pre_norm.*", "vision_model.pre_layrnorm.*"},
      {"visual.transformer.#.norm1.*", "vision_model.encoder.layers.#.layer_norm1.*"},
      {"visual.transformer.#.norm2.*", "vision_model.encoder.layers.#.layer_norm2.*"},
      {"visual.transformer.#.attn.proj.*", "vision_model.encoder.layers.#.self_attn.out_proj.*"},
      {"visual.transformer.#.mlp.0.*", "vision_model.encoder.layers.#.mlp.fc1.*"},
      {"visual.transformer.#.mlp.2.*", "vision_model.encoder.layers.#.mlp.fc2.*"},
      {"visual.post_norm.*", "vision_model.post_layernorm.*"},
      {"visual.head", ""},
      {"textual.*", ""},
      {"log_scale", ""}};
  add_fused(rules, "visual.transformer.#.attn.to_qkv.weight", ".weight");
  add_fused(rules, "visual.transformer.#.attn.to_qkv.bias", ".bias");
  return rules;
}

std::vector<KeyRule> open_clip_rules() {
  const std::string block = "visual.transformer.resblocks.#.";
  const std::string layer = "vision_model.encoder.layers.#.";
  std::vector<KeyRule> rules{
      {"visual.class_embedding", "vision_model.embeddings.class_embedding"},
      {"visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"},
      {"visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"},
      {"visual.ln_pre.*", "vision_model.pre_layrnorm.*"},
      {block + "ln_1.*", layer + "layer_norm1.*"},
      {block + "ln_2.*", layer + "layer_norm2.*"},
      {block + "attn.out_proj.*", layer + "self_attn.out_proj.*"},
      {block + "mlp.c_fc.*", layer + "mlp.fc1.*"},
      {block + "mlp.c_proj.*", layer + "mlp.fc2.*"},
      {"visual.ln_post.*", "vision_model.post_layernorm.*"},
      {"visual.proj", ""},
      {"logit_scale", ""},
      {"token_embedding.*", ""},
      {"transformer.*", ""},
      {"positional_embedding", ""},
      {"ln_final.*", ""},
      {"text_projection", ""},
      {"text.*", ""}};
  add_fused(rules, block + "attn.in_proj_weight", ".weight");
  add_fused(rules, block + "attn.in_proj_bias", ".bias");
  return rules;
}

/// transformers 5 leaves the tower's name out.
std::vector<KeyRule> unprefixed_rules() {
  std::vector<KeyRule> rules;
  for (const char* part : {"embeddings.*", "encoder.*", "pre_layrnorm.*", "post_layernorm.*"})
    rules.push_back({part, std::string("vision_model.") + part});
  return rules;
}

}  // namespace

const WeightFamily& clip_vision_family() {
  static const WeightFamily family{
      ModelPart::ImageEncoder,
      {{"transformers names", "vision_model.encoder.layers.0.self_attn.q_proj.weight", {}},
       {"transformers 5 names", "encoder.layers.0.self_attn.q_proj.weight", unprefixed_rules()},
       {"original Wan names", "visual.transformer.0.attn.to_qkv.weight", original_rules()},
       {"OpenCLIP names", "visual.transformer.resblocks.0.attn.in_proj_weight", open_clip_rules()}},
      {"model.", "module."}};
  return family;
}

}  // namespace v4e
