// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core.hpp>

#include "core/image/colour/light_curve.h"

namespace v4e {

/// One channel of a picture of any type, as floats 0..1.
[[nodiscard]] cv::Mat unit_plane(const cv::Mat& picture, int channel);

/// Means are taken of light, not of the numbers that stand for it: else fine light patterns darken.
void plane_to_light(cv::Mat& plane, const LightCurve& curve);
void plane_from_light(cv::Mat& plane, const LightCurve& curve);

}  // namespace v4e
