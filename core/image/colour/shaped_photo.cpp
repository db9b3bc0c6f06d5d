// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/shaped_photo.h"

#include <utility>
#include <vector>

#include "core/image/colour/light_planes.h"
#include "core/image/mat_view.h"
#include "core/image/tiled_warp.h"

namespace v4e {
namespace {

cv::Mat turned_plane(const cv::Mat& plane, const Placement& place, PixelSize size,
                     const RunContext& context) {
  context.check();
  return tiled_warp(plane, place, size, cv::INTER_LANCZOS4, cv::BORDER_REPLICATE);
}

cv::Mat turned_light(cv::Mat plane, const LightCurve& curve, const cv::Mat& opacity, const cv::Mat& alpha,
                     const Placement& place, PixelSize size, const RunContext& context) {
  plane_to_light(plane, curve);
  if (!opacity.empty()) plane = plane.mul(opacity);
  plane = turned_plane(plane, place, size, context);
  if (!alpha.empty()) cv::divide(plane, cv::max(alpha, 1e-5), plane);
  plane_from_light(plane, curve);
  return plane;
}

Image straightened(const Image& image, const Geometry& geometry, const std::string& icc_profile,
                   const RunContext& context) {
  const cv::Mat source = view_mat(image);
  const Placement place = placement_of(geometry, size_of(image));
  const PixelSize size = shaped_size(geometry, size_of(image));
  const std::vector<LightCurve> curves = light_curves(icc_profile, image.channels() < 3 ? 1 : 3);
  cv::Mat opacity;
  cv::Mat alpha;
  if (image.has_alpha()) {
    opacity = unit_plane(source, image.channels() - 1);
    alpha = turned_plane(opacity, place, size, context);
  }
  std::vector<cv::Mat> planes(static_cast<std::size_t>(image.channels()));
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const cv::Mat light = turned_light(unit_plane(source, static_cast<int>(i)), curves[i], opacity, alpha,
                                       place, size, context);
    light.convertTo(planes[i], source.depth(), full_scale(source));
  }
  if (!alpha.empty()) {
    // Beside sharp edges the filter reaches beyond 0..1.
    alpha = cv::min(cv::max(alpha, 0.0), 1.0);
    alpha.convertTo(planes.back(), source.depth(), full_scale(source));
  }
  cv::Mat result;
  cv::merge(planes, result);
  return copy_from_mat(result);
}

}  // namespace

Image shaped_image(const Image& image, const Geometry& geometry, const std::string& icc_profile,
                   const RunContext& context) {
  validate(geometry, size_of(image));
  if (geometry.is_identity()) return image;
  if (geometry.angle_deg == 0) return moved_samples(image, geometry);
  return straightened(image, geometry, icc_profile, context);
}

Photo shaped_photo(const Photo& photo, const Geometry& geometry, const RunContext& context) {
  Photo shaped = photo;
  shaped.image = shaped_image(photo.image, geometry, photo.icc_profile, context);
  if (shaped.density && geometry.quarter_turns % 2 == 1) std::swap(shaped.density->x, shaped.density->y);
  if (shaped.jpeg && geometry.quarter_turns % 2 == 1)
    std::swap(shaped.jpeg->h_sampling, shaped.jpeg->v_sampling);
  return shaped;
}

}  // namespace v4e
