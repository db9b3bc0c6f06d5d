// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge_ending.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "core/merge/working_size.h"

namespace v4e {
namespace {

constexpr int kBandRows = 64;
constexpr int kWindow = 7;  ///< pixels of the small frames that share their progress
constexpr double kNoChange =
    3e-3;  ///< mean square over the colours below which a place has no progress of its own

/// Sum of the colours' products.
cv::Mat product(const cv::Mat& a, const cv::Mat& b) {
  cv::Mat sum;
  cv::transform(a.mul(b), sum, cv::Matx13f(1, 1, 1));
  return sum;
}

/// 4 channels at the small frames' size: share of the change, and what it leaves of red, green and blue.
cv::Mat parts_of(const MergeRequest& request, std::size_t frame) {
  const auto small = [&](std::size_t index) { return crop_to_content(request.frames[index], request.map); };
  const Image first = small(0);
  if (frame + 1 == request.frames.size())
    return {first.height(), first.width(), CV_32FC4, cv::Scalar(1, 0, 0, 0)};
  const Image last = small(request.frames.size() - 1);
  const Image here = small(frame);
  const cv::Mat change = view_mat(last) - view_mat(first);
  const cv::Mat gone = view_mat(here) - view_mat(first);
  cv::Mat along = product(gone, change);
  cv::Mat whole = product(change, change);
  const double all = cv::sum(whole)[0];
  const double mean = all > 0 ? std::clamp(cv::sum(along)[0] / all, 0.0, 1.0) : 0;
  const cv::Size window(kWindow, kWindow);
  cv::blur(along, along, window, cv::Point(-1, -1), cv::BORDER_REFLECT);
  cv::blur(whole, whole, window, cv::Point(-1, -1), cv::BORDER_REFLECT);
  cv::Mat share = (along + kNoChange * mean) / (whole + kNoChange);
  share = cv::min(cv::max(share, 0.0), 1.0);
  cv::Mat shares;
  cv::merge(std::vector<cv::Mat>(3, share), shares);
  const cv::Mat rest = gone - shares.mul(change);
  std::vector<cv::Mat> planes;
  cv::split(rest, planes);
  planes.insert(planes.begin(), share);
  cv::Mat parts;
  cv::merge(planes, parts);
  return parts;
}

/// The parts under rows of the photo, in that area of it.
cv::Mat enlarged(const cv::Mat& parts, const Image& photo, const PixelArea& area, const cv::Range& rows) {
  const double x = static_cast<double>(parts.cols) / photo.width();
  const double y = static_cast<double>(parts.rows) / photo.height();
  const cv::Matx23d map(x, 0, (area.x + 0.5) * x - 0.5, 0, y, (area.y + rows.start + 0.5) * y - 0.5);
  cv::Mat result;
  cv::warpAffine(parts, result, map, cv::Size(area.width, rows.size()),
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return result;
}

struct Target {
  const MergeRequest& request;
  const cv::Mat& parts;
  PixelArea area;
  bool uses_mask = false;
};

template <typename Sample>
void merge_rows(const Target& target, const cv::Range& rows, Image& edit, Image& mask) {
  const MergeRequest& request = target.request;
  const MergeOptions& options = request.options;
  const cv::Mat parts = enlarged(target.parts, request.photo, target.area, rows);
  const int channels = request.photo.channels();
  constexpr float kFull = kFullScale<Sample>;
  auto* const edit_begin = reinterpret_cast<std::byte*>(edit.mutable_data());
  auto* const mask_begin = reinterpret_cast<std::byte*>(mask.mutable_data());
  for (int y = rows.start; y < rows.end; ++y) {
    const int in_photo = target.area.y + y;
    const auto row = static_cast<std::size_t>(y);
    auto* out = reinterpret_cast<Sample*>(edit_begin + edit.row_bytes() * row);
    auto* touched = reinterpret_cast<std::uint8_t*>(mask_begin + mask.row_bytes() * row);
    const auto* end = request.ending.row<Sample>(in_photo) + std::ptrdiff_t{3} * target.area.x;
    const auto* part = parts.ptr<cv::Vec4f>(y - rows.start);
    for (int x = 0; x < target.area.width; ++x, out += channels, end += 3) {
      double weight = options.amount;
      if (target.uses_mask)
        weight *= std::clamp(unit_at(options.user_mask, target.area.x + x, in_photo), 0.0F, 1.0F);
      if (weight <= 0) continue;
      bool changed = false;
      for (int c = 0; c < 3; ++c) {
        const float from = static_cast<float>(out[c]) / kFull;
        const float to = static_cast<float>(end[c]) / kFull;
        const double value = from + weight * (part[x][0] * (to - from) + part[x][1 + c]);
        const auto level = from_unit<Sample>(value);
        changed = changed || level != out[c];
        out[c] = level;
      }
      if (changed) touched[x] = std::max<std::uint8_t>(1, from_unit<std::uint8_t>(weight));
    }
  }
}

}  // namespace

void merge_to_ending(const MergeRequest& request, std::size_t frame, MergeResult& result,
                     const RunContext& context) {
  const MergeOptions& options = request.options;
  const PixelArea area =
      options.area.value_or(PixelArea{0, 0, request.photo.width(), request.photo.height()});
  const cv::Mat parts = parts_of(request, frame);
  const Target target{request, parts, area,
                      !options.user_mask.empty() && options.user_mask_mode != UserMaskMode::Extend};
  result.edit = options.area ? cropped(request.photo, area) : request.photo;
  result.mask = Image(area.width, area.height, 1, SampleType::U8);
  (void)result.edit.mutable_data();  // unshared once, before threads write into it
  (void)result.mask.mutable_data();
  const int bands = (area.height + kBandRows - 1) / kBandRows;
  for (int begin = 0; begin < bands; begin += 8) {
    context.check();
    cv::parallel_for_(cv::Range(begin, std::min(begin + 8, bands)), [&](const cv::Range& range) {
      for (int band = range.start; band < range.end; ++band) {
        const cv::Range rows(band * kBandRows, std::min((band + 1) * kBandRows, area.height));
        request.photo.type() == SampleType::U8
            ? merge_rows<std::uint8_t>(target, rows, result.edit, result.mask)
            : merge_rows<std::uint16_t>(target, rows, result.edit, result.mask);
      }
    });
  }
  result.way = MergeWay::Known;
  result.reason = "the finished edit is known";
  const cv::Mat touched = view_mat(result.mask);
  result.metrics.edited_share =
      static_cast<double>(cv::countNonZero(touched)) / static_cast<double>(touched.total());
}

}  // namespace v4e
