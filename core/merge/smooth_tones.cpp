// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/smooth_tones.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/transfer.h"

namespace v4e {
namespace {

// Windows wider than a block of 16 pixels, so that the recolouring cannot follow the blocks.
constexpr LocalAffineOptions kSmoothFit{.radius_px = 12, .ridge = 2e-3};
constexpr double kNeighbourhoodPx = 2.0;
// Root mean square of what is added, of the range. Measured on nano's paint styles: 0.005 to 0.01 in skies
// and water, from 0.02 on where there is something to draw.
constexpr float kGridContrast = 0.010F;
constexpr float kStructure = 0.030F;

/// How strong `rest` is around each pixel.
cv::Mat strength_of(const cv::Mat& rest) {
  cv::Mat squares;
  cv::transform(rest.mul(rest), squares, cv::Matx13f(1 / 3.0F, 1 / 3.0F, 1 / 3.0F));
  cv::GaussianBlur(squares, squares, {}, kNeighbourhoodPx, 0, cv::BORDER_REFLECT);
  cv::sqrt(squares, squares);
  return squares;
}

}  // namespace

Image with_smooth_tones(const Image& photo, const Image& edit) {
  const Image smooth = apply_local_affine(fit_local_affine(photo, edit, {}, kSmoothFit), photo);
  Image result = copy_from_mat(view_mat(edit));
  cv::Mat made = view_mutable_mat(result);
  const cv::Mat strength = strength_of(view_mat(edit) - view_mat(smooth));
  const cv::Mat plain = view_mat(smooth);
  for (int y = 0; y < made.rows; ++y) {
    auto* pixel = made.ptr<cv::Vec3f>(y);
    const auto* below = plain.ptr<cv::Vec3f>(y);
    const float* here = strength.ptr<float>(y);
    for (int x = 0; x < made.cols; ++x) {
      const float way = std::clamp((here[x] - kGridContrast) / (kStructure - kGridContrast), 0.0F, 1.0F);
      if (way >= 1) continue;
      pixel[x] = below[x] + (pixel[x] - below[x]) * (way * way * (3 - 2 * way));
    }
  }
  return result;
}

}  // namespace v4e
