// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/light_planes.h"

#include "core/image/mat_view.h"

namespace v4e {
namespace {

template <typename Function>
void for_each_sample(cv::Mat& plane, Function changed) {
  cv::parallel_for_(cv::Range(0, plane.rows), [&](const cv::Range& rows) {
    for (int y = rows.start; y < rows.end; ++y) {
      auto* row = plane.ptr<float>(y);
      for (int x = 0; x < plane.cols; ++x) row[x] = changed(row[x]);
    }
  });
}

}  // namespace

cv::Mat unit_plane(const cv::Mat& picture, int channel) {
  cv::Mat plane;
  cv::extractChannel(picture, plane, channel);
  plane.convertTo(plane, CV_32F, 1.0 / full_scale(picture));
  return plane;
}

void plane_to_light(cv::Mat& plane, const LightCurve& curve) {
  for_each_sample(plane, [&curve](float number) { return curve.to_light(number); });
}

void plane_from_light(cv::Mat& plane, const LightCurve& curve) {
  for_each_sample(plane, [&curve](float light) { return curve.from_light(light); });
}

}  // namespace v4e
