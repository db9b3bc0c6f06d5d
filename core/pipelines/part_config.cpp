// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/part_config.h"

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_vae/keys.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

nlohmann::json config_file(const fs::path& part) {
  const fs::path file = part / "config.json";
  return fs::exists(file) ? read_json_file(file) : nlohmann::json();
}

/// As the original Wan writes it: sizes have other names there.
bool is_original(const nlohmann::json& config) {
  return config.is_object() && config.contains("dim") && config.contains("num_heads");
}

/// of_weights() with the file in its errors.
template <typename Config, typename... Extra>
Config of_weights(const fs::path& part, const WeightFamily& family, const Extra&... extra) {
  const auto weights = open_checkpoint(part, family);
  try {
    return Config::of_weights(*weights, extra...);
  } catch (const Error& error) {
    throw Error(error.code(), part.string() + ": " + error.what());
  }
}

template <typename Config>
Config read_config(const fs::path& part, const WeightFamily& family, const std::string& name) {
  const nlohmann::json own = own_config(part);
  return own.is_null() ? of_weights<Config>(part, family) : Config::from_json(own, name + "/config.json");
}

}  // namespace

nlohmann::json own_config(const fs::path& part) {
  nlohmann::json config = config_file(part);
  return is_original(config) ? nlohmann::json() : config;
}

WanDitConfig read_transformer_config(const fs::path& part) {
  const nlohmann::json own = own_config(part);
  if (!own.is_null()) return WanDitConfig::from_json(own, part.filename().string() + "/config.json");
  return of_weights<WanDitConfig>(part, wan_dit_family(), config_file(part));
}

WanVaeConfig read_vae_config(const fs::path& part) {
  return read_config<WanVaeConfig>(part, wan_vae_family(), "vae");
}

Umt5Config read_text_encoder_config(const fs::path& part) {
  return read_config<Umt5Config>(part, umt5_family(), "text_encoder");
}

ClipVisionConfig read_image_encoder_config(const fs::path& part) {
  return read_config<ClipVisionConfig>(part, clip_vision_family(), "image_encoder");
}

}  // namespace v4e
