// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/keys.h"

#include <string>

namespace v4e {
namespace {

constexpr int kResidualBlocks = 2;  ///< of a level in the encoder; the decoder has one more
constexpr int kDecoderBlocks = 15;  ///< four levels of three, with an upsampler between each two

void add_residual(std::vector<KeyRule>& rules, const std::string& stored, const std::string& model) {
  rules.push_back({stored + ".residual.0.gamma", model + ".norm1.gamma"});
  rules.push_back({stored + ".residual.2.*", model + ".conv1.*"});
  rules.push_back({stored + ".residual.3.gamma", model + ".norm2.gamma"});
  rules.push_back({stored + ".residual.6.*", model + ".conv2.*"});
  rules.push_back({stored + ".shortcut.*", model + ".conv_shortcut.*"});
}

void add_resampler(std::vector<KeyRule>& rules, const std::string& stored, const std::string& model) {
  rules.push_back({stored + ".resample.1.*", model + ".resample.1.*"});
  rules.push_back({stored + ".time_conv.*", model + ".time_conv.*"});
}

/// What encoder and decoder have alike.
void add_half(std::vector<KeyRule>& rules, const std::string& half) {
  rules.push_back({half + ".conv1.*", half + ".conv_in.*"});
  add_residual(rules, half + ".middle.0", half + ".mid_block.resnets.0");
  rules.push_back({half + ".middle.1.*", half + ".mid_block.attentions.0.*"});
  add_residual(rules, half + ".middle.2", half + ".mid_block.resnets.1");
  rules.push_back({half + ".head.0.gamma", half + ".norm_out.gamma"});
  rules.push_back({half + ".head.2.*", half + ".conv_out.*"});
}

std::vector<KeyRule> original_rules() {
  std::vector<KeyRule> rules{{"conv1.*", "quant_conv.*"}, {"conv2.*", "post_quant_conv.*"}};
  add_half(rules, "encoder");
  add_half(rules, "decoder");
  add_residual(rules, "encoder.downsamples.#", "encoder.down_blocks.#");
  add_resampler(rules, "encoder.downsamples.#", "encoder.down_blocks.#");
  for (int i = 0; i < kDecoderBlocks; ++i) {
    const std::string stored = "decoder.upsamples." + std::to_string(i);
    const std::string level = "decoder.up_blocks." + std::to_string(i / 4);
    if (i % 4 == 3) {
      add_resampler(rules, stored, level + ".upsamplers.0");
    } else {
      add_residual(rules, stored, level + ".resnets." + std::to_string(i % 4));
    }
  }
  return rules;
}

/// Levels are modules of their own in the Wan2.2 VAE.
std::vector<KeyRule> original_nested_rules() {
  std::vector<KeyRule> rules{{"conv1.*", "quant_conv.*"}, {"conv2.*", "post_quant_conv.*"}};
  add_half(rules, "encoder");
  add_half(rules, "decoder");
  for (int i = 0; i < kResidualBlocks + 1; ++i) {
    const std::string piece = "." + std::to_string(i);
    if (i < kResidualBlocks)
      add_residual(rules, "encoder.downsamples.#.downsamples" + piece,
                   "encoder.down_blocks.#.resnets" + piece);
    else
      add_resampler(rules, "encoder.downsamples.#.downsamples" + piece, "encoder.down_blocks.#.downsampler");
  }
  for (int i = 0; i < kResidualBlocks + 2; ++i) {
    const std::string piece = "." + std::to_string(i);
    if (i <= kResidualBlocks)
      add_residual(rules, "decoder.upsamples.#.upsamples" + piece, "decoder.up_blocks.#.resnets" + piece);
    else
      add_resampler(rules, "decoder.upsamples.#.upsamples" + piece, "decoder.up_blocks.#.upsampler");
  }
  return rules;
}

}  // namespace

const WeightFamily& wan_vae_family() {
  static const WeightFamily family{
      ModelPart::Vae,
      {{"diffusers names", "decoder.mid_block.resnets.0.norm1.gamma", {}},
       {"original Wan2.2 names", "decoder.upsamples.0.upsamples.0.residual.0.gamma", original_nested_rules()},
       {"original Wan names", "decoder.middle.0.residual.0.gamma", original_rules()}},
      {"first_stage_model.", "module.", "model.", "vae."}};
  return family;
}

}  // namespace v4e
