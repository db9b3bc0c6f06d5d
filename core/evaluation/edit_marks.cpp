// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/edit_marks.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/evaluation/metrics.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

// How much each mark counts, in units of its spread over the tries. Set by hand; `v4e evaluate --best-of`
// measures on pictures that the model has never seen what they are worth.
constexpr double kApartWeight = 1.0;
constexpr double kFlickerWeight = 0.25;
constexpr double kOutsideWeight = 0.25;
constexpr double kJudgeWeight = 1000;  // before all that is measured
constexpr double kNoDifferencePsnr_db = 99;

double rms(const Image& a, const Image& b) {
  return std::sqrt(mean_squared_error(a, b));
}

double mean_laplacian(const Image& frame) {
  cv::Mat luma;
  cv::Mat laplacian;
  cv::cvtColor(view_mat(frame), luma, cv::COLOR_RGB2GRAY);
  cv::Laplacian(luma, laplacian, CV_32F);
  return cv::mean(cv::abs(laplacian))[0];
}

/// The values less their mean, in units of their spread; zeros where they do not differ.
std::vector<double> standardised(std::vector<double> values) {
  double mean = 0;
  for (const double value : values) mean += value / static_cast<double>(values.size());
  double variance = 0;
  for (const double value : values)
    variance += (value - mean) * (value - mean) / static_cast<double>(values.size());
  const double spread = std::sqrt(variance);
  for (double& value : values) value = spread > 1e-12 ? (value - mean) / spread : 0;
  return values;
}

void fill_apart(std::vector<EditMarks>& marks, const std::vector<Image>& frames) {
  if (frames.size() < 2) return;
  cv::Mat sum = cv::Mat::zeros(view_mat(frames.front()).size(), view_mat(frames.front()).type());
  for (const Image& frame : frames) {
    const bool fits = frame.width() == frames.front().width() && frame.height() == frames.front().height() &&
                      frame.channels() == frames.front().channels() && frame.type() == frames.front().type();
    if (!fits) throw Error(ErrorCode::InvalidArgument, "frames of different sizes cannot be compared");
    sum += view_mat(frame);
  }
  const double others = static_cast<double>(frames.size() - 1);
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const cv::Mat frame = view_mat(frames[i]);
    const cv::Mat difference = frame - (sum - frame) / others;
    marks[i].apart =
        std::sqrt(cv::norm(difference, cv::NORM_L2SQR) /
                  static_cast<double>(difference.total() * static_cast<std::size_t>(difference.channels())));
  }
}

}  // namespace

EditMarks measure_edit(const EditResult& result) {
  const std::vector<Image>& frames = result.frames;
  if (frames.size() < 2)
    throw Error(ErrorCode::InvalidArgument, "an edit without an evolution cannot be measured");
  EditMarks marks;
  marks.change = rms(frames.back(), frames.front());
  const double outside_db = result.merge.metrics.background_psnr_db;
  const bool is_measured = outside_db > 0 && outside_db < kNoDifferencePsnr_db;  // 0: nothing is left alone
  marks.outside = is_measured ? std::pow(10.0, -outside_db / 20) : 0;
  const double before = mean_laplacian(frames.front());
  marks.sharpness = before > 0 ? mean_laplacian(frames.back()) / before : 1;
  const double last_step = rms(frames.back(), frames[frames.size() - 2]);
  marks.flicker = marks.change > 0 ? last_step / marks.change : 0;
  return marks;
}

void rate(std::vector<EditMarks>& marks, const std::vector<Image>& last_frames) {
  fill_apart(marks, last_frames);
  const auto spread_of = [&marks](double EditMarks::*mark) {
    std::vector<double> values;
    for (const EditMarks& one : marks) values.push_back(one.*mark);
    return standardised(std::move(values));
  };
  const std::vector<double> apart = spread_of(&EditMarks::apart);
  const std::vector<double> flicker = spread_of(&EditMarks::flicker);
  const std::vector<double> outside = spread_of(&EditMarks::outside);
  const bool judged = std::ranges::all_of(marks, [](const EditMarks& one) { return one.judged.has_value(); });
  for (std::size_t i = 0; i < marks.size(); ++i) {
    marks[i].score = -kApartWeight * apart[i] - kFlickerWeight * flicker[i] - kOutsideWeight * outside[i];
    if (judged) marks[i].score += kJudgeWeight * *marks[i].judged;
  }
}

std::size_t best_of(const std::vector<EditMarks>& marks) {
  const auto best = std::ranges::max_element(marks, {}, &EditMarks::score);
  return static_cast<std::size_t>(best - marks.begin());
}

nlohmann::json to_json(const EditMarks& marks) {
  nlohmann::json json{{"change", marks.change},   {"outside", marks.outside}, {"sharpness", marks.sharpness},
                      {"flicker", marks.flicker}, {"apart", marks.apart},     {"score", marks.score}};
  if (marks.judged) json["judged"] = *marks.judged;
  return json;
}

}  // namespace v4e
