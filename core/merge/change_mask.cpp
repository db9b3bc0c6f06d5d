// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/change_mask.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr double kSmooth = 1.2;      // working pixels; noise averages out, edits stay in place
constexpr double kTintSmooth = 6.0;  // for changes so faint that only their evenness shows them
constexpr double kTint = 0.012;
constexpr double kLeak = 0.3;
constexpr double kStrong = 1.8;    // thresholds
constexpr double kMinWeight = 25;  // thresholds times pixels
constexpr double kMaxHoleShare = 0.002;
constexpr int kMinSpotPx = 12;
constexpr int kGrid = 8;
constexpr int kTinySide = 16;
// Working pixels by which a change goes on beyond its region: further than the feather, and than the windows
// that fit the mask to the photo's edges look.
constexpr int kBeyondRim = 6;

// Deviation of what differs between neighbours: noise, since edits are smooth at this scale almost
// everywhere.
double measure_noise(const cv::Mat& difference) {
  cv::Mat smooth;
  cv::GaussianBlur(difference, smooth, {}, 2.0);
  const cv::Mat rough = cv::abs(difference - smooth);
  std::vector<float> values(rough.ptr<float>(), rough.ptr<float>() + rough.total() * 3);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return 1.4826 * *middle;
}

// The strongest channel's change, times how steadily it came about: the change that remains over the way
// that it went there, along its own direction. 1 for growth or a sudden step, small for flicker.
cv::Mat steady_change(const std::vector<cv::Mat>& differences, double step_floor) {
  const cv::Mat& last = differences.back();
  cv::Mat evidence(last.size(), CV_32F);
  std::vector<const cv::Vec3f*> rows(differences.size());
  for (int y = 0; y < last.rows; ++y) {
    for (std::size_t t = 0; t < rows.size(); ++t) rows[t] = differences[t].ptr<cv::Vec3f>(y);
    auto* target = evidence.ptr<float>(y);
    for (int x = 0; x < last.cols; ++x) {
      const cv::Vec3f end = rows.back()[x];
      const float size = std::max({std::abs(end[0]), std::abs(end[1]), std::abs(end[2])});
      const float length = static_cast<float>(cv::norm(end));
      float way = 0;
      float previous = 0;
      for (std::size_t t = 0; t < rows.size(); ++t) {
        const float along = length > 0 ? rows[t][x].dot(end) / length : 0;
        // Steps within the noise are no way.
        way += std::max(0.0F, std::abs(along - previous) - static_cast<float>(step_floor));
        previous = along;
      }
      const float steadiness = way > length ? length / way : 1.0F;
      const float trust = std::clamp((steadiness - 0.35F) / 0.3F, 0.0F, 1.0F);
      target[x] = size * trust;
    }
  }
  return evidence;
}

// Takes away what only leaks over an edit's rim: smoothing and the model's blur carry a strong change some
// pixels outwards, where it is weak against the change beside it. Faint edits and soft ones stay.
cv::Mat without_leaks(const cv::Mat& evidence) {
  cv::Mat strongest;
  cv::dilate(evidence, strongest, cv::getStructuringElement(cv::MORPH_ELLIPSE, {7, 7}));
  cv::Mat result = evidence.clone();
  result.setTo(0, evidence < kLeak * strongest);
  return result;
}

// Weakly changed pixels that hang together with strongly changed ones, and weigh enough as a whole: smooth
// noise has peaks, but they are small and barely above the threshold.
cv::Mat connect(const cv::Mat& evidence, double threshold) {
  const cv::Mat weak = evidence > threshold;
  cv::Mat labels;
  const int count = cv::connectedComponents(weak, labels, 8, CV_32S);
  std::vector<double> weights(static_cast<std::size_t>(count), 0.0);
  std::vector<float> peaks(static_cast<std::size_t>(count), 0.0F);
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      const auto label = static_cast<std::size_t>(labels.at<int>(y, x));
      const float value = evidence.at<float>(y, x);
      weights[label] += value / threshold - 1.0;
      peaks[label] = std::max(peaks[label], value);
    }
  }
  const double enough = std::min(kMinWeight, 0.2 * static_cast<double>(evidence.total()));
  const auto keep = [&](int label) {
    const auto i = static_cast<std::size_t>(label);
    return label > 0 && peaks[i] > kStrong * threshold && weights[i] >= enough;
  };
  cv::Mat mask(labels.size(), CV_8U, cv::Scalar(0));
  for (int y = 0; y < labels.rows; ++y) {
    for (int x = 0; x < labels.cols; ++x) {
      if (keep(labels.at<int>(y, x))) mask.at<unsigned char>(y, x) = 255;
    }
  }
  return mask;
}

// Sets connected areas of `value` that are smaller than `min_area` to the opposite.
void flip_small(cv::Mat& mask, bool value, int min_area) {
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centroids;
  const cv::Mat chosen = value ? mask : cv::Mat(255 - mask);
  cv::connectedComponentsWithStats(chosen, labels, stats, centroids, value ? 8 : 4, CV_32S);
  for (int y = 0; y < mask.rows; ++y) {
    for (int x = 0; x < mask.cols; ++x) {
      const int label = labels.at<int>(y, x);
      if (label > 0 && stats.at<int>(label, cv::CC_STAT_AREA) < min_area) {
        mask.at<unsigned char>(y, x) = value ? 0 : 255;
      }
    }
  }
}

// Where a region's rim cuts a change off, it goes on: the rim is not the change's own.
void carry_over_rim(cv::Mat& mask, const Image& region) {
  const cv::Mat share = view_mat(region);
  V4E_ASSERT(share.size() == mask.size() && share.type() == CV_32F);
  cv::Mat further;
  const int side = 2 * kBeyondRim + 1;
  cv::dilate(mask, further, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  // Pixels that the rim cuts, too: what changed of them is diluted by the photo.
  mask |= further & (share < 1);
}

double measure_spread(const cv::Mat& mask) {
  int hit = 0;
  for (int row = 0; row < kGrid; ++row) {
    for (int column = 0; column < kGrid; ++column) {
      const cv::Range ys(mask.rows * row / kGrid, mask.rows * (row + 1) / kGrid);
      const cv::Range xs(mask.cols * column / kGrid, mask.cols * (column + 1) / kGrid);
      if (ys.size() > 0 && xs.size() > 0 && cv::countNonZero(mask(ys, xs)) * 20 > ys.size() * xs.size())
        ++hit;
    }
  }
  return static_cast<double>(hit) / (kGrid * kGrid);
}

double measure_tint(const cv::Mat& difference) {
  cv::Mat smooth;
  cv::GaussianBlur(difference, smooth, {}, kTintSmooth, kTintSmooth, cv::BORDER_REFLECT);
  cv::Mat channels[3];
  cv::split(cv::abs(smooth), channels);
  const cv::Mat strongest = cv::max(cv::max(channels[0], channels[1]), channels[2]);
  return static_cast<double>(cv::countNonZero(strongest > kTint)) / static_cast<double>(strongest.total());
}

}  // namespace

ChangeMask find_changes(const std::vector<Image>& frames, std::size_t index,
                        const ChangeMaskOptions& options) {
  V4E_ASSERT(index > 0 && index < frames.size());
  const cv::Mat first = view_mat(frames[0]);
  const cv::Mat difference = view_mat(frames[index]) - first;
  ChangeMask result;
  result.noise = measure_noise(difference);
  // On a few pixels noise does not average out, and there is nothing to tell it from an edit but its size.
  const bool tiny = std::min(difference.rows, difference.cols) < kTinySide;
  result.threshold = tiny ? options.max_threshold
                          : std::clamp(3.0 * result.noise, options.min_change, options.max_threshold);
  result.tint_share = tiny ? 0 : measure_tint(difference);

  std::vector<cv::Mat> differences(index);
  for (std::size_t t = 1; t <= index; ++t) {
    cv::GaussianBlur(view_mat(frames[t]) - first, differences[t - 1], {}, kSmooth, kSmooth,
                     cv::BORDER_REFLECT);
  }
  const cv::Mat evidence = steady_change(differences, 0.5 * result.threshold);
  cv::Mat mask = connect(without_leaks(evidence), result.threshold);
  const cv::Mat large = cv::getStructuringElement(cv::MORPH_ELLIPSE, {7, 7});
  if (!tiny) {
    flip_small(mask, true, kMinSpotPx);
    cv::morphologyEx(mask, mask, cv::MORPH_CLOSE, large);
    flip_small(mask, false, static_cast<int>(kMaxHoleShare * static_cast<double>(mask.total())));
  }
  result.changed_share = static_cast<double>(cv::countNonZero(mask)) / static_cast<double>(mask.total());
  result.spread = measure_spread(mask);
  if (!options.region.empty()) carry_over_rim(mask, options.region);
  cv::Mat soft;
  mask.convertTo(soft, CV_32F, 1.0 / 255.0);
  if (options.feather_px > 0 && !tiny) {
    const int width = 2 * options.feather_px + 1;
    cv::blur(soft, soft, {width, width}, {-1, -1}, cv::BORDER_REFLECT);
  }
  result.soft = copy_from_mat(soft);
  return result;
}

}  // namespace v4e
