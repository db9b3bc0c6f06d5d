// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace v4e {

class StateDictReader;

enum class ClipActivation {
  Gelu,       ///< exact, as OpenCLIP's
  QuickGelu,  ///< x sigmoid(1.702 x), as OpenAI's
};

/// Of one layer of a tower.
struct ClipLayerConfig {
  std::int64_t width = 1;
  std::int64_t inner_width = 1;
  std::int64_t heads = 1;
  double eps = 1e-5;
  ClipActivation activation = ClipActivation::Gelu;
};

/// Sizes of a CLIP image tower; defaults are ViT-H/14, which Wan2.1 uses.
struct ClipVisionConfig {
  std::int64_t hidden_size = 1280;
  std::int64_t intermediate_size = 5120;
  std::int64_t num_hidden_layers = 32;  ///< as published; the last one is not used
  std::int64_t num_attention_heads = 16;
  std::int64_t image_size = 224;
  std::int64_t patch_size = 14;
  double layer_norm_eps = 1e-5;
  ClipActivation activation = ClipActivation::Gelu;

  /// Reads the config.json of a transformers folder, of the tower alone or of a whole CLIP. Throws
  /// Error(FileMalformed | Unsupported) naming the value.
  [[nodiscard]] static ClipVisionConfig from_json(const nlohmann::json& json,
                                                  const std::string& origin = "config.json");
  /// The sizes of weights that have the model's names, for files without a config.json: heads are 80 wide, as
  /// ViT-H's. Throws Error(CheckpointMismatch), Error(Unsupported) for another tower.
  [[nodiscard]] static ClipVisionConfig of_weights(const StateDictReader& weights);
  /// Throws Error(InvalidArgument) on sizes that do not go together or are impossibly large.
  void validate() const;

  [[nodiscard]] ClipLayerConfig layer() const {
    return {hidden_size, intermediate_size, num_attention_heads, layer_norm_eps, activation};
  }
  /// Patches and the class token.
  [[nodiscard]] std::int64_t tokens() const {
    return (image_size / patch_size) * (image_size / patch_size) + 1;
  }
};

}  // namespace v4e
