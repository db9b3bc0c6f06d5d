// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/picture_shift.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr double kLeastChroma = 1;           // of about 100
constexpr double kLeastTexture = 2.0 / 255;  // deviation of luma in a tile
constexpr std::size_t kLeastTiles = 3;

cv::Mat in_unit_range(const Image& image) {
  cv::Mat scaled;
  view_mat(image).convertTo(scaled, CV_32F, 1.0 / full_scale(image.type()));
  return scaled;
}

/// Both pictures and the pixels that count.
struct Compared {
  cv::Mat photo;
  cv::Mat edited;
  cv::Mat counts;  ///< U8, 255
};

Compared compared(const Image& photo, const Image& edited, const Image& where) {
  const auto fits = [&photo](const Image& image, int channels) {
    return image.width() == photo.width() && image.height() == photo.height() && image.channels() == channels;
  };
  if (photo.empty() || !fits(photo, 3) || !fits(edited, 3))
    throw Error(ErrorCode::InvalidArgument, "pictures of different sizes cannot be compared");
  if (!fits(where, 1)) throw Error(ErrorCode::InvalidArgument, "the mask has another size than the pictures");
  Compared both{in_unit_range(photo), in_unit_range(edited), in_unit_range(where) > 0.5};
  if (cv::countNonZero(both.counts) == 0) throw Error(ErrorCode::InvalidArgument, "the mask is empty");
  return both;
}

/// The light of an sRGB level (IEC 61966-2-1), by levels of 16 bits.
const std::vector<float>& light_levels() {
  static const std::vector<float> levels = [] {
    std::vector<float> table(65536);
    for (std::size_t i = 0; i < table.size(); ++i) {
      const double level = static_cast<double>(i) / 65535;
      table[i] =
          static_cast<float>(level <= 0.04045 ? level / 12.92 : std::pow((level + 0.055) / 1.055, 2.4));
    }
    return table;
  }();
  return levels;
}

cv::Mat to_lab(const cv::Mat& rgb) {
  // OpenCV's own way from sRGB interpolates, and is off by a tenth of a unit; from light it is exact.
  const std::vector<float>& levels = light_levels();
  cv::Mat light = rgb.clone();
  for (int y = 0; y < light.rows; ++y) {
    auto* row = light.ptr<float>(y);
    for (int i = 0; i < light.cols * light.channels(); ++i)
      row[i] = levels[static_cast<std::size_t>(std::clamp(row[i], 0.0F, 1.0F) * 65535 + 0.5F)];
  }
  cv::Mat lab;
  cv::cvtColor(light, lab, cv::COLOR_LRGB2Lab);
  return lab;
}

cv::Mat to_luma(const cv::Mat& rgb) {
  cv::Mat luma;
  cv::cvtColor(rgb, luma, cv::COLOR_RGB2GRAY);
  return luma;
}

double mean_chroma(const cv::Mat& rgb, const cv::Mat& counts) {
  std::vector<cv::Mat> planes;
  cv::split(to_lab(rgb), planes);
  cv::Mat chroma;
  cv::magnitude(planes[1], planes[2], chroma);
  return cv::mean(chroma, counts)[0];
}

double sharpness(const cv::Mat& rgb, const cv::Mat& counts) {
  cv::Mat laplacian;
  cv::Laplacian(to_luma(rgb), laplacian, CV_32F);
  return cv::mean(cv::abs(laplacian), counts)[0];
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

bool has_texture(const cv::Mat& tile) {
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(tile, mean, deviation);
  return deviation[0] >= kLeastTexture;
}

}  // namespace

LabShift lab_shift(const Image& photo, const Image& edited, const Image& where) {
  const Compared both = compared(photo, edited, where);
  const cv::Mat difference = to_lab(both.edited) - to_lab(both.photo);
  cv::Mat squared;
  cv::transform(difference.mul(difference), squared, cv::Matx13f(1, 1, 1));
  cv::Mat distance;
  cv::sqrt(squared, distance);
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(distance, mean, deviation, both.counts);
  return {mean[0], deviation[0]};
}

std::optional<double> chroma_ratio(const Image& photo, const Image& edited, const Image& where) {
  const Compared both = compared(photo, edited, where);
  const double before = mean_chroma(both.photo, both.counts);
  if (before < kLeastChroma) return std::nullopt;
  return mean_chroma(both.edited, both.counts) / before;
}

std::optional<double> sharpness_ratio(const Image& photo, const Image& edited, const Image& where) {
  const Compared both = compared(photo, edited, where);
  const double before = sharpness(both.photo, both.counts);
  if (before <= 0) return std::nullopt;
  return sharpness(both.edited, both.counts) / before;
}

std::optional<double> picture_drift(const Image& photo, const Image& edited, const Image& where) {
  const Compared both = compared(photo, edited, where);
  const cv::Mat before = to_luma(both.photo);
  const cv::Mat after = to_luma(both.edited);
  const int side = std::clamp(std::min(before.cols, before.rows) / 4, 32, 128);
  cv::Mat window;
  cv::createHanningWindow(window, {side, side}, CV_32F);
  std::vector<double> x;
  std::vector<double> y;
  for (int top = 0; top + side <= before.rows; top += side) {
    for (int left = 0; left + side <= before.cols; left += side) {
      const cv::Rect tile(left, top, side, side);
      const bool counts = cv::countNonZero(both.counts(tile)) == tile.area();
      if (!counts || !has_texture(before(tile)) || !has_texture(after(tile))) continue;
      const cv::Point2d shift = cv::phaseCorrelate(before(tile), after(tile), window);
      x.push_back(shift.x);
      y.push_back(shift.y);
    }
  }
  if (x.size() < kLeastTiles) return std::nullopt;
  return std::hypot(median(std::move(x)), median(std::move(y)));
}

}  // namespace v4e
