// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace v4e {

class StateDictReader;

/// Sizes of a Wan-VAE; the defaults are those of the published Wan2.1 one. Fields are named as in the
/// config.json of diffusers' AutoencoderKLWan; the last three are our own, for the embedded nano model.
struct WanVaeConfig {
  std::int64_t base_dim = 96;
  std::int64_t decoder_base_dim = 0;  ///< 0: as base_dim
  std::int64_t z_dim = 16;
  std::vector<std::int64_t> dim_mult = {1, 2, 4, 4};
  std::int64_t num_res_blocks = 2;
  std::vector<bool> temperal_downsample = {false, true, true};  ///< spelt as in the files
  std::int64_t in_channels = 3;                                 ///< after folding patches
  std::int64_t out_channels = 3;                                ///< before unfolding them
  std::int64_t patch_size = 1;  ///< pixels are folded patch x patch into channels outside the convolutions
  std::vector<double> latents_mean = {-0.7571, -0.7089, -0.9113, 0.1075,  -0.1745, 0.9653,  -0.1517, 1.5508,
                                      0.4134,  -0.0715, 0.5517,  -0.3632, -0.1922, -0.9497, 0.2503,  -0.2921};
  std::vector<double> latents_std = {2.8184, 1.4541, 2.3275, 2.6558, 1.2196, 1.7708, 2.6052, 2.0743,
                                     3.2687, 2.1526, 2.8652, 1.5579, 1.6382, 1.1253, 2.8251, 1.9160};
  bool is_residual = false;      ///< Wan2.2: each level has a shortcut without weights around it
  bool linear_shortcut = false;  ///< the decoder adds a linear map of the last two latent frames
  bool linear_decoder = false;   ///< the decoder is that map alone; needs linear_shortcut
  bool linear_encoder = false;   ///< the encoder is one linear map of five frames; no quant convolutions

  /// Pixels per latent pixel along a side.
  [[nodiscard]] std::int64_t spatial_factor() const;
  /// Frames per latent frame, after the first.
  [[nodiscard]] std::int64_t temporal_factor() const;
  /// Channels of the pictures, 3 for RGB.
  [[nodiscard]] std::int64_t picture_channels() const { return out_channels / (patch_size * patch_size); }
  /// Frames of a clip that make up whole latent frames: 1 + k * temporal_factor().
  [[nodiscard]] std::int64_t usable_frames(std::int64_t frames) const;
  [[nodiscard]] std::int64_t latent_frames(std::int64_t frames) const;

  /// Throws Error(InvalidArgument) naming the field, or Error(Unsupported).
  void validate() const;
  /// `origin` names the source in messages. Throws Error(FileMalformed | Unsupported | InvalidArgument).
  static WanVaeConfig from_json(const nlohmann::json& json, const std::string& origin);
  /// The sizes of weights that have the model's names, for files without a config.json: of Wan2.1's VAE (16
  /// channels) or Wan2.2's (48), whose published latent statistics are in no weight. Throws
  /// Error(CheckpointMismatch | Unsupported).
  static WanVaeConfig of_weights(const StateDictReader& weights);
  [[nodiscard]] nlohmann::json to_json() const;
};

}  // namespace v4e
