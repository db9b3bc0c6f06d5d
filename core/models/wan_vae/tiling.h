// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/models/wan_vae/wan_vae.h"

namespace v4e {

/// Sizes of tiles in pixels, as in diffusers' enable_tiling(). Tiles overlap by tile - stride and are blended
/// there. Memory is bounded by one tile, but pictures differ slightly from untiled ones.
struct TilingConfig {
  std::int64_t tile_height = 256;
  std::int64_t tile_width = 256;
  std::int64_t stride_height = 192;
  std::int64_t stride_width = 192;

  /// Throws Error(InvalidArgument) unless all are multiples of `spatial_factor` and stride <= tile.
  void validate(std::int64_t spatial_factor) const;
  /// True for pictures that are larger than one tile.
  [[nodiscard]] bool needed(std::int64_t height, std::int64_t width) const {
    return height > tile_height || width > tile_width;
  }
};

/// WanVae::encode() in tiles: video [B, 3, F, H, W] -> mean latents [B, z, T, H/8, W/8]. With folded
/// patches the sizes are of folded pixels.
[[nodiscard]] at::Tensor encode_tiled(WanVaeImpl& vae, const at::Tensor& video, const TilingConfig& tiling,
                                      const VaeOptions& options = {});
/// WanVae::decode() in tiles: latents [B, z, T, h, w] -> video [B, 3, F, 8h, 8w].
[[nodiscard]] at::Tensor decode_tiled(WanVaeImpl& vae, const at::Tensor& latents, const TilingConfig& tiling,
                                      const VaeOptions& options = {});

}  // namespace v4e
