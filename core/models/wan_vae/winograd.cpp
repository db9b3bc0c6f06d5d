// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/wan_vae/winograd.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/models/wan_vae/vae_kernels.h"
#include "core/nn/parallel.h"

namespace v4e {
namespace {

constexpr std::int64_t kTile = 4;        // results along a side of a tile
constexpr std::int64_t kPositions = 36;  // products of a tile
constexpr std::int64_t kGrainTiles = 4;
constexpr std::int64_t kLanes = 16;  // channels that the kernels do at once

}  // namespace

bool WinogradKernel::fits(const at::Tensor& weight) {
  return weight.is_cpu() && weight.scalar_type() == at::kFloat && weight.dim() == 5 && weight.size(3) == 3 &&
         weight.size(0) % kLanes == 0 && weight.size(1) % kLanes == 0;
}

WinogradKernel::WinogradKernel(const at::Tensor& weight)
    : outputs_(weight.size(0)), inputs_(weight.size(1)), taps_(weight.size(2)) {
  const at::Tensor source = weight.detach().contiguous();
  transformed_ = at::empty({kPositions, taps_ * inputs_, outputs_}, source.options());
  parallel_for(0, inputs_, 8, [&](std::int64_t begin, std::int64_t end) {
    kernels::winograd_weights(source.const_data_ptr<float>(), outputs_, inputs_, taps_,
                              transformed_.mutable_data_ptr<float>(), begin, end);
  });
}

at::Tensor WinogradKernel::convolve(const std::vector<at::Tensor>& frames, const at::Tensor& bias,
                                    bool enlarge) const {
  std::vector<at::Tensor> present;
  for (const at::Tensor& frame : frames) {
    if (frame.defined()) present.push_back(frame.contiguous(at::MemoryFormat::ChannelsLast));
  }
  const at::Tensor& newest = present.back();
  const std::int64_t scale = enlarge ? 2 : 1;
  at::Tensor output = at::empty({newest.size(0), outputs_, newest.size(2) * scale, newest.size(3) * scale},
                                newest.options(), at::MemoryFormat::ChannelsLast);
  const at::Tensor bias_values = bias.contiguous();
  for (std::int64_t sample = 0; sample < newest.size(0); ++sample) {
    std::vector<const float*> sources;
    for (const at::Tensor& frame : present) sources.push_back(frame[sample].const_data_ptr<float>());
    at::Tensor picture = output[sample];
    convolve_picture(sources, bias_values.const_data_ptr<float>(), enlarge, picture);
  }
  return output;
}

void WinogradKernel::convolve_picture(const std::vector<const float*>& sources, const float* bias,
                                      bool enlarge, at::Tensor& picture) const {
  const std::int64_t height = picture.size(1);
  const std::int64_t width = picture.size(2);
  const std::int64_t rows = (height + kTile - 1) / kTile;
  const std::int64_t columns = (width + kTile - 1) / kTile;
  // Frames that are missing are the oldest, so the taps that remain are the last ones.
  const auto used = static_cast<std::int64_t>(sources.size());
  const std::int64_t depth = used * inputs_;
  const at::Tensor weights = transformed_.narrow(1, (taps_ - used) * inputs_, depth);
  // Bands of tile rows: many enough to multiply large matrices, few enough to stay in the cache.
  // With many channels the weights no longer fit there, and fewer passes over them count more.
  const std::int64_t band_tiles = outputs_ >= 256 ? 256 : outputs_ >= 128 ? 128 : 64;
  const std::int64_t band = std::clamp<std::int64_t>(band_tiles / columns, 1, rows);
  const at::Tensor tile_buffer = at::empty({kPositions * band * columns * depth}, picture.options());
  const at::Tensor product_buffer = at::empty({kPositions * band * columns * outputs_}, picture.options());
  for (std::int64_t row = 0; row < rows; row += band) {
    const std::int64_t count = std::min(band, rows - row) * columns;
    const kernels::TileGrid grid{.height = height,
                                 .width = width,
                                 .columns = columns,
                                 .first = row * columns,
                                 .count = count,
                                 .enlarge = enlarge};
    at::Tensor tiles = tile_buffer.narrow(0, 0, kPositions * count * depth).view({kPositions, count, depth});
    at::Tensor products =
        product_buffer.narrow(0, 0, kPositions * count * outputs_).view({kPositions, count, outputs_});
    parallel_for(0, count, kGrainTiles, [&](std::int64_t begin, std::int64_t end) {
      float* out = tiles.mutable_data_ptr<float>();
      for (const float* source : sources) {
        kernels::winograd_input(grid, source, inputs_, out, depth, begin, end);
        out += inputs_;
      }
    });
    at::bmm_out(products, tiles, weights);
    parallel_for(0, count, kGrainTiles, [&](std::int64_t begin, std::int64_t end) {
      kernels::winograd_output(grid, products.const_data_ptr<float>(), bias, outputs_,
                               picture.mutable_data_ptr<float>(), begin, end);
    });
  }
}

}  // namespace v4e
