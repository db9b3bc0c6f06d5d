// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/imgproc.hpp>

#include "core/image/geometry.h"

namespace v4e {

/// A picture of that size whose points come from where `to_source` puts them, told apart to 1/32 of a pixel.
/// Made in tiles, by all cores, as OpenCV's own coordinates end at 32767.
[[nodiscard]] cv::Mat tiled_warp(const cv::Mat& source, const Placement& to_source, PixelSize size,
                                 cv::InterpolationFlags interpolation, cv::BorderTypes border);

}  // namespace v4e
