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
/// Root mean square of what is added, of the range: up to `grid` it goes, from `structure` on it stays.
struct Limits {
  float grid = 0;
  float structure = 0;
};
// Measured on nano's sketches: 0.003 to 0.026 (tenth to ninetieth percentile) where the photo is smooth, from
// 0.024 on where there is something to draw. What it adds to a smooth place is its own in any case.
constexpr Limits kAnywhere{0.010F, 0.030F};
constexpr Limits kInSmoothPlaces{0.030F, 0.065F};
constexpr Limits kNowhere{-0.001F, 0};  // all that is added, nothing included, stays
// Of the photo's own fine structure, likewise: below it is smooth, above it is not.
constexpr float kSmooth = 0.006F;
constexpr float kRough = 0.020F;
constexpr double kFinePx = 4.0;

/// How strong `rest` is around each pixel.
cv::Mat strength_of(const cv::Mat& rest, double around_px) {
  cv::Mat squares;
  cv::transform(rest.mul(rest), squares, cv::Matx13f(1 / 3.0F, 1 / 3.0F, 1 / 3.0F));
  cv::GaussianBlur(squares, squares, {}, around_px, 0, cv::BORDER_REFLECT);
  cv::sqrt(squares, squares);
  return squares;
}

cv::Mat fine_structure(const cv::Mat& photo) {
  cv::Mat soft;
  cv::GaussianBlur(photo, soft, {}, kFinePx, 0, cv::BORDER_REFLECT);
  return strength_of(photo - soft, 1.5 * kNeighbourhoodPx);
}

/// Between those for any place and those for smooth ones.
Limits limits_at(float structure, const Limits& anywhere) {
  const float smooth = 1 - std::clamp((structure - kSmooth) / (kRough - kSmooth), 0.0F, 1.0F);
  return {anywhere.grid + (kInSmoothPlaces.grid - anywhere.grid) * smooth,
          anywhere.structure + (kInSmoothPlaces.structure - anywhere.structure) * smooth};
}

}  // namespace

Image with_smooth_tones(const Image& photo, const Image& edit, SmoothPlaces places) {
  const Limits& anywhere = places == SmoothPlaces::All ? kAnywhere : kNowhere;
  const Image smooth = apply_local_affine(fit_local_affine(photo, edit, {}, kSmoothFit), photo);
  Image result = copy_from_mat(view_mat(edit));
  cv::Mat made = view_mutable_mat(result);
  const cv::Mat strength = strength_of(view_mat(edit) - view_mat(smooth), kNeighbourhoodPx);
  const cv::Mat structure = fine_structure(view_mat(photo));
  const cv::Mat plain = view_mat(smooth);
  for (int y = 0; y < made.rows; ++y) {
    auto* pixel = made.ptr<cv::Vec3f>(y);
    const auto* below = plain.ptr<cv::Vec3f>(y);
    const float* here = strength.ptr<float>(y);
    const float* own = structure.ptr<float>(y);
    for (int x = 0; x < made.cols; ++x) {
      const Limits limits = limits_at(own[x], anywhere);
      const float way = std::clamp((here[x] - limits.grid) / (limits.structure - limits.grid), 0.0F, 1.0F);
      if (way >= 1) continue;
      pixel[x] = below[x] + (pixel[x] - below[x]) * (way * way * (3 - 2 * way));
    }
  }
  return result;
}

}  // namespace v4e
