// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge_part.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/merge/merge_regions.h"

namespace v4e {
namespace {

cv::Rect rect_of(const PixelArea& area) {
  return {area.x, area.y, area.width, area.height};
}

PixelArea area_of(const cv::Rect& rect) {
  return {rect.x, rect.y, rect.width, rect.height};
}

/// Where the part lies in a result at that scale.
cv::Rect scaled(const PixelArea& area, double scale, const cv::Size& result) {
  const int width = side_at(scale, area.width);
  const int height = side_at(scale, area.height);
  const auto begin = [scale](int at, int most) {
    return std::clamp(static_cast<int>(std::lround(scale * at)), 0, std::max(0, most));
  };
  return cv::Rect(begin(area.x, result.width - width), begin(area.y, result.height - height), width, height) &
         cv::Rect({}, result);
}

Image cut(const Image& mask, const cv::Rect& part) {
  return mask.empty() ? mask : cropped(mask, area_of(part));
}

/// The photo as far as the request asks for it, at its scale.
Image photo_of(const MergeRequest& request) {
  const MergeOptions& options = request.options;
  if (options.area) return cropped(request.photo, *options.area);
  if (options.scale >= 1) return request.photo;
  cv::Mat small;
  cv::resize(view_mat(request.photo), small,
             {side_at(options.scale, request.photo.width()), side_at(options.scale, request.photo.height())},
             0, 0, cv::INTER_AREA);
  return copy_from_mat(small);
}

MergeRequest request_of(const MergeRequest& whole, const MergePart& part, const cv::Rect& place,
                        const cv::Rect& visible) {
  MergeRequest request = whole;
  request.photo = part.photo;
  request.region = part.seen;
  request.options.user_mask = cut(whole.options.user_mask, place);
  for (TimeRegion& region : request.options.regions) region.weight = cut(region.weight, place);
  if (whole.options.area) request.options.area = area_of(visible - place.tl());
  return request;
}

void paste(const Image& from, const cv::Rect& place, Image& into) {
  view_mat(from).copyTo(view_mutable_mat(into)(place));
}

void check_part(const MergeRequest& request, const MergePart& part, const cv::Size& size) {
  request.options.validate();
  const bool fits = is_inside(part.area, request.photo) && part.photo.width() == part.area.width &&
                    part.photo.height() == part.area.height;
  if (!fits) throw Error(ErrorCode::InvalidArgument, "the part that was edited lies outside the photo");
  const Image& weight = part.weight;
  if (weight.channels() != 1 || weight.type() != SampleType::U8 || weight.width() != size.width ||
      weight.height() != size.height)
    throw Error(ErrorCode::InvalidArgument, "a region must have one channel and the photo's size");
  if (request.options.area && !is_inside(*request.options.area, request.photo))
    throw Error(ErrorCode::InvalidArgument, "the part to merge lies outside the photo");
}

}  // namespace

MergeResult merge_part(const MergeRequest& request, const MergePart& part, const RunContext& context) {
  const double scale = request.options.scale;
  const cv::Size size(side_at(scale, request.photo.width()), side_at(scale, request.photo.height()));
  check_part(request, part, size);
  const cv::Rect whole = request.options.area ? rect_of(*request.options.area) : cv::Rect(cv::Point(), size);
  const cv::Rect place = scaled(part.area, scale, size);
  const cv::Rect visible = place & whole;
  MergeResult result;
  result.edit = photo_of(request);
  result.mask = Image(result.edit.width(), result.edit.height(), 1, SampleType::U8);
  result.reason = "the region lies elsewhere";
  if (visible.empty()) return result;

  const MergeResult edited = merge(request_of(request, part, place, visible), context);
  context.check();
  const cv::Rect here = visible - whole.tl();
  MergeResult blended;
  blended.edit = cropped(result.edit, area_of(here));
  blended.mask = Image(here.width, here.height, 1, SampleType::U8);
  blend_moment(edited, cropped(part.weight, area_of(visible)), blended);
  paste(blended.edit, here, result.edit);
  paste(blended.mask, here, result.mask);
  result.way = edited.way;
  result.reason = edited.reason;
  result.drift = edited.drift;
  result.metrics = edited.metrics;
  result.metrics.edited_share = static_cast<double>(cv::countNonZero(view_mat(result.mask))) /
                                (static_cast<double>(result.mask.width()) * result.mask.height());
  return result;
}

}  // namespace v4e
