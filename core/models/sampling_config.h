// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace v4e {

/// What a transformer's output means.
enum class Prediction {
  Velocity,  ///< noise - data, as in Wan
  X0Affine,  ///< gain and offset that make the data out of the source: the embedded nano model
};

/// How a model is sampled: what its files say that no layer needs to know.
struct SamplingConfig {
  Prediction prediction = Prediction::Velocity;  ///< these four from the transformer's config.json
  bool source_on_every_frame = false;
  bool denoise_first_latent = true;
  std::int64_t region_channels = 0;      ///< input channels that tell which part is to be edited: 0 or 16
  bool expand_timesteps = false;         ///< these three from model_index.json: Wan2.2 TI2V
  /// Taught to fill parts of frames ("v4e_part_masks"): Fun-InP of 14B, whose weights have the shapes of I2V.
  /// That of 1.3B is known by its shape.
  bool part_masks = false;
  std::optional<double> boundary_ratio;  ///< Wan2.2 A14B: the high-noise expert's share of the time

  /// Reads the fields of a transformer's config.json; others are ignored. Throws Error(FileMalformed |
  /// Unsupported) naming the value.
  [[nodiscard]] static SamplingConfig from_json(const nlohmann::json& transformer, const std::string& origin);
  /// Reads the fields of a model_index.json. Throws Error(FileMalformed).
  void read_index(const nlohmann::json& index, const std::string& origin);
  /// Writes what from_json() reads, values that are Wan's own left out.
  void add_to(nlohmann::json& transformer) const;
};

}  // namespace v4e
