// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <opencv2/imgproc.hpp>

#include "core/image/geometry.h"

namespace v4e {

/// A part of a warped picture.
struct WarpTile {
  cv::Rect target;
  cv::Rect source;     ///< what it is made of, as far as any filter reaches
  cv::Matx23d matrix;  ///< from the target's pixels to the source's, as cv::warpAffine() takes it inverted
};

/// Calls `work` for each tile of a picture of that size, on all cores.
void for_warp_tiles(cv::Size source, const Placement& to_source, PixelSize size,
                    const std::function<void(const WarpTile&)>& work);

/// A picture of that size whose points come from where `to_source` puts them, told apart to 1/32 of a pixel.
/// Made in tiles, by all cores, as OpenCV's own coordinates end at 32767.
[[nodiscard]] cv::Mat tiled_warp(const cv::Mat& source, const Placement& to_source, PixelSize size,
                                 cv::InterpolationFlags interpolation, cv::BorderTypes border);

}  // namespace v4e
