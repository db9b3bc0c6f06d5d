// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/outside_change.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/geometry.h"
#include "core/image/mat_view.h"

namespace v4e {
namespace {

/// The frames are compared at the smallest size that any edit has: smaller is never made larger.
cv::Size measuring_size(const std::vector<EditTrace>& edits) {
  const auto smallest = std::ranges::min_element(edits, {}, [](const EditTrace& edit) {
    return std::int64_t{edit.first.width()} * edit.first.height();
  });
  return {smallest->first.width(), smallest->first.height()};
}

/// 255 where no edit changed a pixel that lies there, even a little.
cv::Mat outside_of_all(const std::vector<EditTrace>& edits, cv::Size size) {
  cv::Mat outside(size, CV_8U, cv::Scalar(255));
  for (const EditTrace& edit : edits) {
    // The mean of a cell would round a single changed pixel away.
    cv::Mat changed;
    view_mat(edit.mask).convertTo(changed, CV_32F);
    cv::resize(changed, changed, size, 0, 0, cv::INTER_AREA);
    outside.setTo(0, changed > 0);
  }
  return outside;
}

cv::Mat in_full_scale(const Image& frame, cv::Size size) {
  const cv::Mat samples = view_mat(frame);
  cv::Mat scaled;
  samples.convertTo(scaled, CV_32F, 1.0 / full_scale(samples));
  if (scaled.size() != size) cv::resize(scaled, scaled, size, 0, 0, cv::INTER_AREA);
  return scaled;
}

}  // namespace

OutsideChanges outside_changes(const std::vector<EditTrace>& edits, const RunContext& context) {
  if (edits.empty()) throw Error(ErrorCode::InvalidArgument, "there is no edit to be measured");
  for (const EditTrace& edit : edits) {
    const bool fits = !edit.first.empty() && !edit.mask.empty() && size_of(edit.first) == size_of(edit.last) &&
                      edit.first.type() == edit.last.type() && edit.first.channels() == edit.last.channels() &&
                      edit.mask.channels() == 1;
    if (!fits) throw Error(ErrorCode::InvalidArgument, "the frames or the mask of an edit do not fit its photo");
  }
  const cv::Size size = measuring_size(edits);
  const cv::Mat outside = outside_of_all(edits, size);
  OutsideChanges changes;
  const double pixels = cv::countNonZero(outside);
  changes.share = pixels / static_cast<double>(outside.total());
  if (changes.share < kLeastOutsideShare) return changes;
  for (const EditTrace& edit : edits) {
    context.check();
    const cv::Mat first = in_full_scale(edit.first, size);
    const double sum = cv::norm(in_full_scale(edit.last, size), first, cv::NORM_L2SQR, outside);
    changes.rms.push_back(std::sqrt(sum / (pixels * first.channels())));
  }
  return changes;
}

}  // namespace v4e
