// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/nn/patch_embedding.h"

namespace v4e {

class StateDictReader;

/// Sizes of a transformer of the Wan family; defaults are Wan2.1 T2V-1.3B.
struct WanDitConfig {
  PatchSize patch_size = {1, 2, 2};
  std::int64_t num_attention_heads = 12;
  std::int64_t attention_head_dim = 128;
  std::int64_t in_channels = 16;
  std::int64_t out_channels = 16;  ///< of a latent, twice that for Prediction::X0Affine
  std::int64_t text_dim = 4096;
  std::int64_t text_len = 512;
  std::int64_t freq_dim = 256;
  std::int64_t ffn_dim = 8960;
  std::int64_t num_layers = 30;
  bool ffn_depthwise = false;  ///< FeedForwardConfig::depthwise; nano's
  double eps = 1e-6;
  std::optional<std::int64_t> image_dim;  ///< width of image tokens; empty: no image branch
  std::optional<std::int64_t>
      pos_embed_seq_len;  ///< first-last-frame models: rows of the table for image tokens
  std::int64_t rope_max_seq_len = 1024;
  std::optional<std::int64_t> rope_temporal_skip_len;  ///< ChronoEdit

  /// Reads the config.json of a diffusers folder. Throws Error(FileMalformed | Unsupported) naming the value.
  [[nodiscard]] static WanDitConfig from_json(const nlohmann::json& json,
                                              const std::string& origin = "config.json");
  /// The sizes of weights that have the model's names, for files without a config.json. `original` is the
  /// config.json of the original Wan's folders, or null: the width of a head is in no weight, and is 128
  /// without it. Throws Error(CheckpointMismatch) where weights are missing, Error(Unsupported) naming
  /// relatives of Wan that are not run.
  [[nodiscard]] static WanDitConfig of_weights(const StateDictReader& weights,
                                               const nlohmann::json& original = {});
  /// What from_json() reads back; keys with Wan's values are left out where diffusers does not know them.
  [[nodiscard]] nlohmann::json to_json() const;
  /// Throws Error(InvalidArgument) on sizes that do not go together or are impossibly large.
  void validate() const;

  [[nodiscard]] std::int64_t width() const { return num_attention_heads * attention_head_dim; }
};

}  // namespace v4e
