// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

namespace v4e {

class StateDictReader;

/// Sizes of a UMT5 text encoder; defaults are UMT5-XXL, which Wan2.1 uses.
struct Umt5Config {
  std::int64_t vocab_size = 256384;
  std::int64_t d_model = 4096;
  std::int64_t d_kv = 64;  ///< width of one head
  std::int64_t d_ff = 10240;
  std::int64_t num_layers = 24;
  std::int64_t num_heads = 64;
  std::int64_t relative_attention_num_buckets = 32;
  std::int64_t relative_attention_max_distance = 128;
  double layer_norm_epsilon = 1e-6;

  /// Reads the config.json of a transformers folder. Throws Error(FileMalformed | Unsupported) naming the
  /// value.
  [[nodiscard]] static Umt5Config from_json(const nlohmann::json& json,
                                            const std::string& origin = "config.json");
  /// The sizes of weights that have the model's names, for files without a config.json. Throws
  /// Error(CheckpointMismatch), Error(Unsupported) for a T5 of another kind.
  [[nodiscard]] static Umt5Config of_weights(const StateDictReader& weights);
  [[nodiscard]] nlohmann::json to_json() const;
  /// Throws Error(InvalidArgument) on sizes that do not go together or are impossibly large.
  void validate() const;
};

}  // namespace v4e
