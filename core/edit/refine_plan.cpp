// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/refine_plan.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/edit/edit_region.h"
#include "core/image/mat_view.h"
#include "core/merge/strength.h"

namespace v4e {
namespace {

constexpr double kLittle = 0.25;    // of the photo's pixels that changed
constexpr double kNearer = 1.5;     // times the first run's resolution: less is not worth a second run
constexpr double kRoom_px = 8;      // working pixels of the first run, around what changed
constexpr double kLookSide = 1024;  // pixels

/// What changed, with room around it: U8, of the merge's size.
Image changed_with_room(const MergeResult& first, double first_scale) {
  const cv::Mat changed = view_mat(first.mask) > 0;
  const int reach = static_cast<int>(std::ceil(kRoom_px / first_scale));
  cv::Mat wide;
  cv::dilate(changed, wide,
             cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * reach + 1, 2 * reach + 1}));
  return copy_from_mat(wide);
}

double near_scale(const PixelArea& part, std::int64_t working_area_px) {
  const double area = double{1} * part.width * part.height;
  return std::min(1.0, std::sqrt(static_cast<double>(working_area_px) / area));
}

}  // namespace

RefineChoice choose_refine(RefineMode mode, const MergeResult& first, const WorkingMap& map,
                           std::int64_t working_area_px) {
  if (mode == RefineMode::Off) return {{}, "it is switched off"};
  if (first.way == MergeWay::Unchanged) return {{}, "nothing changed"};
  if (first.way != MergeWay::Local)
    return {{}, "the edit is of all of the photo and made of its own pixels, at full size"};
  if (mode == RefineMode::Auto && first.metrics.changed_share > kLittle)
    return {{}, "much of the photo changed"};
  if (cv::countNonZero(view_mat(first.mask)) == 0) return {{}, "nothing changed"};
  const double looked_at = static_cast<double>(first.mask.width()) / map.photo_width;
  auto mask = std::make_shared<const Image>(changed_with_room(first, map.scale / looked_at));
  const PixelArea part = seen_part(*mask, {map.photo_width, map.photo_height}, working_area_px);
  if (part == PixelArea{0, 0, map.photo_width, map.photo_height})
    return {{}, "what changed is spread over most of the photo"};
  if (near_scale(part, working_area_px) < kNearer * map.scale)
    return {{}, "the model saw what changed at nearly the same resolution"};
  return {RefinePart{std::move(mask), part}, "a part of the photo changed, and the model saw it small"};
}

double refine_look_scale(const Image& photo) {
  return std::min(1.0, kLookSide / std::max(photo.width(), photo.height()));
}

std::vector<Image> refine_start(const MergeRequest& first, const PixelArea& part, const WorkingMap& near,
                                const RunContext& context) {
  std::vector<Image> frames;
  MergeRequest merging = first;
  merging.options = MergeOptions{};
  merging.options.way = MergeWay::Local;
  merging.options.area = part;
  for (std::size_t i = 0; i < first.frames.size(); ++i) {
    merging.options.position = strength_of(i, first.frames.size());
    const MergeResult merged = merge(merging, {context.stop, {}});
    frames.push_back(make_working_image(merged.edit, near, {context.stop, {}}));
  }
  return frames;
}

}  // namespace v4e
