// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/shaped_photo.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/image/colour/light_curve.h"
#include "core/image/mat_view.h"
#include "core/image/tiled_warp.h"

namespace v4e {
namespace {

constexpr float kLeastOpacity = 1e-5F;
constexpr int kReach_px = 5;         // of the filter
constexpr double kRounding = 1e-6;  // of places that are whole numbers

/// The samples of a tile, F32, as amounts of light, each as much as the pixel is opaque.
void to_opaque_light(cv::Mat& tile, const std::vector<LightCurve>& curves, bool has_alpha) {
  const auto colours = static_cast<int>(curves.size());
  for (int y = 0; y < tile.rows; ++y) {
    float* pixel = tile.ptr<float>(y);
    for (int x = 0; x < tile.cols; ++x, pixel += tile.channels()) {
      const float opacity = has_alpha ? pixel[colours] : 1.0F;
      for (int c = 0; c < colours; ++c)
        pixel[c] = opacity * curves[static_cast<std::size_t>(c)].to_light(pixel[c]);
    }
  }
}

void from_opaque_light(cv::Mat& tile, const std::vector<LightCurve>& curves, bool has_alpha) {
  const auto colours = static_cast<int>(curves.size());
  for (int y = 0; y < tile.rows; ++y) {
    float* pixel = tile.ptr<float>(y);
    for (int x = 0; x < tile.cols; ++x, pixel += tile.channels()) {
      const float opacity = has_alpha ? std::max(pixel[colours], kLeastOpacity) : 1.0F;
      for (int c = 0; c < colours; ++c)
        pixel[c] = curves[static_cast<std::size_t>(c)].from_light(pixel[c] / opacity);
      // Beside sharp edges the filter reaches beyond 0..1.
      if (has_alpha) pixel[colours] = std::clamp(pixel[colours], 0.0F, 1.0F);
    }
  }
}

/// A picture of that size, whose points come from where `to_image` puts them.
Image straightened(const Image& image, const Placement& to_image, PixelSize size,
                   const std::string& icc_profile, const RunContext& context) {
  const cv::Mat source = view_mat(image);
  const std::vector<LightCurve> curves = light_curves(icc_profile, image.channels() < 3 ? 1 : 3);
  const double full = full_scale(source);
  Image result(size.width, size.height, image.channels(), image.type());
  cv::Mat pixels = view_mutable_mat(result);
  for_warp_tiles(source.size(), to_image, size, [&](const WarpTile& tile) {
    if (context.stop.stop_requested()) return;
    cv::Mat light;
    source(tile.source).convertTo(light, CV_32F, 1 / full);
    to_opaque_light(light, curves, image.has_alpha());
    cv::Mat turned;
    cv::warpAffine(light, turned, tile.matrix, tile.target.size(), cv::INTER_LANCZOS4 | cv::WARP_INVERSE_MAP,
                   cv::BORDER_REPLICATE);
    from_opaque_light(turned, curves, image.has_alpha());
    cv::Mat target = pixels(tile.target);
    turned.convertTo(target, source.depth(), full);
  });
  context.check();
  return result;
}

}  // namespace

Image shaped_image(const Image& image, const Geometry& geometry, const std::string& icc_profile,
                   const RunContext& context) {
  validate(geometry, size_of(image));
  if (geometry.is_identity()) return image;
  if (geometry.angle_deg == 0) return moved_samples(image, geometry);
  return straightened(image, placement_of(geometry, size_of(image)), shaped_size(geometry, size_of(image)),
                      icc_profile, context);
}

PixelArea source_of_shaped(const Geometry& geometry, PixelSize photo, const PixelArea& area) {
  const Placement place = placement_of(geometry, photo);
  const double xs[] = {static_cast<double>(area.x), static_cast<double>(area.x + area.width)};
  const double ys[] = {static_cast<double>(area.y), static_cast<double>(area.y + area.height)};
  const auto [left, right] =
      std::minmax({place.x(xs[0], ys[0]), place.x(xs[0], ys[1]), place.x(xs[1], ys[0]), place.x(xs[1], ys[1])});
  const auto [top, bottom] =
      std::minmax({place.y(xs[0], ys[0]), place.y(xs[0], ys[1]), place.y(xs[1], ys[0]), place.y(xs[1], ys[1])});
  const int reach = geometry.angle_deg == 0 ? 0 : kReach_px;
  const auto span = [reach](double from, double to, int side) {
    const int first = std::clamp(static_cast<int>(std::floor(from + kRounding)) - reach, 0, side);
    const int end = std::clamp(static_cast<int>(std::ceil(to - kRounding)) + reach, first, side);
    return std::pair(first, end - first);
  };
  const auto [x, width] = span(left, right, photo.width);
  const auto [y, height] = span(top, bottom, photo.height);
  return {x, y, width, height};
}

Image shaped_part(const Image& part, PixelSize photo, const Geometry& geometry, const PixelArea& area,
                  const std::string& icc_profile, const RunContext& context) {
  if (geometry.angle_deg == 0) return moved_samples(part, {geometry.mirrored, geometry.quarter_turns});
  const PixelArea from = source_of_shaped(geometry, photo, area);
  V4E_ASSERT(size_of(part) == (PixelSize{from.width, from.height}));
  const Placement in_area{1, 0, static_cast<double>(area.x), 0, 1, static_cast<double>(area.y)};
  const Placement in_part{1, 0, -static_cast<double>(from.x), 0, 1, -static_cast<double>(from.y)};
  return straightened(part, chained(chained(in_area, placement_of(geometry, photo)), in_part),
                      {area.width, area.height}, icc_profile, context);
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
