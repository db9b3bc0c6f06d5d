// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/merge/working_size.h"

namespace v4e {

struct TileOptions {
  int tile_width = 512;  ///< what the model edits at once; a multiple of its block size
  int tile_height = 512;
  int overlap_px = 96;                           ///< of neighbours, at least
  std::int64_t max_canvas_area_px = 16'000'000;  ///< larger photos are edited scaled down to it
  double match_radius = 3.0;  ///< in working pixels: what is smoother than this follows the small result

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// One piece of the picture for the model.
struct TileRequest {
  int index = 0;
  int total = 1;
  int x = 0;  ///< on the canvas
  int y = 0;
  Image source;  ///< F32 RGB, tile_width x tile_height; reflected where the canvas ends before the tile does
  Image guide;   ///< the small result enlarged to the same place and size
};

/// Edits one tile: returns F32 RGB of the same size. May throw, Cancelled included.
using TileEditor = std::function<Image(const TileRequest&)>;

/// Where the tiles lie.
struct TilePlan {
  WorkingMap canvas;      ///< photo -> canvas, without borders; scale 1 where the photo is small enough
  std::vector<int> left;  ///< of the tile columns
  std::vector<int> top;   ///< of the tile rows
};

[[nodiscard]] TilePlan plan_tiles(int photo_width, int photo_height, const TileOptions& options);

/// Weight of one tile at each of its pixels along one axis: smooth ramps over the overlaps; the weights of
/// all tiles sum to 1 everywhere on the canvas.
[[nodiscard]] std::vector<float> tile_weights(const std::vector<int>& starts, std::size_t tile, int tile_side,
                                              int canvas_side);

/// Edits the photo tile by tile and blends: F32 RGB of the canvas' size. `small_result` is the content of the
/// edited frame, which the low frequencies of every tile are matched to, so that no tile drifts off.
/// Beside the canvas only one tile is held.
[[nodiscard]] Image edit_in_tiles(const Image& photo, const Image& small_result, const WorkingMap& map,
                                  const TileOptions& options, const TileEditor& editor,
                                  const RunContext& context = {});

}  // namespace v4e
