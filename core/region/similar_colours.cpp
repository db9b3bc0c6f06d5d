// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/similar_colours.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kRowsBetweenChecks = 256;

void check_options(const Image& photo, const SimilarColoursOptions& options) {
  if (options.x < 0 || options.y < 0 || options.x >= photo.width() || options.y >= photo.height()) {
    throw Error(ErrorCode::InvalidArgument, "there is no pixel " + std::to_string(options.x) + ", " +
                                                std::to_string(options.y) + " in a photo of " +
                                                std::to_string(photo.width()) + " x " +
                                                std::to_string(photo.height()));
  }
  if (!(options.tolerance >= 0 && options.tolerance <= 1))
    throw Error(ErrorCode::InvalidArgument, "the tolerance of similar colours must be between 0 and 1");
}

struct ColourRange {
  cv::Scalar low = cv::Scalar::all(-1e9);
  cv::Scalar high = cv::Scalar::all(1e9);
};

/// The range around the colour at the chosen pixel, in the photo's samples.
ColourRange range_around(const Image& photo, const SimilarColoursOptions& options) {
  ColourRange range;
  const double scale = full_scale(photo.type());
  const int colours = photo.channels() - (photo.has_alpha() ? 1 : 0);
  for (int c = 0; c < colours; ++c) {
    const double value = unit_at(photo, options.x, options.y, c) * scale;
    // A little more, so that a difference of exactly the tolerance is not lost to rounding.
    const double reach = options.tolerance * scale + 1e-4 * std::min(1.0, scale / 255);
    range.low[c] = value - reach;
    range.high[c] = value + reach;
    if (photo.type() != SampleType::F32) {  // whole numbers, as OpenCV compares them
      range.low[c] = std::max(0.0, std::ceil(range.low[c]));
      range.high[c] = std::min(scale, std::floor(range.high[c]));
    }
  }
  if (photo.has_alpha() && photo.type() != SampleType::F32) {
    range.low[colours] = 0;
    range.high[colours] = scale;
  }
  return range;
}

}  // namespace

Image similar_colours(const Image& photo, const SimilarColoursOptions& options, const RunContext& context) {
  check_options(photo, options);
  const ColourRange range = range_around(photo, options);
  Image result(photo.width(), photo.height(), 1, SampleType::U8);
  const cv::Mat pixels = view_mat(photo);
  cv::Mat similar = view_mutable_mat(result);
  for (int top = 0; top < pixels.rows; top += kRowsBetweenChecks) {
    context.check();
    const cv::Range rows(top, std::min(top + kRowsBetweenChecks, pixels.rows));
    cv::Mat part = similar.rowRange(rows);
    cv::inRange(pixels.rowRange(rows), range.low, range.high, part);
  }
  if (!options.contiguous) return result;
  context.check();
  constexpr int kChosen = 1;
  cv::floodFill(similar, {options.x, options.y}, cv::Scalar(kChosen), nullptr, {}, {}, 4);
  cv::compare(similar, kChosen, similar, cv::CMP_EQ);
  return result;
}

}  // namespace v4e
