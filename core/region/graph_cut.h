// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <opencv2/core.hpp>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

/// A part of a photo, and the size at which it is looked at.
struct CutView {
  cv::Rect window;
  cv::Size size;

  /// Where a place of the photo is seen.
  [[nodiscard]] cv::Point2d place(double x, double y) const {
    return {(x - window.x) * size.width / window.width, (y - window.y) * size.height / window.height};
  }
};

/// A mask of one view as it is seen in another; 0 where the first one does not reach.
[[nodiscard]] cv::Mat seen_in(const cv::Mat& mask, const CutView& from, const CutView& to);

/// One thing that is cut out of its surroundings by its colours (cv::grabCut): found at a small size, where a
/// cut takes a tenth of a second; then its rim is cut again at six times as many pixels, by the colours that
/// are known then. Uses no random numbers of the caller's.
class GraphCut {
 public:
  /// Gives the marks (cv::GC_BGD …, CV_8U) for a view.
  using Marks = std::function<cv::Mat(const CutView& view)>;

  /// `photo` must outlive it; `window` lies in it.
  GraphCut(const Image& photo, const cv::Rect& window, Marks marks);

  [[nodiscard]] CutView search_view() const;
  [[nodiscard]] CutView view() const;

  /// Finds the thing: 255 on it, else 0, of the size of search_view(). Where the marks leave one side without
  /// any sample, what they say. Throws Cancelled.
  const cv::Mat& search(const RunContext& context);

  /// What was found, with a finer rim, of the size of view(). After search(). Throws Cancelled.
  [[nodiscard]] cv::Mat refine(const RunContext& context);

 private:
  const Image& photo_;
  cv::Rect window_;
  Marks marks_;
  cv::Mat found_;
  cv::Mat background_;  ///< what OpenCV has learnt of the colours; empty before
  cv::Mat thing_;
};

}  // namespace v4e
