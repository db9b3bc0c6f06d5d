// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/sampling_config.h"

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace v4e {

SamplingConfig SamplingConfig::from_json(const nlohmann::json& transformer, const std::string& origin) {
  JsonFields fields(transformer, origin);
  SamplingConfig config;
  const std::string prediction = fields.text("prediction", "velocity", {"velocity", "x0_affine"});
  config.prediction = prediction == "velocity" ? Prediction::Velocity : Prediction::X0Affine;
  config.source_on_every_frame = fields.boolean("source_on_every_frame", false);
  config.denoise_first_latent = fields.boolean("denoise_first_latent", true);
  config.region_channels = fields.integer("region_channels", 0, 0, 16);
  if (config.region_channels != 0 && config.region_channels != 16) {
    throw Error(ErrorCode::Unsupported, origin + ": region_channels: expected 0 or 16, found " +
                                            std::to_string(config.region_channels));
  }
  return config;
}

void SamplingConfig::read_index(const nlohmann::json& index, const std::string& origin) {
  JsonFields fields(index, origin);
  expand_timesteps = fields.boolean("expand_timesteps", false);
  part_masks = fields.boolean("v4e_part_masks", false);
  const double ratio = fields.number("boundary_ratio", 0.0, 0.0, 1.0);
  boundary_ratio = ratio > 0 ? std::optional(ratio) : std::nullopt;
}

void SamplingConfig::add_to(nlohmann::json& transformer) const {
  if (prediction == Prediction::X0Affine) transformer["prediction"] = "x0_affine";
  if (source_on_every_frame) transformer["source_on_every_frame"] = true;
  if (!denoise_first_latent) transformer["denoise_first_latent"] = false;
  if (region_channels != 0) transformer["region_channels"] = region_channels;
}

}  // namespace v4e
