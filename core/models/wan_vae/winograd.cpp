// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/winograd.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "core/models/wan_vae/vae_kernels.h"

namespace v4e {
namespace {

constexpr std::int64_t kTile = 4;        // results along a side of a tile
constexpr std::int64_t kPositions = 36;  // products of a tile
constexpr std::int64_t kLanes = 16;      // channels that the kernels do at once

}  // namespace

bool WinogradKernel::fits(const at::Tensor& weight) {
  return weight.is_cpu() && weight.scalar_type() == at::kFloat && weight.dim() == 5 && weight.size(3) == 3 &&
         weight.size(0) % kLanes == 0 && weight.size(1) % kLanes == 0;
}

WinogradKernel::WinogradKernel(const at::Tensor& weight)
    : outputs_(weight.size(0)), inputs_(weight.size(1)), taps_(weight.size(2)) {
  const at::Tensor source = weight.detach().contiguous();
  transformed_ = at::empty({kPositions, taps_ * inputs_, outputs_}, source.options());
  at::parallel_for(0, inputs_, 8, [&](std::int64_t begin, std::int64_t end) {
    kernels::winograd_weights(source.const_data_ptr<float>(), outputs_, inputs_, taps_,
                              transformed_.mutable_data_ptr<float>(), begin, end);
  });
}

at::Tensor WinogradKernel::convolve(const std::vector<at::Tensor>& frames, const at::Tensor& bias,
                                    bool enlarge) const {
  const at::Tensor& newest = frames.back();
  const std::int64_t batch = newest.size(0);
  const std::int64_t height = newest.size(2) * (enlarge ? 2 : 1);
  const std::int64_t width = newest.size(3) * (enlarge ? 2 : 1);
  const std::int64_t frame_size = inputs_ * newest.size(2) * newest.size(3);
  const std::int64_t rows = (height + kTile - 1) / kTile, columns = (width + kTile - 1) / kTile;
  std::vector<at::Tensor> present;
  for (const at::Tensor& frame : frames) {
    if (!frame.defined()) continue;
    present.push_back(frame.contiguous(at::MemoryFormat::ChannelsLast));
  }
  // Undefined frames are the oldest, so the taps that remain are the last ones.
  const auto used = static_cast<std::int64_t>(present.size());
  const at::Tensor weights = transformed_.narrow(1, (taps_ - used) * inputs_, used * inputs_);
  const std::int64_t depth = used * inputs_;

  at::Tensor output =
      at::empty({batch, outputs_, height, width}, newest.options(), at::MemoryFormat::ChannelsLast);
  // Bands of tile rows: many enough to multiply large matrices, few enough to stay in the cache.
  // With many channels the weights no longer fit there, and fewer passes over them count more.
  const std::int64_t band_tiles = outputs_ >= 256 ? 256 : outputs_ >= 128 ? 128 : 64;
  const std::int64_t band = std::clamp<std::int64_t>(band_tiles / columns, 1, rows);
  const at::Tensor tile_buffer = at::empty({kPositions * band * columns * depth}, newest.options());
  const at::Tensor product_buffer = at::empty({kPositions * band * columns * outputs_}, newest.options());
  const at::Tensor bias_values = bias.contiguous();
  const float* bias_data = bias_values.const_data_ptr<float>();
  for (std::int64_t index = 0; index < batch; ++index) {
    for (std::int64_t row = 0; row < rows; row += band) {
      const std::int64_t count = std::min(band, rows - row) * columns;
      const kernels::TileGrid grid{.height = height,
                                   .width = width,
                                   .columns = columns,
                                   .first = row * columns,
                                   .count = count,
                                   .enlarge = enlarge};
      at::Tensor tiles =
          tile_buffer.narrow(0, 0, kPositions * count * depth).view({kPositions, count, depth});
      at::Tensor products =
          product_buffer.narrow(0, 0, kPositions * count * outputs_).view({kPositions, count, outputs_});
      at::parallel_for(0, count, 4, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t tap = 0; tap < used; ++tap) {
          const float* frame =
              present[static_cast<std::size_t>(tap)].const_data_ptr<float>() + index * frame_size;
          kernels::winograd_input(grid, frame, inputs_, tiles.mutable_data_ptr<float>() + tap * inputs_,
                                  depth, begin, end);
        }
      });
      at::bmm_out(products, tiles, weights);
      at::parallel_for(0, count, 4, [&](std::int64_t begin, std::int64_t end) {
        kernels::winograd_output(grid, products.const_data_ptr<float>(), bias_data, outputs_,
                                 output.mutable_data_ptr<float>() + index * outputs_ * height * width, begin,
                                 end);
      });
    }
  }
  return output;
}

}  // namespace v4e
