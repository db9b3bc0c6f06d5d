// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/image/pixel_area.h"

namespace v4e {

/// A part of a photo (any type; grey becomes RGB, alpha is dropped) at another size, as CV_8UC3 in RGB order;
/// averaged where it becomes smaller. The part must lie in the photo. Throws Cancelled.
[[nodiscard]] cv::Mat small_rgb(const Image& photo, const PixelArea& part, const cv::Size& size,
                                const RunContext& context = {});

/// The size of a part that is scaled, never up, to about that many pixels at most; at least 1 x 1.
[[nodiscard]] cv::Size size_within(const PixelArea& part, std::int64_t max_area_px);

}  // namespace v4e
