// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/base/ignores_weights.h"
#include "core/models/clip_vision/clip_vision.h"

namespace v4e {

/// Sizes of a CLIP text tower; defaults are those of OpenAI's ViT-B/32.
struct ClipTextConfig {
  std::int64_t vocab_size = 49408;
  std::int64_t max_tokens = 77;
  std::int64_t hidden_layers = 12;
  std::int64_t projection_width = 512;
  ClipLayerConfig layer{
      .width = 512, .inner_width = 2048, .heads = 8, .activation = ClipActivation::QuickGelu};

  /// Reads the config.json of a whole CLIP, as transformers writes it. Throws Error(FileMalformed |
  /// Unsupported) naming the value.
  [[nodiscard]] static ClipTextConfig from_json(const nlohmann::json& json,
                                                const std::string& origin = "config.json");
};

/// The text tower of CLIP (Radford et al. 2021) with its projection. Parameter names are those of
/// transformers' CLIPModel.
class ClipTextImpl : public torch::nn::Module, public IgnoresWeights {
 public:
  explicit ClipTextImpl(const ClipTextConfig& config);

  /// token_ids [L] int64, from the start token to the end token, at most max_tokens. Returns the text's
  /// embedding [P] fp32. Throws Error(InvalidArgument) on other shapes and unknown ids.
  at::Tensor forward(const at::Tensor& token_ids);

  [[nodiscard]] const ClipTextConfig& config() const { return config_; }
  /// The other tower.
  [[nodiscard]] std::vector<std::string> ignored_weights() const override;

 private:
  ClipTextConfig config_;
  Embedding token_embedding_{nullptr};
  Embedding position_embedding_{nullptr};
  std::vector<ClipLayer> layers_;
  LayerNorm final_layer_norm_{nullptr};
  Linear text_projection_{nullptr};
};
TORCH_MODULE(ClipText);

}  // namespace v4e
