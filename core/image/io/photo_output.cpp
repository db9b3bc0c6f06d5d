// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/photo_output.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/image/colour/colour.h"
#include "core/image/colour/light_planes.h"
#include "core/image/mat_view.h"
#include "core/image/photo_layout.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

cv::Mat resized(const cv::Mat& source, const cv::Size& size) {
  const bool shrinks = size.width < source.cols || size.height < source.rows;
  cv::Mat result;
  cv::resize(source, result, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_CUBIC);
  return result;
}

/// `opacity` and `alpha`: before and after, empty where all is opaque; colours count as much as they are
/// opaque.
cv::Mat resized_light(cv::Mat plane, const LightCurve& curve, const cv::Mat& opacity, const cv::Mat& alpha,
                      const cv::Size& size) {
  plane_to_light(plane, curve);
  if (opacity.empty()) {
    plane = resized(plane, size);
  } else {
    plane = resized(plane.mul(opacity), size);
    cv::divide(plane, cv::max(alpha, 1e-5), plane);
  }
  plane_from_light(plane, curve);
  return plane;
}

cv::Mat resized_picture(const cv::Mat& source, bool is_opaque, const std::vector<LightCurve>& curves,
                        const cv::Size& size) {
  const int depth = source.depth();
  const double largest = full_scale(source);
  cv::Mat opacity;
  cv::Mat alpha;
  if (!is_opaque) {
    opacity = unit_plane(source, source.channels() - 1);
    alpha = resized(opacity, size);
  }
  std::vector<cv::Mat> planes(static_cast<std::size_t>(source.channels()));
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const cv::Mat light =
        resized_light(unit_plane(source, static_cast<int>(i)), curves[i], opacity, alpha, size);
    light.convertTo(planes[i], depth, largest);
  }
  if (planes.size() > curves.size()) {
    if (alpha.empty()) alpha = cv::Mat::ones(size, CV_32F);
    alpha.convertTo(planes.back(), depth, largest);
  }
  cv::Mat result;
  cv::merge(planes, result);
  return result;
}

}  // namespace

std::pair<int, int> scaled_size(int width_px, int height_px, int long_side_px) {
  const double scale = static_cast<double>(long_side_px) / std::max(width_px, height_px);
  const auto side = [scale](int px) { return std::max(1, static_cast<int>(std::lround(px * scale))); };
  return {side(width_px), side(height_px)};
}

Image scaled_image(const Image& image, int width_px, int height_px, const std::string& icc_profile) {
  if (width_px == image.width() && height_px == image.height()) return image;
  const std::vector<LightCurve> curves = light_curves(icc_profile, image.channels() < 3 ? 1 : 3);
  return copy_from_mat(
      resized_picture(view_mat(image), is_opaque(image), curves, cv::Size(width_px, height_px)));
}

Image scaled_cover(const Image& cover, int width_px, int height_px) {
  cv::Mat share;
  cv::Mat(view_mat(cover) != 0).convertTo(share, CV_32F, 1.0 / 255);
  if (width_px != cover.width() || height_px != cover.height())
    share = resized(share, cv::Size(width_px, height_px));
  return copy_from_mat(share != 0);
}

void fit_output(Photo& photo, const WriteOptions& options, const RunContext& context) {
  // First deeper and last shallower, so that nothing in between is rounded to 8 bits unasked.
  if (options.bits == 16) photo.image = with_samples(photo.image, SampleType::U16);
  if (options.long_side_px) {
    const auto [width, height] =
        scaled_size(photo.image.width(), photo.image.height(), *options.long_side_px);
    photo.image = scaled_image(photo.image, width, height, photo.icc_profile);
  }
  context.check();
  if (options.profile != OutputProfile::Own)
    convert_to_profile(photo, make_output_profile(options.profile), context);
  if (options.bits == 8) photo.image = with_samples(photo.image, SampleType::U8);
}

}  // namespace v4e
