// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/greatest_change.h"

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"

namespace v4e {

double greatest_change(const Image& a, const Image& b) {
  cv::Mat difference;
  cv::absdiff(view_mat(a), view_mat(b), difference);
  cv::Mat parts;
  cv::resize(difference, parts, cv::Size(16, 16), 0, 0, cv::INTER_AREA);
  double most = 0;
  cv::minMaxLoc(parts.reshape(1), nullptr, &most);
  return most;
}

}  // namespace v4e
