// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/marked_damage.h"

#include <array>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr int kPieces = 4;
constexpr int kMarkedAround = 2;  // pixels

/// A Bézier curve of third order through the picture.
void draw_scratch(cv::Mat& mask, cv::RNG& random) {
  constexpr int kSteps = 60;
  std::array<cv::Point2f, 4> corners;
  for (cv::Point2f& corner : corners)
    corner = {random.uniform(0.0F, static_cast<float>(mask.cols)),
              random.uniform(0.0F, static_cast<float>(mask.rows))};
  std::vector<cv::Point> line;
  for (int i = 0; i < kSteps; ++i) {
    const float t = static_cast<float>(i) / (kSteps - 1);
    const float u = 1 - t;
    line.emplace_back(corners[0] * (u * u * u) + corners[1] * (3 * t * u * u) + corners[2] * (3 * t * t * u) +
                      corners[3] * (t * t * t));
  }
  cv::polylines(mask, line, false, cv::Scalar(255), random.uniform(2, 5));
}

void draw_stain(cv::Mat& mask, cv::RNG& random) {
  const cv::Point centre(static_cast<int>(random.uniform(0.15, 0.85) * mask.cols),
                         static_cast<int>(random.uniform(0.15, 0.85) * mask.rows));
  const cv::Size axes(random.uniform(8, 20), random.uniform(8, 20));
  cv::ellipse(mask, centre, axes, random.uniform(0.0, 180.0), 0, 360, cv::Scalar(255), cv::FILLED);
}

}  // namespace

MarkedDamage with_damage(const Image& photo, DamageKind kind, std::uint64_t seed) {
  V4E_ASSERT(photo.channels() == 3 && photo.type() == SampleType::U8);
  cv::RNG random(seed);
  cv::Mat mask = cv::Mat::zeros(photo.height(), photo.width(), CV_8U);
  const bool is_scratch = kind == DamageKind::Scratches;
  for (int i = 0; i < kPieces; ++i) {
    if (is_scratch)
      draw_scratch(mask, random);
    else
      draw_stain(mask, random);
  }
  const cv::Scalar paint = is_scratch ? cv::Scalar(238, 232, 225) : cv::Scalar(110, 70, 40);
  const double cover = is_scratch ? 0.8 : 0.65;
  MarkedDamage result{copy_from_mat(view_mat(photo)), {}};
  cv::Mat damaged = view_mutable_mat(result.photo);
  cv::Mat painted = view_mat(photo) * (1 - cover) + paint * cover;
  painted.copyTo(damaged, mask);
  cv::dilate(mask, mask,
             cv::getStructuringElement(cv::MORPH_RECT, {2 * kMarkedAround + 1, 2 * kMarkedAround + 1}));
  cv::Mat region;
  mask.convertTo(region, CV_32F, 1 / 255.0);
  result.region = copy_from_mat(region);
  return result;
}

}  // namespace v4e
