// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/coarse_mask.h"

#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/region/mask_algebra.h"

namespace v4e {

void validate(const CoarseMask& coarse, PixelSize photo) {
  require_mask(coarse.mask);
  const PixelArea& window = coarse.window;
  if (window.x >= 0 && window.y >= 0 && window.width >= 1 && window.height >= 1 &&
      window.width <= photo.width - window.x && window.height <= photo.height - window.y)
    return;
  throw Error(ErrorCode::InvalidArgument, "a part of " + std::to_string(window.width) + " x " +
                                              std::to_string(window.height) + " at " +
                                              std::to_string(window.x) + ", " + std::to_string(window.y) +
                                              " does not lie in a photo of " + std::to_string(photo.width) +
                                              " x " + std::to_string(photo.height));
}

Image placed_mask(const CoarseMask& coarse, PixelSize photo) {
  validate(coarse, photo);
  Image result(photo.width, photo.height, 1, SampleType::U8);
  const PixelArea& window = coarse.window;
  cv::Mat target = view_mutable_mat(result)(cv::Rect(window.x, window.y, window.width, window.height));
  cv::resize(view_mat(coarse.mask), target, target.size(), 0, 0, cv::INTER_LINEAR);
  return result;
}

}  // namespace v4e
