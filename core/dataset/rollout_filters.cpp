// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/rollout_filters.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/merge/alignment.h"

namespace v4e {
namespace {

constexpr int kSide = 256;
constexpr int kGrow = 8;             ///< pixels around the edit that belong to it
constexpr double kWholeShare = 0.6;  ///< an edit of more than that is one of the whole picture
constexpr std::size_t kFramesWithCuts = 17;
constexpr double kMostDb = 99;

/// Small, RGB 0 … 1.
cv::Mat small_picture(const Image& image) {
  const cv::Mat whole = view_mat(image);
  cv::Mat picture;
  whole.convertTo(picture, CV_32F, 1 / full_scale(whole));
  const double scale = static_cast<double>(kSide) / std::max(picture.cols, picture.rows);
  const cv::Size size(std::max(1, static_cast<int>(std::lround(picture.cols * scale))),
                      std::max(1, static_cast<int>(std::lround(picture.rows * scale))));
  cv::resize(picture, picture, size, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  return picture;
}

/// Lab with lightness 0 … 1 and the colours in the same unit.
cv::Mat lab_of(const cv::Mat& rgb) {
  cv::Mat lab;
  cv::cvtColor(rgb, lab, cv::COLOR_RGB2Lab);
  return lab / 100;
}

/// Distance of each pixel: [rows, columns] of floats.
cv::Mat distances(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  cv::Mat mean;
  cv::transform(difference, mean, cv::Matx13f(1 / 3.0F, 1 / 3.0F, 1 / 3.0F));
  return mean;
}

double mean_in(const cv::Mat& values, const cv::Mat& region) {
  return cv::mean(values, region)[0];
}

cv::Mat grown(const cv::Mat& region) {
  cv::Mat result;
  cv::dilate(region, result,
             cv::getStructuringElement(cv::MORPH_ELLIPSE, cv::Size(2 * kGrow + 1, 2 * kGrow + 1)));
  return result;
}

/// Where the edit changes the photo, 255; everywhere for an edit of the whole picture.
cv::Mat region_of(const cv::Mat& change, const Image& mask) {
  cv::Mat region;
  if (!mask.empty()) {
    const cv::Mat given = view_mat(mask);
    cv::resize(given, region, change.size(), 0, 0, cv::INTER_AREA);
    region = region > 0.5 * full_scale(given);
  } else {
    // A quarter of what the most changed pixels changed by.
    cv::Mat sorted = change.reshape(1, 1).clone();
    cv::sort(sorted, sorted, cv::SORT_ASCENDING);
    region = change > 0.25 * sorted.at<float>(static_cast<int>(0.99 * (sorted.cols - 1)));
  }
  region = grown(region);
  const double share = static_cast<double>(cv::countNonZero(region)) / static_cast<double>(region.total());
  if (share > kWholeShare || share == 0) region.setTo(255);
  return region;
}

double psnr(const cv::Mat& a, const cv::Mat& b, const cv::Mat& region) {
  cv::Mat difference;
  cv::absdiff(a, b, difference);
  const cv::Scalar mean = cv::mean(difference.mul(difference), region);
  const double error = (mean[0] + mean[1] + mean[2]) / 3;
  return error > 0 ? std::min(kMostDb, -10 * std::log10(error)) : kMostDb;
}

/// Ranks from 0, equal values sharing theirs.
std::vector<double> ranks(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::sort(order, [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> result(values.size());
  for (std::size_t begin = 0; begin < order.size();) {
    std::size_t end = begin + 1;
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    for (std::size_t i = begin; i < end; ++i)
      result[order[i]] = (static_cast<double>(begin) + static_cast<double>(end - 1)) / 2;
    begin = end;
  }
  return result;
}

/// Spearman's rank correlation of values and their places; 0 where all values are alike.
double monotony(const std::vector<double>& values) {
  const std::vector<double> rank = ranks(values);
  const double middle = (static_cast<double>(values.size()) - 1) / 2;
  double together = 0;
  double of_values = 0;
  double of_places = 0;
  for (std::size_t i = 0; i < rank.size(); ++i) {
    const double value = rank[i] - middle;
    const double place = static_cast<double>(i) - middle;
    together += value * place;
    of_values += value * value;
    of_places += place * place;
  }
  return of_values > 0 ? together / std::sqrt(of_values * of_places) : 0;
}

/// Length of the shift between two frames; 0 where they have too little in common to tell.
double motion(const cv::Mat& from, const cv::Mat& to) {
  constexpr double kMostShift = kSide / 8.0;
  const Shift shift = estimate_shift(copy_from_mat(from), copy_from_mat(to), kMostShift);
  return shift.reliable ? std::hypot(shift.dx_px, shift.dy_px) : 0;
}

void check(const RolloutFrames& rollout) {
  if (rollout.frames.size() < 2)
    throw Error(ErrorCode::InvalidArgument, "a way from a photo to its edit needs at least two frames");
  const auto fits = [&](const Image& image) {
    return image.width() == rollout.source.width() && image.height() == rollout.source.height() &&
           image.channels() == 3;
  };
  if (!fits(rollout.target) || !std::ranges::all_of(rollout.frames, fits))
    throw Error(ErrorCode::InvalidArgument, "the frames of a way must have the size of its ends");
}

/// Along the way: progress, jump, late start, overshoot.
void measure_progress(const std::vector<cv::Mat>& frames, const cv::Mat& region, RolloutScores& scores) {
  std::vector<cv::Mat> lab;
  for (const auto& frame : frames) lab.push_back(lab_of(frame));
  const auto last = lab.size() - 1;
  double line = 0;
  for (std::size_t k = 0; k <= last; ++k) {
    const double share = static_cast<double>(k) / static_cast<double>(last);
    scores.progress.push_back(1 - mean_in(distances(lab[k], lab[last]), region) / scores.change);
    const cv::Mat straight = frames[0] * (1 - share) + frames[last] * share;  // as a cross-fade is made
    const double off = mean_in(distances(lab[k], lab_of(straight)), region) / scores.change;
    scores.overshoot = std::max(scores.overshoot, off);
    line += off;
    if (k > 0) scores.jump = std::max(scores.jump, scores.progress[k] - scores.progress[k - 1]);
  }
  scores.line_distance = line / static_cast<double>(lab.size());
  scores.monotone = monotony(scores.progress);
  const auto start = std::ranges::find_if(scores.progress, [](double value) { return value > 0.1; });
  scores.late_start = static_cast<double>(start - scores.progress.begin()) / static_cast<double>(lab.size());
}

}  // namespace

const std::vector<std::string>& rollout_tests() {
  static const std::vector<std::string> names{"identical", "monotone", "jump",   "late start",
                                              "overshoot", "endpoint", "camera", "outside"};
  return names;
}

RolloutScores measure_rollout(const RolloutFrames& rollout, const RunContext& context) {
  check(rollout);
  // The ends are replaced before anything is learnt: what counts is the way that is learnt then.
  std::vector<cv::Mat> frames{small_picture(rollout.source)};
  for (std::size_t k = 1; k + 1 < rollout.frames.size(); ++k)
    frames.push_back(small_picture(rollout.frames[k]));
  frames.push_back(small_picture(rollout.target));

  const cv::Mat change = distances(lab_of(frames.front()), lab_of(frames.back()));
  const cv::Mat region = region_of(change, rollout.mask);
  RolloutScores scores;
  scores.change = mean_in(change, region);
  scores.endpoint_db = psnr(small_picture(rollout.frames.back()), frames.back(), cv::Mat());
  if (scores.change <= 0) {
    scores.progress.assign(frames.size(), 0);
    return scores;
  }
  measure_progress(frames, region, scores);
  const cv::Mat outside = 255 - region;
  if (!rollout.mask.empty() && cv::countNonZero(outside) > 0) {
    scores.outside_db = kMostDb;
    for (const auto& frame : frames)
      scores.outside_db = std::min(*scores.outside_db, psnr(frame, frames[0], outside));
  }
  for (std::size_t k = 1; k < frames.size(); ++k) {
    context.check();
    scores.camera_px = std::max(scores.camera_px, motion(frames[k - 1], frames[k]));
  }
  return scores;
}

RolloutVerdict judge_rollout(const RolloutScores& scores, const RolloutLimits& limits) {
  RolloutVerdict verdict;
  if (scores.change < limits.identical) {
    verdict.failed = {"identical"};  // nothing else can be told then
    return verdict;
  }
  const auto fail_if = [&](bool fails, const char* name) {
    if (fails) verdict.failed.emplace_back(name);
  };
  fail_if(scores.monotone < limits.monotone, "monotone");
  fail_if(scores.progress.size() >= kFramesWithCuts && scores.jump > limits.jump, "jump");
  fail_if(scores.late_start > limits.late_start, "late start");
  fail_if(scores.overshoot > limits.overshoot, "overshoot");
  fail_if(scores.endpoint_db < limits.endpoint_db, "endpoint");
  fail_if(scores.camera_px > limits.camera_px, "camera");
  fail_if(scores.outside_db && *scores.outside_db < limits.outside_db, "outside");
  verdict.is_fade = verdict.passes() && scores.line_distance < limits.fade;
  return verdict;
}

nlohmann::json to_json(const RolloutScores& scores) {
  nlohmann::json json{
      {"identical", scores.change},   {"progress", scores.progress},     {"monotone", scores.monotone},
      {"jump", scores.jump},          {"late start", scores.late_start}, {"overshoot", scores.overshoot},
      {"fade", scores.line_distance}, {"endpoint", scores.endpoint_db},  {"camera", scores.camera_px}};
  if (scores.outside_db) json["outside"] = *scores.outside_db;
  return json;
}

nlohmann::json to_json(const RolloutLimits& limits) {
  return {
      {"identical", limits.identical},   {"monotone", limits.monotone},   {"jump", limits.jump},
      {"late start", limits.late_start}, {"overshoot", limits.overshoot}, {"endpoint", limits.endpoint_db},
      {"camera", limits.camera_px},      {"outside", limits.outside_db},  {"fade", limits.fade}};
}

}  // namespace v4e
