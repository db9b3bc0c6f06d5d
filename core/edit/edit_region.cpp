// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_region.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>

#include "core/base/advice.h"
#include "core/image/colour/plain_srgb.h"
#include "core/image/mat_view.h"
#include "core/merge/painted_mask.h"
#include "core/region/mask_shapes.h"

namespace v4e {
namespace {

using Kind = RegionChoice::Kind;

// Sides of what is seen against the region's box. The built-in model's tone inside a box of 200 x 150 pixels,
// against that of the same edit of the whole photo, was off by 3.2, 2.4, 1.8 and 1.5 levels for restoring and
// by 1.0, 0.8, 0.7 and 0.6 for night at 1.5, 2, 2.5 and 3 times the box: beyond 2.5 little is won, and each
// step costs resolution (three photos).
constexpr double kContext = 2.5;
constexpr double kNearlyAll = 0.8;    // of the photo's area: then all of it is seen
constexpr double kMostElongated = 2;  // one side against the other

[[noreturn]] void refuse(const std::string& what) {
  throw AdvisedError(ErrorCode::InvalidArgument, what, {Advice::ChooseRegion});
}

std::string size_text(const Image& image) {
  return std::to_string(image.width()) + " x " + std::to_string(image.height());
}

Image mask_of_rectangle(const PixelArea& rectangle, const Image& photo) {
  const cv::Rect inside = cv::Rect(rectangle.x, rectangle.y, rectangle.width, rectangle.height) &
                          cv::Rect(0, 0, photo.width(), photo.height());
  if (inside.empty()) refuse("the region lies outside the photo, which is " + size_text(photo) + " pixels");
  const cv::Point end = inside.br();
  return rectangle_mask(size_of(photo), {double(inside.x), double(inside.y), double(end.x), double(end.y)});
}

void check_shape(const Image& mask, const Image& photo) {
  // Each side may be rounded by a pixel.
  const auto off =
      std::abs(double{1} * mask.width() * photo.height() - double{1} * mask.height() * photo.width());
  if (off > 1.5 * std::max(photo.width(), photo.height()))
    refuse("the region's mask is " + size_text(mask) + " pixels and the photo " + size_text(photo) +
           "; a mask must have the photo's shape");
}

Image subject_mask(const Photo& photo, const SubjectSource& find_subject, const RunContext& context) {
  if (!find_subject)
    throw Error(ErrorCode::Unsupported,
                "this program cannot find the subject of a photo; give the region as a mask or a rectangle");
  const Image mask = find_subject(plain_srgb(photo, context), context);
  if (mask.empty()) refuse("the photo has no clear subject; give the region as a mask or a rectangle");
  return mask;
}

Image mask_of(const RegionChoice& choice, const Photo& photo, const SubjectSource& find_subject,
              const RunContext& context) {
  switch (choice.kind) {
    case Kind::None:
      return {};
    case Kind::Mask: {
      Image mask = choice.mask.empty() ? region_of_file(choice.file).mask : choice.mask;
      check_shape(mask, photo.image);
      return mask;
    }
    case Kind::Rectangle:
      return mask_of_rectangle(choice.rectangle, photo.image);
    case Kind::Subject:
      return subject_mask(photo, find_subject, context);
    case Kind::Background:
      return inverted(subject_mask(photo, find_subject, context));
  }
  return {};
}

/// The smallest box around what is not 0, in pixels of a photo of that size.
cv::Rect2d box_of(const Image& mask, PixelSize photo) {
  cv::Mat inside;
  cv::compare(view_mat(mask), 0, inside, cv::CMP_GT);
  const cv::Rect box = cv::boundingRect(inside);
  const double x = static_cast<double>(photo.width) / mask.width();
  const double y = static_cast<double>(photo.height) / mask.height();
  return {box.x * x, box.y * y, box.width * x, box.height * y};
}

/// A side that begins where the middle wants it, moved into 0..all.
std::pair<int, int> placed(double middle, double length, int all) {
  const int side = std::clamp(static_cast<int>(std::ceil(length)), 1, all);
  const int begin = static_cast<int>(std::lround(middle - side / 2.0));
  return {std::clamp(begin, 0, all - side), side};
}

/// How many pixels lie from a full one to an empty one where the mask's rim is hard: one sample of the mask
/// between them, in pixels of that size.
int rim_reach(const Image& mask, PixelSize size) {
  const double x = static_cast<double>(size.width) / mask.width();
  const double y = static_cast<double>(size.height) / mask.height();
  return static_cast<int>(std::ceil(2 * std::max({1.0, x, y})));
}

/// Pixels that a hard rim cuts belong to what covers half of them or more, on either of its sides: were they
/// edited by as much as is covered, an edit of a selection and one of all but that would leave up to a quarter
/// of the photo between them. A slope that is soft on purpose keeps its values.
void fill_cut_pixels(cv::Mat& weight, int reach) {
  const cv::Mat around = cv::getStructuringElement(cv::MORPH_RECT, {2 * reach + 1, 2 * reach + 1});
  cv::Mat most;
  cv::Mat least;
  cv::dilate(weight, most, around);
  cv::erode(weight, least, around);
  for (int y = 0; y < weight.rows; ++y) {
    auto* sample = weight.ptr<std::uint8_t>(y);
    const auto* high = most.ptr<std::uint8_t>(y);
    const auto* low = least.ptr<std::uint8_t>(y);
    for (int x = 0; x < weight.cols; ++x) {
      if (high[x] == 255 && low[x] == 0)
        sample[x] = static_cast<std::uint8_t>(std::min(255, 2 * int{sample[x]}));
    }
  }
}

/// The weight sets in over so many pixels, all of them inside.
void feather_inside(cv::Mat& weight, const cv::Mat& inside, double feather_px) {
  cv::Mat distance;
  cv::distanceTransform(inside, distance, cv::DIST_L2, cv::DIST_MASK_5);
  for (int y = 0; y < weight.rows; ++y) {
    auto* sample = weight.ptr<std::uint8_t>(y);
    const float* away = distance.ptr<float>(y);
    for (int x = 0; x < weight.cols; ++x) {
      // The first pixel inside takes part, however soft the rim is.
      const double share = std::min(1.0, away[x] / (feather_px + 1));
      if (sample[x] > 0) sample[x] = static_cast<std::uint8_t>(std::max(1L, std::lround(share * sample[x])));
    }
  }
}

}  // namespace

std::shared_ptr<const Image> resolve_region(const RegionChoice& choice, const Photo& photo,
                                            const SubjectSource& find_subject, const RunContext& context) {
  choice.validate();
  if (choice.is_none()) return nullptr;
  Image mask = mask_of(choice, photo, find_subject, context);
  double least = 0;
  double most = 0;
  cv::minMaxLoc(view_mat(mask), &least, &most);
  if (most <= 0) refuse("the region is empty; choose some of the photo");
  if (least >= 255) return nullptr;
  return std::make_shared<const Image>(std::move(mask));
}

std::shared_ptr<const EditRegion> make_region(std::shared_ptr<const Image> mask, const Image& photo,
                                              const PixelArea& part, double feather_px,
                                              std::int64_t working_area_px) {
  EditRegion region{std::move(mask), feather_px, size_of(photo), part, {}};
  WorkingSizeOptions size;
  size.max_area_px = working_area_px;
  const WorkingMap map = choose_working_map(photo.width(), photo.height(), size);
  region.photo = crop_to_content(make_working_image(photo, map), map);
  return std::make_shared<const EditRegion>(std::move(region));
}

PixelArea seen_part(const Image& mask, PixelSize photo, std::int64_t working_area_px) {
  const cv::Rect2d box = box_of(mask, photo);
  double width = kContext * box.width;
  double height = kContext * box.height;
  width = std::max(width, height / kMostElongated);
  height = std::max(height, width / kMostElongated);
  // The model has room for that many pixels anyway, and never sees them enlarged.
  const double room = std::sqrt(static_cast<double>(working_area_px) / (width * height));
  if (room > 1) {
    width *= room;
    height *= room;
  }
  // Where the photo ends on one axis, the other one gets what is left of the room.
  const double area = width * height;
  if (width > photo.width) height = std::max(height, std::min(area, double(working_area_px)) / photo.width);
  if (height > photo.height) width = std::max(width, std::min(area, double(working_area_px)) / photo.height);
  const auto [x, w] = placed(box.x + box.width / 2, width, photo.width);
  const auto [y, h] = placed(box.y + box.height / 2, height, photo.height);
  if (double{1} * w * h >= kNearlyAll * photo.width * photo.height) return {0, 0, photo.width, photo.height};
  return {x, y, w, h};
}

Image region_weight(const Image& mask, PixelSize size, double feather_px) {
  Image weight = stretched_mask(mask, size.width, size.height);
  cv::Mat all = view_mutable_mat(weight);
  cv::Mat inside;
  cv::compare(all, 0, inside, cv::CMP_GT);
  const cv::Rect box = cv::boundingRect(inside);
  if (box.empty()) return weight;
  // What a rim can reach more, so that the box's own edge counts as the rim where there is photo beyond it.
  const int reach = rim_reach(mask, size);
  const cv::Rect work =
      cv::Rect(box.x - reach, box.y - reach, box.width + 2 * reach, box.height + 2 * reach) &
      cv::Rect(0, 0, all.cols, all.rows);
  cv::Mat part = all(work);
  fill_cut_pixels(part, reach);
  const bool has_rim = cv::countNonZero(inside(work)) < work.area();
  if (feather_px > 0 && has_rim) feather_inside(part, inside(work), feather_px);
  return weight;
}

Image seen_region(const EditRegion& region, const WorkingMap& map) {
  const Image full =
      cropped(stretched_mask(*region.mask, region.size.width, region.size.height), region.part);
  const Image seen = make_working_image(full, map);
  cv::Mat share;
  cv::extractChannel(view_mat(seen), share, 0);
  return copy_from_mat(share);
}

Image shown_in_photo(const EditRegion& region, const Image& content) {
  const cv::Size size(region.photo.width(), region.photo.height());
  const double x_scale = static_cast<double>(size.width) / region.size.width;
  const double y_scale = static_cast<double>(size.height) / region.size.height;
  const PixelArea& part = region.part;
  const auto begin = [](double at) { return static_cast<int>(std::floor(at)); };
  const auto end = [](double at, int most) { return std::min(most, static_cast<int>(std::ceil(at - 1e-9))); };
  const cv::Point first(begin(part.x * x_scale), begin(part.y * y_scale));
  const cv::Rect place(first, cv::Point(end((part.x + part.width) * x_scale, size.width),
                                        end((part.y + part.height) * y_scale, size.height)));
  cv::Mat fitted;
  cv::resize(view_mat(content), fitted, place.size(), 0, 0, cv::INTER_AREA);
  const Image weight =
      region_weight(*region.mask, {size.width, size.height}, region.feather_px * std::min(x_scale, y_scale));
  Image shown = region.photo;
  cv::Mat target = view_mutable_mat(shown)(place);
  const cv::Mat share = view_mat(weight)(place);
  for (int y = 0; y < target.rows; ++y) {
    auto* pixel = target.ptr<float>(y);
    const auto* edited = fitted.ptr<float>(y);
    const auto* part_share = share.ptr<std::uint8_t>(y);
    for (int i = 0; i < 3 * target.cols; ++i)
      pixel[i] += (edited[i] - pixel[i]) * static_cast<float>(part_share[i / 3]) / 255.0F;
  }
  return shown;
}

}  // namespace v4e
