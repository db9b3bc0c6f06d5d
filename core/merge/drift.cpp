// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/drift.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/alignment.h"

namespace v4e {
namespace {

constexpr double kMinShiftPx = 0.05;     // less cannot be seen, and interpolating costs sharpness
constexpr double kNoEditColour = 0.010;  // a mean change below this is never an edit
constexpr double kMinEditShare = 0.001;  // pixels that changed more, to speak of an edit elsewhere
constexpr double kMinUnchanged = 0.25;   // pixels which the fit must explain
constexpr int kMaxSamples = 40000;
constexpr int kFitRounds = 8;

struct Sample {
  cv::Vec3f before;
  cv::Vec3f after;
};

// Pixels on a regular grid, slightly smoothed, so that noise does not flatten the fitted gain.
std::vector<Sample> take_samples(const Image& reference, const Image& frame) {
  cv::Mat before;
  cv::Mat after;
  cv::GaussianBlur(view_mat(reference), before, {}, 1.5);
  cv::GaussianBlur(view_mat(frame), after, {}, 1.5);
  const int step = std::max(1, static_cast<int>(std::sqrt(double(before.total()) / kMaxSamples)));
  std::vector<Sample> samples;
  for (int y = step / 2; y < before.rows; y += step) {
    for (int x = step / 2; x < before.cols; x += step) {
      samples.push_back({before.at<cv::Vec3f>(y, x), after.at<cv::Vec3f>(y, x)});
    }
  }
  return samples;
}

struct ColourFit {
  std::array<double, 3> gain{1, 1, 1};
  std::array<double, 3> offset{0, 0, 0};
  double mean_change = 0;      // of the worst channel, over the pixels that the fit explains
  double unchanged_share = 1;  // pixels that the fit explains
  double edit_share = 0;       // pixels that changed clearly more
};

float residual_of(const Sample& sample, const ColourFit& fit) {
  float worst = 0;
  for (int c = 0; c < 3; ++c) {
    const auto i = static_cast<std::size_t>(c);
    const double predicted = fit.gain[i] * sample.before[c] + fit.offset[i];
    worst = std::max(worst, static_cast<float>(std::abs(sample.after[c] - predicted)));
  }
  return worst;
}

double quantile(std::vector<float> values, double share) {
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * double(values.size() - 1));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

// Weighted straight line per channel, held towards gain 1 where the samples have no contrast.
void fit_lines(const std::vector<Sample>& samples, const std::vector<float>& weights, ColourFit& fit) {
  for (int c = 0; c < 3; ++c) {
    double sum = 0;
    double x = 0;
    double y = 0;
    double xx = 0;
    double xy = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double w = weights[i];
      const double before = samples[i].before[c];
      const double after = samples[i].after[c];
      sum += w;
      x += w * before;
      y += w * after;
      xx += w * before * before;
      xy += w * before * after;
    }
    if (sum <= 0) continue;
    const double variance = xx / sum - x / sum * (x / sum);
    const double covariance = xy / sum - x / sum * (y / sum);
    constexpr double kRidge = 1e-4;
    const auto i = static_cast<std::size_t>(c);
    fit.gain[i] = 1.0 + (covariance - variance) / (variance + kRidge);
    fit.offset[i] = y / sum - fit.gain[i] * (x / sum);
  }
}

// The largest group of pixels that share one gain and offset: starts at the most common change of each
// channel (the half-sample mode), then refits with outliers dropping out.
double most_common_change(const std::vector<Sample>& samples, int channel) {
  std::vector<float> changes;
  changes.reserve(samples.size());
  for (const Sample& sample : samples) changes.push_back(sample.after[channel] - sample.before[channel]);
  std::sort(changes.begin(), changes.end());
  std::size_t begin = 0;
  std::size_t count = changes.size();
  while (count > 3) {
    const std::size_t half = (count + 1) / 2;
    std::size_t best = begin;
    for (std::size_t i = begin; i + half <= begin + count; ++i) {
      if (changes[i + half - 1] - changes[i] < changes[best + half - 1] - changes[best]) best = i;
    }
    begin = best;
    count = half;
    // Below a few percent of the samples the mode only follows noise.
    if (count < changes.size() / 16) break;
  }
  return changes[begin + count / 2];
}

ColourFit fit_colour(const std::vector<Sample>& samples) {
  ColourFit fit;
  for (int c = 0; c < 3; ++c) fit.offset[static_cast<std::size_t>(c)] = most_common_change(samples, c);
  std::vector<float> residuals(samples.size());
  std::vector<float> weights(samples.size());
  double cut = 0;
  for (int round = 0; round < kFitRounds; ++round) {
    for (std::size_t i = 0; i < samples.size(); ++i) residuals[i] = residual_of(samples[i], fit);
    // The spread of the best-fitting third, so that an edit of up to two thirds cannot widen it.
    cut = std::clamp(4.0 * quantile(residuals, 0.33), 0.012, 0.06);
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const double ratio = residuals[i] / cut;
      const double falling = std::max(0.0, 1.0 - ratio * ratio);
      weights[i] = static_cast<float>(falling * falling);
    }
    fit_lines(samples, weights, fit);
  }
  std::array<double, 3> change{};
  std::size_t inliers = 0;
  std::size_t edited = 0;
  for (const Sample& sample : samples) {
    const double residual = residual_of(sample, fit);
    if (residual <= cut) {
      ++inliers;
      for (int c = 0; c < 3; ++c) {
        const auto i = static_cast<std::size_t>(c);
        change[i] += std::abs((fit.gain[i] - 1.0) * sample.before[c] + fit.offset[i]);
      }
    }
    edited += residual > 3.0 * cut ? 1 : 0;
  }
  const double count = static_cast<double>(samples.size());
  fit.unchanged_share = static_cast<double>(inliers) / count;
  fit.edit_share = static_cast<double>(edited) / count;
  fit.mean_change = *std::max_element(change.begin(), change.end()) / std::max<double>(1, double(inliers));
  return fit;
}

bool is_drift(const ColourFit& fit, double max_colour, std::string& reason) {
  if (fit.unchanged_share < kMinUnchanged) {
    reason = "colour kept: too few pixels share one change";
    return false;
  }
  if (fit.mean_change <= kNoEditColour) {
    reason = "colour: a change too small to be meant";
    return true;
  }
  if (fit.mean_change > max_colour) {
    reason = "colour kept: the whole picture changed by more than drift does";
    return false;
  }
  if (fit.edit_share < kMinEditShare) {
    reason = "colour kept: one change of the whole picture and nothing else, so it is the edit";
    return false;
  }
  reason = "colour: the unchanged rest went along with a local edit";
  return true;
}

void remove_colour(Image& frame, const FrameDrift& drift) {
  const cv::Scalar offset(drift.offset[0], drift.offset[1], drift.offset[2]);
  const cv::Scalar inverse(1 / drift.gain[0], 1 / drift.gain[1], 1 / drift.gain[2]);
  cv::Mat corrected;
  cv::multiply(view_mat(frame) - offset, inverse, corrected);
  frame = copy_from_mat(corrected);
}

FrameDrift remove_frame_drift(const Image& reference, Image& frame, const DriftOptions& options) {
  FrameDrift drift;
  const double longer = std::max(reference.width(), reference.height());
  const double max_shift = std::max(1.5, options.max_shift_fraction * longer);
  const Shift shift = estimate_shift(reference, frame, max_shift);
  if (shift.reliable) {
    drift.dx_px = shift.dx_px;
    drift.dy_px = shift.dy_px;
    if (options.shift && std::hypot(shift.dx_px, shift.dy_px) >= kMinShiftPx) {
      frame = undo_shift(frame, shift.dx_px, shift.dy_px);
      drift.shift_removed = true;
    }
  }
  const ColourFit fit = fit_colour(take_samples(reference, frame));
  drift.gain = fit.gain;
  drift.offset = fit.offset;
  drift.unchanged_share = fit.unchanged_share;
  const bool sane =
      std::all_of(fit.gain.begin(), fit.gain.end(), [](double g) { return g > 0.5 && g < 2.0; });
  if (is_drift(fit, options.max_colour, drift.reason) && sane && options.colour) {
    remove_colour(frame, drift);
    drift.colour_removed = true;
  }
  return drift;
}

}  // namespace

DriftResult remove_drift(const std::vector<Image>& frames, const DriftOptions& options,
                         const RunContext& context) {
  DriftResult result{frames, std::vector<FrameDrift>(frames.size())};
  for (std::size_t i = 1; i < frames.size(); ++i) {
    context.check();
    result.drift[i] = remove_frame_drift(frames[0], result.frames[i], options);
  }
  return result;
}

}  // namespace v4e
