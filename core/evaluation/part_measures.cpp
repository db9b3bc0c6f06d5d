// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/part_measures.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/base/error.h"
#include "core/evaluation/metrics.h"
#include "core/image/mat_view.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

constexpr int kRim = 3;         // pixels on either side of the rim that belong to neither
constexpr int kNoiseBlock = 8;  // pixels
constexpr int kPeriods = 8;     // in a window: its resolution is an eighth of the frequency

cv::Mat grey_of(const Image& image) {
  cv::Mat scaled;
  view_mat(image).convertTo(scaled, CV_32F, 1.0 / full_scale(image.type()));
  cv::Mat luma;
  cv::cvtColor(scaled, luma, cv::COLOR_RGB2GRAY);
  return luma;
}

/// U8, 255 inside.
cv::Mat marked_of(const Image& image, const Image& mask) {
  const bool fits = mask.width() == image.width() && mask.height() == image.height() &&
                    mask.channels() == 1 && mask.type() == SampleType::U8;
  if (!fits) throw Error(ErrorCode::InvalidArgument, "the mask has another size than the picture");
  return view_mat(mask) > 127;
}

cv::Mat wider(const cv::Mat& mask, int radius) {
  // A large ellipse is slow; the distance to the mask is not.
  cv::Mat distance;
  cv::distanceTransform(mask == 0, distance, cv::DIST_L2, cv::DIST_MASK_5);
  return distance <= radius;
}

/// Energy of windows of steps at `period`, and at frequencies beside it.
struct PeriodEnergy {
  double there = 0;
  double beside = 0;

  [[nodiscard]] double ratio() const { return beside > 0 ? there / beside : 1; }
};

/// A wave of a window's length: two rows, cosine and sine, times a Hann window.
cv::Mat wave_of(int length, double frequency) {
  cv::Mat wave(2, length, CV_32F);
  for (int i = 0; i < length; ++i) {
    const double turn = 2 * std::numbers::pi * i;
    const double window = 0.5 - 0.5 * std::cos(turn / length);
    wave.at<float>(0, i) = static_cast<float>(window * std::cos(turn * frequency));
    wave.at<float>(1, i) = static_cast<float>(window * std::sin(turn * frequency));
  }
  return wave;
}

PeriodEnergy energy_along_rows(const cv::Mat& luma, const cv::Mat& inside, double period) {
  const int length = static_cast<int>(std::lround(kPeriods * period));
  PeriodEnergy energy;
  if (length >= luma.cols) return energy;
  const cv::Mat there = wave_of(length, 1 / period);
  std::vector<cv::Mat> beside;
  for (const double bins : {-4.0, -3.0, 3.0, 4.0})
    beside.push_back(wave_of(length, (1 + bins / kPeriods) / period));
  const auto power = [](const cv::Mat& wave, const cv::Mat& steps) {
    const double real = wave.row(0).dot(steps);
    const double imaginary = wave.row(1).dot(steps);
    return real * real + imaginary * imaginary;
  };
  for (int y = 0; y < luma.rows; ++y) {
    const cv::Mat line = luma.row(y);
    const cv::Mat steps = line.colRange(1, luma.cols) - line.colRange(0, luma.cols - 1);
    const auto* in = inside.ptr<std::uint8_t>(y);
    int run = 0;
    for (int x = 0; x < luma.cols; ++x) {
      run = in[x] > 0 ? run + 1 : 0;
      if (run <= length) continue;
      const cv::Mat window = steps.colRange(x - length, x);
      energy.there += power(there, window);
      for (const cv::Mat& wave : beside)
        energy.beside += power(wave, window) / static_cast<double>(beside.size());
      run = length / 2;  // windows overlap by a half
    }
  }
  return energy;
}

/// Mean colour, of 255 levels.
cv::Vec3d colour_in(const Image& image, const cv::Mat& where) {
  const cv::Scalar mean = cv::mean(view_mat(image), where) * (255.0 / full_scale(image.type()));
  return {mean[0], mean[1], mean[2]};
}

/// The step of colour from just outside to just inside.
cv::Vec3d colour_step(const Image& image, const cv::Mat& inside) {
  constexpr int kStrip = 12;  // pixels
  cv::Mat from_rim;
  cv::distanceTransform(inside, from_rim, cv::DIST_L2, cv::DIST_MASK_5);
  cv::Mat to_rim;
  cv::distanceTransform(inside == 0, to_rim, cv::DIST_L2, cv::DIST_MASK_5);
  const cv::Mat in = (from_rim > kRim) & (from_rim <= kRim + kStrip);
  const cv::Mat out = (to_rim > kRim) & (to_rim <= kRim + kStrip);
  return colour_in(image, in) - colour_in(image, out);
}

double ratio_of(double inside, double around) {
  return around > 0 ? inside / around : (inside > 0 ? 99.0 : 1.0);
}

}  // namespace

Image inside_of_rim(const Image& mask) {
  cv::Mat inside;
  const cv::Mat rim = cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * kRim + 1, 2 * kRim + 1});
  cv::erode(view_mat(mask) > 127, inside, rim);
  return copy_from_mat(inside);
}

Image surroundings_of(const Image& mask) {
  const cv::Mat inside = view_mat(mask) > 127;
  const double side = std::sqrt(static_cast<double>(cv::countNonZero(inside)));
  // A ring of 0.21 of a square's side around it has the square's area.
  const int reach = kRim + std::max(2, static_cast<int>(std::lround(0.21 * side)));
  return copy_from_mat(wider(inside, reach) & ~wider(inside, kRim));
}

double period_energy(const Image& image, const Image& mask, double period) {
  if (!(period >= 4)) throw Error(ErrorCode::InvalidArgument, "a period must be 4 pixels or more");
  const cv::Mat luma = grey_of(image);
  const cv::Mat inside = marked_of(image, mask);
  const PeriodEnergy rows = energy_along_rows(luma, inside, period);
  const PeriodEnergy columns = energy_along_rows(luma.t(), inside.t(), period);
  return std::max(rows.ratio(), columns.ratio());
}

double seam_jump(const Image& image, const Image& mask) {
  const cv::Mat luma = grey_of(image);
  const cv::Mat inside = marked_of(image, mask);
  double sum = 0;
  std::int64_t count = 0;
  const auto add = [&](const cv::Rect& one, const cv::Rect& other) {
    const cv::Mat across = inside(one) != inside(other);
    const int pairs = cv::countNonZero(across);
    sum += cv::mean(cv::abs(luma(one) - luma(other)), across)[0] * pairs;
    count += pairs;
  };
  const int w = luma.cols;
  const int h = luma.rows;
  add({0, 0, w - 1, h}, {1, 0, w - 1, h});
  add({0, 0, w, h - 1}, {0, 1, w, h - 1});
  if (count == 0) throw Error(ErrorCode::InvalidArgument, "the mask has no rim in the picture");
  return sum / static_cast<double>(count);
}

double noise_deviation(const Image& image, const Image& mask) {
  const cv::Mat luma = grey_of(image);
  const cv::Mat inside = marked_of(image, mask);
  cv::Mat response;
  cv::filter2D(luma, response, CV_32F, cv::Matx33f(1, -2, 1, -2, 4, -2, 1, -2, 1), {-1, -1}, 0,
               cv::BORDER_REFLECT);
  response = cv::abs(response);
  std::vector<double> deviations;
  for (int y = 0; y + kNoiseBlock <= luma.rows; y += kNoiseBlock) {
    for (int x = 0; x + kNoiseBlock <= luma.cols; x += kNoiseBlock) {
      const cv::Rect block(x, y, kNoiseBlock, kNoiseBlock);
      if (cv::countNonZero(inside(block)) < block.area()) continue;
      deviations.push_back(cv::mean(response(block))[0] * std::sqrt(std::numbers::pi / 2) / 6);
    }
  }
  if (deviations.empty()) return 0;
  const auto quarter = deviations.begin() + static_cast<std::ptrdiff_t>(deviations.size() / 4);
  std::nth_element(deviations.begin(), quarter, deviations.end());
  return *quarter;
}

PartMeasures measure_part(const Image& photo, const Image& edited, const Image& mask) {
  const cv::Mat inside = marked_of(edited, mask);
  if (photo.width() != edited.width() || photo.height() != edited.height())
    throw Error(ErrorCode::InvalidArgument, "pictures of different sizes cannot be compared");
  const Image within = inside_of_rim(mask);
  const Image around = surroundings_of(mask);
  PartMeasures measures;
  const auto against = [&](const auto& measure) {
    return ratio_of(measure(edited, within), measure(edited, around));
  };
  measures.laplacian = against(laplacian_energy);
  const auto of_period = [](double period) {
    return [period](const Image& image, const Image& where) { return period_energy(image, where, period); };
  };
  measures.period_8 = against(of_period(8));
  measures.period_16 = against(of_period(16));
  measures.noise = against(noise_deviation);
  measures.seam = ratio_of(seam_jump(edited, mask), seam_jump(photo, mask));
  measures.colour = cv::norm(colour_step(edited, inside) - colour_step(photo, inside));
  return measures;
}

}  // namespace v4e
