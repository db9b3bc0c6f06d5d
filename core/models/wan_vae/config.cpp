// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/config.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/models/json_fields.h"

namespace v4e {
namespace {

constexpr std::int64_t kMaxWidth = 1 << 14;
constexpr std::size_t kMaxLevels = 8;

void require(bool condition, const std::string& message) {
  if (!condition) throw Error(ErrorCode::InvalidArgument, "VAE config: " + message);
}

/// A list of any length up to `max_length` of values of one JSON kind.
template <typename T, typename Accept>
std::vector<T> read_list(const nlohmann::json& json, const char* key, std::vector<T> fallback,
                         std::size_t max_length, const std::string& origin, const char* kind, Accept accept) {
  if (!json.contains(key) || json[key].is_null()) return fallback;
  const nlohmann::json& list = json[key];
  if (!list.is_array() || list.size() > max_length || !std::all_of(list.begin(), list.end(), accept)) {
    throw Error(ErrorCode::FileMalformed, origin + ": " + key + ": expected a list of at most " +
                                              std::to_string(max_length) + " " + kind);
  }
  return list.get<std::vector<T>>();
}

/// Channels of one level's shortcut are made into those of its end by whole groups.
void check_shortcuts(const WanVaeConfig& config) {
  const std::size_t levels = config.dim_mult.size();
  const std::int64_t decoder_base = config.decoder_base_dim > 0 ? config.decoder_base_dim : config.base_dim;
  std::int64_t down_in = config.base_dim;
  std::int64_t up_in = decoder_base * config.dim_mult.back();
  for (std::size_t level = 0; level < levels; ++level) {
    const bool last = level + 1 == levels;
    const std::int64_t down_cell = last ? 1 : (config.temperal_downsample[level] ? 8 : 4);
    const std::int64_t down_out = config.base_dim * config.dim_mult[level];
    require(down_in * down_cell % down_out == 0, "dim_mult grows too fast for is_residual");
    down_in = down_out;
    if (last) break;
    const std::int64_t up_cell = config.temperal_downsample[levels - 2 - level] ? 8 : 4;
    const std::int64_t up_out = decoder_base * config.dim_mult[levels - 1 - level];
    require(up_out * up_cell % up_in == 0, "dim_mult falls too fast for is_residual");
    up_in = up_out;
  }
}

std::vector<double> read_numbers(const nlohmann::json& json, const char* key, std::vector<double> fallback,
                                 const std::string& origin) {
  return read_list<double>(json, key, std::move(fallback), kMaxWidth, origin, "numbers",
                           [](const nlohmann::json& value) { return value.is_number(); });
}

}  // namespace

std::int64_t WanVaeConfig::spatial_factor() const {
  return patch_size << (static_cast<std::int64_t>(dim_mult.size()) - 1);
}

std::int64_t WanVaeConfig::temporal_factor() const {
  return std::int64_t{1} << std::count(temperal_downsample.begin(), temperal_downsample.end(), true);
}

std::int64_t WanVaeConfig::latent_frames(std::int64_t frames) const {
  return 1 + (frames - 1) / temporal_factor();
}

std::int64_t WanVaeConfig::usable_frames(std::int64_t frames) const {
  return 1 + (latent_frames(frames) - 1) * temporal_factor();
}

void WanVaeConfig::validate() const {
  require(base_dim >= 1 && base_dim <= kMaxWidth, "base_dim must be 1 to 16384");
  require(decoder_base_dim >= 0 && decoder_base_dim <= kMaxWidth, "decoder_base_dim must be 1 to 16384");
  require(z_dim >= 1 && z_dim <= kMaxWidth, "z_dim must be 1 to 16384");
  require(!dim_mult.empty() && dim_mult.size() <= kMaxLevels, "dim_mult must have 1 to 8 entries");
  require(std::all_of(dim_mult.begin(), dim_mult.end(), [](auto m) { return m >= 1 && m <= 64; }),
          "dim_mult must be 1 to 64");
  require(num_res_blocks >= 1 && num_res_blocks <= 16, "num_res_blocks must be 1 to 16");
  require(temperal_downsample.size() + 1 == dim_mult.size(),
          "temperal_downsample must have one entry less than dim_mult");
  require(patch_size >= 1 && patch_size <= 64, "patch_size must be 1 to 64");
  const auto fold = patch_size * patch_size;
  require(
      in_channels >= 1 && in_channels <= kMaxWidth && in_channels == out_channels && in_channels % fold == 0,
      "in_channels and out_channels must be equal and a multiple of patch_size squared");
  require(!is_residual || !(linear_shortcut || linear_encoder),
          "is_residual goes with none of linear_shortcut, linear_decoder and linear_encoder");
  if (is_residual) check_shortcuts(*this);
  require(linear_shortcut || !linear_decoder, "linear_decoder needs linear_shortcut");
  const auto z = static_cast<std::size_t>(z_dim);
  require(latents_mean.size() == z && latents_std.size() == z,
          "latents_mean and latents_std must have z_dim entries");
  require(std::all_of(latents_std.begin(), latents_std.end(),
                      [](double value) { return std::isfinite(value) && value > 0; }),
          "latents_std must be positive");
  require(std::all_of(latents_mean.begin(), latents_mean.end(),
                      [](double value) { return std::isfinite(value); }),
          "latents_mean must be finite");
}

WanVaeConfig WanVaeConfig::from_json(const nlohmann::json& json, const std::string& origin) {
  JsonFields fields(json, origin);
  WanVaeConfig config;
  config.base_dim = fields.integer("base_dim", config.base_dim, 1, kMaxWidth);
  config.decoder_base_dim = fields.optional_integer("decoder_base_dim", 1, kMaxWidth).value_or(0);
  config.z_dim = fields.integer("z_dim", config.z_dim, 1, kMaxWidth);
  config.num_res_blocks = fields.integer("num_res_blocks", config.num_res_blocks, 1, 16);
  config.in_channels = fields.integer("in_channels", config.in_channels, 1, kMaxWidth);
  config.out_channels = fields.integer("out_channels", config.out_channels, 1, kMaxWidth);
  config.patch_size = fields.optional_integer("patch_size", 1, 64).value_or(1);
  config.linear_shortcut = fields.boolean("linear_shortcut", false);
  config.linear_decoder = fields.boolean("linear_decoder", false);
  config.linear_encoder = fields.boolean("linear_encoder", false);
  config.is_residual = fields.boolean("is_residual", false);
  if (json.contains("attn_scales") && !json["attn_scales"].empty()) {
    throw Error(ErrorCode::Unsupported, origin + ": attn_scales: only an empty list is supported");
  }
  config.dim_mult =
      read_list<std::int64_t>(json, "dim_mult", config.dim_mult, kMaxLevels, origin, "whole numbers",
                              [](const nlohmann::json& value) { return value.is_number_integer(); });
  config.temperal_downsample =
      read_list<bool>(json, "temperal_downsample", config.temperal_downsample, kMaxLevels, origin,
                      "true or false", [](const nlohmann::json& value) { return value.is_boolean(); });
  config.latents_mean = read_numbers(json, "latents_mean", config.latents_mean, origin);
  config.latents_std = read_numbers(json, "latents_std", config.latents_std, origin);
  fields.ignore({"dim_mult", "temperal_downsample", "latents_mean", "latents_std", "attn_scales", "dropout",
                 "scale_factor_spatial", "scale_factor_temporal", "clip_output"});
  fields.warn_unread();
  config.validate();
  return config;
}

nlohmann::json WanVaeConfig::to_json() const {
  nlohmann::json json = {
      {"_class_name", "AutoencoderKLWan"},
      {"base_dim", base_dim},
      {"z_dim", z_dim},
      {"dim_mult", dim_mult},
      {"num_res_blocks", num_res_blocks},
      {"temperal_downsample", temperal_downsample},
      {"in_channels", in_channels},
      {"out_channels", out_channels},
      {"latents_mean", latents_mean},
      {"latents_std", latents_std},
      {"scale_factor_spatial", spatial_factor()},
      {"scale_factor_temporal", temporal_factor()},
  };
  json["decoder_base_dim"] =
      decoder_base_dim > 0 ? nlohmann::json(decoder_base_dim) : nlohmann::json(nullptr);
  json["patch_size"] = patch_size > 1 ? nlohmann::json(patch_size) : nlohmann::json(nullptr);
  if (is_residual) json["is_residual"] = true;
  if (linear_shortcut) json["linear_shortcut"] = true;
  if (linear_decoder) json["linear_decoder"] = true;
  if (linear_encoder) json["linear_encoder"] = true;
  return json;
}

}  // namespace v4e
