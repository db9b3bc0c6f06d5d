// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_algebra.h"

#include <opencv2/imgproc.hpp>
#include <string>

#include "core/base/error.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

std::string size_text(const Image& image) {
  return std::to_string(image.width()) + " x " + std::to_string(image.height());
}

/// `mask` becomes the two together.
void combine(cv::Mat mask, const cv::Mat& other, MaskCombination how) {
  switch (how) {
    case MaskCombination::Replace:
      other.copyTo(mask);
      return;
    case MaskCombination::Add:
      cv::max(mask, other, mask);
      return;
    case MaskCombination::Subtract:
      cv::min(mask, cv::Mat(255 - other), mask);
      return;
    case MaskCombination::Intersect:
      cv::min(mask, other, mask);
      return;
  }
}

}  // namespace

void require_mask(const Image& mask, std::string_view what) {
  if (!mask.empty() && mask.channels() == 1 && mask.type() == SampleType::U8) return;
  throw Error(ErrorCode::InvalidArgument,
              std::string(what) + " must be a picture with one channel of 8 bits" +
                  (mask.empty() ? ", this one is empty"
                                : ", this one has " + std::to_string(mask.channels()) + " of " +
                                      std::to_string(8 * bytes_per_sample(mask.type()))));
}

Image combined(const Image& mask, const Image& other, MaskCombination how) {
  return combined_at(mask, other, {0, 0, other.width(), other.height()}, how);
}

Image combined_at(const Image& mask, const Image& part, const PixelArea& place, MaskCombination how) {
  require_mask(mask);
  require_mask(part);
  if (!is_inside(place, mask) || place.width != part.width() || place.height != part.height()) {
    throw Error(ErrorCode::InvalidArgument, "a selection of " + size_text(part) +
                                                " does not fit into one of " + size_text(mask) + " at " +
                                                std::to_string(place.x) + ", " + std::to_string(place.y));
  }
  const bool is_whole = place.width == mask.width() && place.height == mask.height();
  if (is_whole && how == MaskCombination::Replace) return part;
  const bool empties_rest = how == MaskCombination::Replace || how == MaskCombination::Intersect;
  const cv::Rect rect(place.x, place.y, place.width, place.height);
  if (!is_whole && empties_rest) {
    Image result(mask.width(), mask.height(), 1, SampleType::U8);
    cv::Mat target = view_mutable_mat(result)(rect);
    view_mat(mask)(rect).copyTo(target);
    combine(target, view_mat(part), how);
    return result;
  }
  Image result = mask;
  combine(view_mutable_mat(result)(rect), view_mat(part), how);
  return result;
}

PixelArea bounding_area(const Image& mask) {
  require_mask(mask);
  const cv::Rect area = cv::boundingRect(view_mat(mask));
  return {area.x, area.y, area.width, area.height};
}

double coverage(const Image& mask) {
  require_mask(mask);
  return cv::mean(view_mat(mask))[0] / 255;
}

}  // namespace v4e
