// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/models/wan_vae/config.h"
#include "core/models/weight_shapes.h"

namespace v4e {
namespace {

// Statistics of the published Wan2.2 VAE's latents.
const std::vector<double> kMean22 = {-0.2289, -0.0052, -0.1323, -0.2339, -0.2799, 0.0174,  0.1838,  0.1557,
                                     -0.1382, 0.0542,  0.2813,  0.0891,  0.1570,  -0.0098, 0.0375,  -0.1825,
                                     -0.2246, -0.1207, -0.0698, 0.5109,  0.2665,  -0.2108, -0.2158, 0.2502,
                                     -0.2055, -0.0322, 0.1109,  0.1567,  -0.0729, 0.0899,  -0.2799, -0.1230,
                                     -0.0313, -0.1649, 0.0117,  0.0723,  -0.2839, -0.2083, -0.0520, 0.3748,
                                     0.0152,  0.1957,  0.1433,  -0.2944, 0.3573,  -0.0548, -0.1681, -0.0667};
const std::vector<double> kStd22 = {
    0.4765, 1.0364, 0.4514, 1.1677, 0.5313, 0.4990, 0.4818, 0.5013, 0.8158, 1.0344, 0.5894, 1.0901,
    0.6885, 0.6165, 0.8454, 0.4978, 0.5759, 0.3523, 0.7135, 0.6804, 0.5833, 1.4146, 0.8986, 0.5659,
    0.7069, 0.5338, 0.4889, 0.4917, 0.4069, 0.4999, 0.6866, 0.4093, 0.5709, 0.6065, 0.6415, 0.4944,
    0.5726, 1.2042, 0.5458, 1.6887, 0.3971, 1.0600, 0.3943, 0.5537, 0.5444, 0.4089, 0.7468, 0.7744};

}  // namespace

WanVaeConfig WanVaeConfig::of_weights(const StateDictReader& weights) {
  const WeightShapes shapes(weights);
  WanVaeConfig config;  // Wan2.1's levels, which Wan2.2's VAE has too
  const auto encoder_in = shapes.of("encoder.conv_in.weight", 5);
  const auto decoder_in = shapes.of("decoder.conv_in.weight", 5);
  config.base_dim = encoder_in[0];
  config.in_channels = config.out_channels = encoder_in[1];
  config.z_dim = decoder_in[1];
  config.decoder_base_dim = decoder_in[0] / config.dim_mult.back();
  config.is_residual = weights.contains("encoder.down_blocks.0.resnets.0.norm1.gamma");
  const bool wan21 = config.z_dim == 16 && config.in_channels == 3 && !config.is_residual;
  const bool wan22 = config.z_dim == 48 && config.in_channels == 12 && config.is_residual;
  if (!wan21 && !wan22)
    throw Error(ErrorCode::Unsupported,
                "this VAE (" + std::to_string(config.z_dim) + " latent channels, " +
                    std::to_string(config.in_channels) +
                    " picture channels) is none of Wan's; wan_2.1_vae.safetensors or, for Wan2.2 TI2V, "
                    "wan2.2_vae.safetensors is needed");
  if (wan22) {
    config.patch_size = 2;
    config.latents_mean = kMean22;
    config.latents_std = kStd22;
  }
  config.validate();
  return config;
}

}  // namespace v4e
