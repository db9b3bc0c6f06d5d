// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/tiling.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <functional>

namespace v4e {
namespace {

/// Tiles of one picture, in the units of the input (size, stride) and of the output (the others).
struct TileGrid {
  std::int64_t size_y, size_x;
  std::int64_t stride_y, stride_x;
  std::int64_t output_stride_y, output_stride_x;
  std::int64_t blend_y, blend_x;
  std::int64_t unit = 1;  ///< pixels along a side that fade alike
};

using TileFunction = std::function<at::Tensor(const at::Tensor& tile, const RunContext& context)>;

/// Fades from the end of `before` to the start of `tile` along `dim`, in place.
void blend(const at::Tensor& before, at::Tensor& tile, std::int64_t dim, std::int64_t extent,
           std::int64_t unit) {
  extent = std::min({extent, before.size(dim), tile.size(dim)});
  if (extent == 0) return;
  std::vector<std::int64_t> shape(static_cast<std::size_t>(tile.dim()), 1);
  shape[static_cast<std::size_t>(dim)] = extent;
  const at::Tensor weight =
      (at::arange(extent, tile.options()).div(unit, "floor") * unit / static_cast<double>(extent))
          .view(shape);
  at::Tensor start = tile.narrow(dim, 0, extent);
  const at::Tensor end = before.narrow(dim, before.size(dim) - extent, extent);
  start.copy_(end * (1 - weight) + start * weight);
}

/// A context that counts a tile's steps as part of all tiles' steps.
RunContext tile_context(const RunContext& context, int index, int count) {
  RunContext result = context;
  if (context.on_progress) {
    result.on_progress = [report = context.on_progress, index, count](const Progress& progress) {
      report({.stage = progress.stage,
              .step = index * progress.total + progress.step,
              .total = count * progress.total});
    };
  }
  return result;
}

at::Tensor run_tiles(const at::Tensor& input, const TileGrid& grid, const RunContext& context,
                     const TileFunction& run) {
  const std::int64_t height = input.size(3);
  const std::int64_t width = input.size(4);
  const auto columns = static_cast<int>((width + grid.stride_x - 1) / grid.stride_x);
  const auto rows = static_cast<int>((height + grid.stride_y - 1) / grid.stride_y);
  std::vector<at::Tensor> above;
  std::vector<at::Tensor> output_rows;
  int index = 0;
  for (std::int64_t y = 0; y < height; y += grid.stride_y) {
    std::vector<at::Tensor> row;
    std::vector<at::Tensor> cropped;
    for (std::int64_t x = 0; x < width; x += grid.stride_x) {
      const at::Tensor part =
          input.slice(3, y, std::min(height, y + grid.size_y)).slice(4, x, std::min(width, x + grid.size_x));
      at::Tensor tile = run(part, tile_context(context, index++, rows * columns));
      if (!above.empty()) blend(above[row.size()], tile, 3, grid.blend_y, grid.unit);
      if (!row.empty()) blend(row.back(), tile, 4, grid.blend_x, grid.unit);
      cropped.push_back(tile.slice(3, 0, grid.output_stride_y).slice(4, 0, grid.output_stride_x));
      row.push_back(tile);
    }
    output_rows.push_back(at::cat(cropped, 4));
    above = std::move(row);
  }
  return at::cat(output_rows, 3);
}

}  // namespace

void TilingConfig::validate(std::int64_t spatial_factor) const {
  for (const std::int64_t value : {tile_height, tile_width, stride_height, stride_width}) {
    if (value < spatial_factor || value % spatial_factor != 0) {
      throw Error(ErrorCode::InvalidArgument, "VAE tiles: sizes and strides must be multiples of " +
                                                  std::to_string(spatial_factor) + " pixels, got " +
                                                  std::to_string(value));
    }
  }
  if (stride_height > tile_height || stride_width > tile_width) {
    throw Error(ErrorCode::InvalidArgument, "VAE tiles: a stride must not be larger than its tile");
  }
}

at::Tensor encode_tiled(WanVaeImpl& vae, const at::Tensor& video, const TilingConfig& tiling,
                        const VaeOptions& options) {
  const std::int64_t factor = vae.config().spatial_factor();
  tiling.validate(factor);
  // The reference measures in folded pixels here: those are what the convolutions work at.
  const std::int64_t patch = vae.config().patch_size;
  const TileGrid grid{.size_y = tiling.tile_height * patch,
                      .size_x = tiling.tile_width * patch,
                      .stride_y = tiling.stride_height * patch,
                      .stride_x = tiling.stride_width * patch,
                      .output_stride_y = tiling.stride_height * patch / factor,
                      .output_stride_x = tiling.stride_width * patch / factor,
                      .blend_y = (tiling.tile_height - tiling.stride_height) * patch / factor,
                      .blend_x = (tiling.tile_width - tiling.stride_width) * patch / factor};
  return run_tiles(video, grid, options.context, [&](const at::Tensor& tile, const RunContext& context) {
    VaeOptions tile_options = options;
    tile_options.context = context;
    return vae.encode(tile, tile_options);
  });
}

at::Tensor decode_tiled(WanVaeImpl& vae, const at::Tensor& latents, const TilingConfig& tiling,
                        const VaeOptions& options) {
  const std::int64_t factor = vae.config().spatial_factor();
  tiling.validate(factor);
  const TileGrid grid{.size_y = tiling.tile_height / factor,
                      .size_x = tiling.tile_width / factor,
                      .stride_y = tiling.stride_height / factor,
                      .stride_x = tiling.stride_width / factor,
                      .output_stride_y = tiling.stride_height,
                      .output_stride_x = tiling.stride_width,
                      .blend_y = tiling.tile_height - tiling.stride_height,
                      .blend_x = tiling.tile_width - tiling.stride_width,
                      .unit = vae.config().patch_size};
  at::Tensor video =
      run_tiles(latents, grid, options.context, [&](const at::Tensor& tile, const RunContext& context) {
        VaeOptions tile_options = options;
        tile_options.context = context;
        tile_options.clamp = false;
        return vae.decode(tile, tile_options);
      });
  return options.clamp ? video.clamp_(-1, 1) : video;
}

}  // namespace v4e
