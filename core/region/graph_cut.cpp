// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/graph_cut.h"

#include <opencv2/imgproc.hpp>
#include <utility>

#include "core/region/small_picture.h"

namespace v4e {
namespace {

constexpr std::int64_t kSearchArea_px = 208 * 139;
constexpr std::int64_t kCutArea_px = 512 * 341;
constexpr int kIterations = 4;
constexpr int kRimSide_px = 9;  // of the larger size: what is cut again
constexpr std::uint64_t kRandomSeed = 20;

/// OpenCV's random numbers from a fixed start, and the caller's afterwards as if nothing had been drawn.
class FixedRandom {
 public:
  FixedRandom() : before_(cv::theRNG().state) { cv::theRNG().state = kRandomSeed; }
  ~FixedRandom() { cv::theRNG().state = before_; }
  FixedRandom(const FixedRandom&) = delete;
  FixedRandom& operator=(const FixedRandom&) = delete;

 private:
  std::uint64_t before_;
};

PixelArea as_area(const cv::Rect& rect) {
  return {rect.x, rect.y, rect.width, rect.height};
}

/// 255 where the marks say thing, surely or perhaps: GC_FGD and GC_PR_FGD are odd.
cv::Mat on_thing(const cv::Mat& marks) {
  return (marks & 1) != 0;
}

/// Without samples of both sides there is nothing to learn from.
bool are_one_sided(const cv::Mat& marks) {
  const int count = cv::countNonZero(on_thing(marks));
  return count == 0 || count == marks.rows * marks.cols;
}

/// Whatever is not sure and far from the rim of `found` is taken for sure.
void decide_far_from_rim(cv::Mat& marks, const cv::Mat& found) {
  const cv::Mat around = cv::getStructuringElement(cv::MORPH_ELLIPSE, {kRimSide_px, kRimSide_px});
  cv::Mat rim;
  cv::morphologyEx(found, rim, cv::MORPH_GRADIENT, around);
  const cv::Mat is_guess = (marks & 2) != 0;  // GC_PR_BGD and GC_PR_FGD
  marks.setTo(cv::GC_PR_BGD, is_guess & rim & ~found);
  marks.setTo(cv::GC_PR_FGD, is_guess & rim & found);
  marks.setTo(cv::GC_BGD, is_guess & ~rim & ~found);
  marks.setTo(cv::GC_FGD, is_guess & ~rim & found);
}

}  // namespace

cv::Mat seen_in(const cv::Mat& mask, const CutView& from, const CutView& to) {
  const double step_x = static_cast<double>(to.window.width) / to.size.width;
  const double step_y = static_cast<double>(to.window.height) / to.size.height;
  const cv::Point2d first = from.place(to.window.x + 0.5 * step_x, to.window.y + 0.5 * step_y);
  const cv::Point2d next = from.place(to.window.x + 1.5 * step_x, to.window.y + 1.5 * step_y);
  const cv::Matx23d places(next.x - first.x, 0, first.x - 0.5, 0, next.y - first.y, first.y - 0.5);
  cv::Mat seen;
  cv::warpAffine(mask, seen, places, to.size, cv::INTER_NEAREST | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT);
  return seen;
}

GraphCut::GraphCut(const Image& photo, const cv::Rect& window, Marks marks)
    : photo_(photo), window_(window), marks_(std::move(marks)) {}

CutView GraphCut::search_view() const {
  return {window_, size_within(as_area(window_), kSearchArea_px)};
}

CutView GraphCut::view() const {
  return {window_, size_within(as_area(window_), kCutArea_px)};
}

const cv::Mat& GraphCut::search(const RunContext& context) {
  cv::Mat marks = marks_(search_view());
  if (!are_one_sided(marks)) {
    const cv::Mat rgb = small_rgb(photo_, as_area(window_), marks.size(), context);
    const FixedRandom random;
    cv::grabCut(rgb, marks, {}, background_, thing_, kIterations, cv::GC_INIT_WITH_MASK);
    context.check();
  }
  found_ = on_thing(marks);
  return found_;
}

cv::Mat GraphCut::refine(const RunContext& context) {
  const CutView fine = view();
  if (background_.empty() || fine.size == found_.size()) return seen_in(found_, search_view(), fine);
  cv::Mat found;
  cv::resize(found_, found, fine.size, 0, 0, cv::INTER_LINEAR);
  cv::Mat marks = marks_(fine);
  decide_far_from_rim(marks, found >= 128);
  const cv::Mat rgb = small_rgb(photo_, as_area(window_), fine.size, context);
  cv::grabCut(rgb, marks, {}, background_, thing_, 1, cv::GC_EVAL_FREEZE_MODEL);
  context.check();
  return on_thing(marks);
}

}  // namespace v4e
