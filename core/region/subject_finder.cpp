// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/subject_finder.h"

#include <torch/types.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/image/mat_view.h"
#include "core/models/u2net/u2net.h"
#include "core/region/small_picture.h"

namespace v4e {
namespace {

constexpr int kSide = 320;  // what the network was trained at: at larger sizes it loses subjects
constexpr std::array<float, 3> kMean{0.485F, 0.456F, 0.406F};
constexpr std::array<float, 3> kDeviation{0.229F, 0.224F, 0.225F};

// The rule of what is clear, found on photographs with and without a subject.
constexpr double kLeastPeak = 0.9;
constexpr double kLeastArea = 0.005;
constexpr double kMostArea = 0.85;
constexpr double kMostBorder = 0.3;  // of the photo's border: more is a landscape's ground or sky
constexpr double kLeastConfidence = 0.7;
// A second look takes the subject with that margin around it, of its longer side, where that is at most that
// share of the photo.
constexpr double kCloserMargin = 0.25;
constexpr double kMostForCloser = 0.7;

/// What a map of saliency says of itself.
struct Saliency {
  double peak = 0;
  double area = 0;       ///< share that is more inside than outside
  double border = 0;     ///< the same of the border's pixels
  double certainty = 0;  ///< of all that is not clearly outside, the share that is clearly inside
};

double share_above(const cv::Mat& map, double level) {
  return static_cast<double>(cv::countNonZero(map > level)) / static_cast<double>(map.total());
}

Saliency look_at(const cv::Mat& map) {
  Saliency result;
  cv::minMaxLoc(map, nullptr, &result.peak);
  result.area = share_above(map, 0.5);
  result.border = (share_above(map.row(0), 0.5) + share_above(map.row(map.rows - 1), 0.5) +
                   share_above(map.col(0), 0.5) + share_above(map.col(map.cols - 1), 0.5)) /
                  4;
  const double not_outside = share_above(map, 0.2);
  result.certainty = not_outside > 0 ? share_above(map, 0.8) / not_outside : 0;
  return result;
}

bool is_clear(const Saliency& saliency, double confidence) {
  return saliency.peak >= kLeastPeak && saliency.area >= kLeastArea && saliency.area <= kMostArea &&
         saliency.border <= kMostBorder && confidence >= kLeastConfidence;
}

cv::Mat unit_map(const Image& mask, const cv::Size& size) {
  cv::Mat map;
  view_mat(mask).convertTo(map, CV_32F, 1.0 / 255);
  cv::resize(map, map, size, 0, 0, cv::INTER_AREA);
  return map;
}

CoarseMask as_outline(const cv::Mat& map, const PixelArea& window) {
  cv::Mat mask;
  map.convertTo(mask, CV_8U, 255);
  return {copy_from_mat(mask), window};
}

/// The part of the photo around what is found; all of it where that is large or nothing.
PixelArea part_around(const FoundSubject& found, const Image& photo) {
  const cv::Mat inside = view_mat(found.outline.mask) >= 128;
  const cv::Rect box = cv::boundingRect(inside);
  const PixelArea all{0, 0, photo.width(), photo.height()};
  if (box.empty()) return all;
  const PixelArea& window = found.outline.window;
  const double scale_x = static_cast<double>(window.width) / inside.cols;
  const double scale_y = static_cast<double>(window.height) / inside.rows;
  const double margin = kCloserMargin * std::max(box.width * scale_x, box.height * scale_y);
  const auto low = [&](double place) { return std::max(0, static_cast<int>(place - margin)); };
  const auto high = [&](double place, int most) {
    return std::min(most, static_cast<int>(std::ceil(place + margin)));
  };
  const int left = low(window.x + box.x * scale_x);
  const int top = low(window.y + box.y * scale_y);
  const int right = high(window.x + (box.x + box.width) * scale_x, photo.width());
  const int bottom = high(window.y + (box.y + box.height) * scale_y, photo.height());
  const double share = static_cast<double>(right - left) * (bottom - top) /
                       (static_cast<double>(photo.width()) * photo.height());
  if (share > kMostForCloser) return all;
  return {left, top, right - left, bottom - top};
}

/// How far two looks agree on a subject, 0..1: what both see over what either sees. What the first saw
/// outside of the second's part counts against them.
double agreement(const FoundSubject& first, const cv::Mat& second, const PixelArea& part) {
  const cv::Mat map = unit_map(first.outline.mask, {kSide, kSide});
  const PixelArea& window = first.outline.window;
  // The second one as it lies in the first.
  cv::Mat placed(map.size(), CV_32F, cv::Scalar(0));
  const double to_x = static_cast<double>(kSide) / window.width;
  const double to_y = static_cast<double>(kSide) / window.height;
  const cv::Rect place =
      cv::Rect(cv::Point(cvRound((part.x - window.x) * to_x), cvRound((part.y - window.y) * to_y)),
               cv::Point(cvRound((part.x + part.width - window.x) * to_x),
                         cvRound((part.y + part.height - window.y) * to_y))) &
      cv::Rect({}, map.size());
  if (place.empty()) return 0;
  cv::Mat target = placed(place);
  cv::resize(second, target, target.size(), 0, 0, cv::INTER_AREA);
  const double both = cv::sum(cv::min(map, placed))[0];
  const double either = cv::sum(cv::max(map, placed))[0];
  return either > 0 ? both / either : 0;
}

}  // namespace

struct SubjectFinder::Network {
  mutable U2Net model;

  /// The saliency of a part of the photo: kSide x kSide, CV_32F, 0..1.
  [[nodiscard]] cv::Mat saliency(const Image& photo, const PixelArea& part, const RunContext& context) const {
    const c10::InferenceMode inference;
    const cv::Mat rgb = small_rgb(photo, part, {kSide, kSide}, context);
    double brightest = 0;
    cv::minMaxLoc(rgb.reshape(1), nullptr, &brightest);
    cv::Mat pixels;
    rgb.convertTo(pixels, CV_32F, 1 / std::max(1.0, brightest));
    cv::subtract(pixels, cv::Scalar(kMean[0], kMean[1], kMean[2]), pixels);
    cv::divide(pixels, cv::Scalar(kDeviation[0], kDeviation[1], kDeviation[2]), pixels);
    const at::Tensor input =
        torch::from_blob(pixels.data, {1, kSide, kSide, 3}, at::kFloat).permute({0, 3, 1, 2});
    const at::Tensor output = model->forward(input, context).contiguous();
    return cv::Mat(kSide, kSide, CV_32F, output.data_ptr<float>()).clone();
  }
};

SubjectFinder::SubjectFinder(const std::filesystem::path& folder) {
  auto network = std::make_unique<Network>();
  static_cast<void>(load_state(*network->model, *open_checkpoint(folder), {.dtype = at::kFloat}));
  network_ = std::move(network);
}

SubjectFinder::~SubjectFinder() = default;
SubjectFinder::SubjectFinder(SubjectFinder&&) noexcept = default;
SubjectFinder& SubjectFinder::operator=(SubjectFinder&&) noexcept = default;

FoundSubject SubjectFinder::find(const Image& photo, const RunContext& context) const {
  if (photo.empty()) throw Error(ErrorCode::InvalidArgument, "there is no photo to find a subject in");
  const PixelArea all{0, 0, photo.width(), photo.height()};
  const cv::Mat map = network_->saliency(photo, all, context);
  const Saliency saliency = look_at(map);
  return {as_outline(map, all), saliency.certainty, is_clear(saliency, saliency.certainty)};
}

FoundSubject SubjectFinder::find_closely(const Image& photo, const RunContext& context) const {
  return look_closer(photo, find(photo, context), context);
}

FoundSubject SubjectFinder::look_closer(const Image& photo, const FoundSubject& found,
                                        const RunContext& context) const {
  validate(found.outline, size_of(photo));
  const PixelArea part = part_around(found, photo);
  if (part.width == photo.width() && part.height == photo.height()) return found;
  const cv::Mat map = network_->saliency(photo, part, context);
  const double agreed = agreement(found, map, part);
  FoundSubject result = found;
  // Squared: two looks that differ in a fifth differ in what they take for the subject.
  result.confidence = std::min(found.confidence, agreed * agreed);
  result.clear = found.clear && result.confidence >= kLeastConfidence;
  if (result.clear) result.outline = as_outline(map, part);
  return result;
}

}  // namespace v4e
