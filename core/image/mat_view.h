// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <opencv2/core.hpp>

#include "core/image/image.h"

namespace v4e {

/// The picture as an OpenCV matrix (RGB order) that shares its pixels: valid while `image` lives, not to be
/// written to.
[[nodiscard]] cv::Mat view_mat(const Image& image);

/// The same for writing; unshares the pixels first.
[[nodiscard]] cv::Mat view_mutable_mat(Image& image);

/// What stands for full scale in its samples.
[[nodiscard]] double full_scale(const cv::Mat& mat);

/// A picture with a copy of the matrix's pixels: CV_8U, CV_16U or CV_32F with 1 to 4 channels.
[[nodiscard]] Image copy_from_mat(const cv::Mat& mat);

}  // namespace v4e
