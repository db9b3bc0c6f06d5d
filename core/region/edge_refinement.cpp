// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/edge_refinement.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "core/region/small_picture.h"

namespace v4e {
namespace {

constexpr std::int64_t kFitArea_px = 700'000;
constexpr int kRowsPerCheck = 64;
constexpr std::uint8_t kNearRim = 128;
// Below and above, a small selection is taken for none and for whole.
constexpr double kSettledShare = 0.02;

/// One turn of the refinement: how wide its windows are, by the pixels of the small selection, and how much
/// contrast the result gets.
struct Turn {
  double radius;
  double ridge;
  double contrast;
};
// From wide to narrow: the first finds the edge, the next ones settle on it.
constexpr std::array<Turn, 2> kTurns{{{2.5, 1e-3, 1.5}, {1.25, 3e-4, 1.5}}};
constexpr Turn kLast{0.6, 3e-4, 1.5};
constexpr int kMostRadius_px = 40;
// Where a small selection is unsure, it is taken for a little surer: half selected areas look like haze.
constexpr double kFirstContrast = 1.6;

double with_contrast(double share, double contrast) {
  return std::clamp((share - 0.5) * contrast + 0.5, 0.0, 1.0);
}

Image unit_rgb(const Image& photo, const PixelArea& window, const cv::Size& size, const RunContext& context) {
  cv::Mat unit;
  small_rgb(photo, window, size, context).convertTo(unit, CV_32F, 1.0 / 255);
  return copy_from_mat(unit);
}

void add_contrast(cv::Mat& share, double contrast) {
  share = cv::Mat((share - 0.5) * contrast + 0.5);
  cv::min(share, 1.0, share);
  cv::max(share, 0.0, share);
}

/// The least and the most that is selected around each pixel.
struct Surroundings {
  cv::Mat lowest;
  cv::Mat highest;
};

Surroundings surroundings(const cv::Mat& share, int radius_px) {
  const int side = 2 * radius_px + 1;
  const cv::Mat around = cv::getStructuringElement(cv::MORPH_RECT, {side, side});
  Surroundings result;
  cv::erode(share, result.lowest, around);
  cv::dilate(share, result.highest, around);
  return result;
}

/// Near the rim is what has both sides, or something between, so close by.
Image settled_parts(const cv::Mat& share, int radius_px) {
  const auto [lowest, highest] = surroundings(share, radius_px);
  Image result(share.cols, share.rows, 1, SampleType::U8);
  cv::Mat settled = view_mutable_mat(result);
  settled.setTo(kNearRim);
  settled.setTo(0, highest < kSettledShare);
  settled.setTo(255, lowest > 1 - kSettledShare);
  return result;
}

/// `enlarged`: pixels of the guide per pixel of the small selection.
int radius_of(const Turn& turn, double enlarged) {
  return std::clamp(cvRound(turn.radius * enlarged), 2, kMostRadius_px);
}

LocalAffine fit(const Image& guide, const cv::Mat& share, const Turn& turn, double enlarged) {
  return fit_local_affine(guide, copy_from_mat(share), {},
                          {.radius_px = radius_of(turn, enlarged), .ridge = turn.ridge});
}

/// Where a pixel of the photo lies between two of the small picture.
struct Between {
  int first = 0;
  int second = 0;
  float share = 0;  ///< of the second

  [[nodiscard]] int nearest() const { return share < 0.5F ? first : second; }
  [[nodiscard]] float mixed(const float* row) const {
    return row[first] + share * (row[second] - row[first]);
  }
};

Between between(double place, int count) {
  const double clamped = std::clamp(place, 0.0, count - 1.0);
  const int first = std::min(static_cast<int>(clamped), count - 1);
  return {first, std::min(first + 1, count - 1), static_cast<float>(clamped - first)};
}

/// The colour of one pixel as shares of full scale; grey counts for all three.
std::array<float, 3> colour_at(const Image& photo, int x, int y) {
  if (photo.channels() >= 3)
    return {unit_at(photo, x, y, 0), unit_at(photo, x, y, 1), unit_at(photo, x, y, 2)};
  const float grey = unit_at(photo, x, y);
  return {grey, grey, grey};
}

}  // namespace

RefinedEdge::RefinedEdge(const Image& photo, const CoarseMask& coarse, const RunContext& context)
    : photo_(photo), window_(coarse.window) {
  validate(coarse, size_of(photo));
  const cv::Size size = size_within(window_, kFitArea_px);
  const Image guide = unit_rgb(photo, window_, size, context);
  cv::Mat share;
  view_mat(coarse.mask).convertTo(share, CV_32F, 1.0 / 255);
  const double enlarged =
      std::max(static_cast<double>(size.width) / share.cols, static_cast<double>(size.height) / share.rows);
  cv::resize(share, share, size, 0, 0, cv::INTER_LINEAR);
  add_contrast(share, kFirstContrast);
  // The rim moves that far and no further: a patch inside that has the colour of what is outside stays
  // inside.
  const Surroundings reach = surroundings(share, radius_of(kTurns.front(), enlarged));
  for (const Turn& turn : kTurns) {
    context.check();
    const Image fitted = apply_local_affine(fit(guide, share, turn, enlarged), guide);
    share = view_mat(fitted).clone();
    add_contrast(share, turn.contrast);
    cv::max(share, reach.lowest, share);
    cv::min(share, reach.highest, share);
  }
  context.check();
  colour_ = fit(guide, share, kLast, enlarged);
  settled_ = settled_parts(share, radius_of(kLast, enlarged) + 1);
}

Image RefinedEdge::mask(const RunContext& context) const {
  return mask({0, 0, photo_.width(), photo_.height()}, context);
}

Image RefinedEdge::mask(const PixelArea& part, const RunContext& context) const {
  if (!is_inside(part, photo_))
    throw Error(ErrorCode::InvalidArgument, "a part of a selection must lie in its photo");
  Image result(part.width, part.height, 1, SampleType::U8);
  cv::Mat target = view_mutable_mat(result);
  const int left = std::max(part.x, window_.x);
  const int right = std::min(part.x + part.width, window_.x + window_.width);
  const int top = std::max(part.y, window_.y);
  const int bottom = std::min(part.y + part.height, window_.y + window_.height);
  for (int begin = top; begin < bottom; begin += kRowsPerCheck) {
    context.check();
    cv::parallel_for_(cv::Range(begin, std::min(begin + kRowsPerCheck, bottom)), [&](const cv::Range& rows) {
      for (int y = rows.start; y < rows.end; ++y)
        fill_row(y, left, right, target.ptr<std::uint8_t>(y - part.y) + (left - part.x));
    });
  }
  return result;
}

void RefinedEdge::fill_row(int y, int left, int right, std::uint8_t* row) const {
  const double scale_x = static_cast<double>(settled_.width()) / window_.width;
  const double scale_y = static_cast<double>(settled_.height()) / window_.height;
  const Between v = between((y - window_.y + 0.5) * scale_y - 0.5, settled_.height());
  const auto* settled = settled_.row<std::uint8_t>(v.nearest());
  const std::array<const Image*, 4> maps{&colour_.red, &colour_.green, &colour_.blue, &colour_.constant};
  for (int x = left; x < right; ++x, ++row) {
    const Between u = between((x - window_.x + 0.5) * scale_x - 0.5, settled_.width());
    *row = settled[u.nearest()];
    if (*row != kNearRim) continue;
    std::array<float, 4> map;
    for (std::size_t i = 0; i < 4; ++i) {
      const float above = u.mixed(maps[i]->row<float>(v.first));
      const float below = u.mixed(maps[i]->row<float>(v.second));
      map[i] = above + v.share * (below - above);
    }
    const std::array<float, 3> rgb = colour_at(photo_, x, y);
    const float share = map[0] * rgb[0] + map[1] * rgb[1] + map[2] * rgb[2] + map[3];
    *row = from_unit<std::uint8_t>(with_contrast(share, kLast.contrast));
  }
}

}  // namespace v4e
