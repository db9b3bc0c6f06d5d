// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/tiled_warp.h"

#include <algorithm>
#include <cmath>

namespace v4e {
namespace {

constexpr int kTile_px = 256;
constexpr int kReach_px = 5;  // of the widest filter

/// The part of 0 .. `side` that lies in a span; the nearest pixel where none does.
std::pair<int, int> clamped(double from, double to, int side) {
  const double last = side - 1;
  const int first = static_cast<int>(std::clamp(std::floor(from) - kReach_px, 0.0, last));
  const int end = static_cast<int>(std::clamp(std::ceil(to) + kReach_px, first + 1.0, last + 1));
  return {first, end};
}

/// Which pixels of the source a tile is made of.
cv::Rect source_of(const cv::Rect& tile, const Placement& place, const cv::Size& source) {
  const double x[] = {static_cast<double>(tile.x), static_cast<double>(tile.x + tile.width)};
  const double y[] = {static_cast<double>(tile.y), static_cast<double>(tile.y + tile.height)};
  const auto across =
      std::minmax({place.x(x[0], y[0]), place.x(x[0], y[1]), place.x(x[1], y[0]), place.x(x[1], y[1])});
  const auto down =
      std::minmax({place.y(x[0], y[0]), place.y(x[0], y[1]), place.y(x[1], y[0]), place.y(x[1], y[1])});
  const auto [left, right] = clamped(across.first, across.second, source.width);
  const auto [top, bottom] = clamped(down.first, down.second, source.height);
  return {left, top, right - left, bottom - top};
}

}  // namespace

void for_warp_tiles(cv::Size source, const Placement& to_source, PixelSize size,
                    const std::function<void(const WarpTile&)>& work) {
  const Placement& place = to_source;
  const int columns = (size.width + kTile_px - 1) / kTile_px;
  const int rows = (size.height + kTile_px - 1) / kTile_px;
  cv::parallel_for_(cv::Range(0, columns * rows), [&](const cv::Range& tiles) {
    for (int i = tiles.start; i < tiles.end; ++i) {
      const cv::Rect tile = cv::Rect(i % columns * kTile_px, i / columns * kTile_px, kTile_px, kTile_px) &
                            cv::Rect(0, 0, size.width, size.height);
      const cv::Rect from = source_of(tile, place, source);
      // OpenCV counts pixels from the middle of the first one.
      work({tile,
            from,
            {place.a, place.b, place.x(tile.x + 0.5, tile.y + 0.5) - 0.5 - from.x, place.d, place.e,
             place.y(tile.x + 0.5, tile.y + 0.5) - 0.5 - from.y}});
    }
  });
}

cv::Mat tiled_warp(const cv::Mat& source, const Placement& to_source, PixelSize size,
                   cv::InterpolationFlags interpolation, cv::BorderTypes border) {
  cv::Mat result(size.height, size.width, source.type());
  for_warp_tiles(source.size(), to_source, size, [&](const WarpTile& tile) {
    cv::Mat target = result(tile.target);
    cv::warpAffine(source(tile.source), target, tile.matrix, tile.target.size(),
                   interpolation | cv::WARP_INVERSE_MAP, border);
  });
  return result;
}

}  // namespace v4e
