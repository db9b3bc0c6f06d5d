// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/grow_selection.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/region/edge_refinement.h"
#include "core/region/graph_cut.h"

namespace v4e {
namespace {

// Around a box, the background is learnt from that much of its longer side.
constexpr double kBoxMargin = 0.4;
// Around strokes, room for the thing and what is around it: that much of their longer side, and at least that
// much of the photo's. Where the thing goes on beyond it, all of the photo is searched.
constexpr double kStrokeMargin = 2.0;
constexpr double kLeastStrokeMargin = 0.2;
// Where the thing fills less than that share of what was searched, it is searched again, closer.
constexpr double kMostForCloserLook = 0.4;
// Pieces and holes of less than that share of the thing are noise.
constexpr double kSpeckShare = 0.01;
// Small pixels by which an addition reaches into what is settled, so that no seam is left between the two.
constexpr int kOverlap_px = 5;

[[noreturn]] void refuse(const std::string& what) {
  throw Error(ErrorCode::InvalidArgument, what);
}

cv::Rect whole(const Image& photo) {
  return {0, 0, photo.width(), photo.height()};
}

PixelArea pixels_of(const cv::Rect& rect) {
  return {rect.x, rect.y, rect.width, rect.height};
}

/// The part of the photo within a margin around a place that need not be in whole pixels.
cv::Rect around(double left, double top, double right, double bottom, double margin, const Image& photo) {
  const auto low = [margin](double place, int limit) {
    return static_cast<int>(std::clamp(std::floor(place - margin), 0.0, static_cast<double>(limit)));
  };
  const auto high = [margin](double place, int limit) {
    return static_cast<int>(std::clamp(std::ceil(place + margin), 0.0, static_cast<double>(limit)));
  };
  return {cv::Point(low(left, photo.width()), low(top, photo.height())),
          cv::Point(high(right, photo.width()), high(bottom, photo.height()))};
}

cv::Rect clipped_box(const PixelArea& box, const Image& photo) {
  return around(box.x, box.y, static_cast<double>(box.x) + box.width, static_cast<double>(box.y) + box.height,
                0, photo);
}

/// What the strokes on the thing cover, with a margin.
cv::Rect around_strokes(const GrowRequest& request, double margin, const Image& photo) {
  double left = 1e9;
  double top = 1e9;
  double right = -1e9;
  double bottom = -1e9;
  for (const GrowStroke& stroke : request.strokes) {
    if (!stroke.on_thing) continue;
    for (const MaskPoint& point : stroke.points) {
      left = std::min(left, point.x - stroke.radius_px);
      top = std::min(top, point.y - stroke.radius_px);
      right = std::max(right, point.x + stroke.radius_px);
      bottom = std::max(bottom, point.y + stroke.radius_px);
    }
  }
  return left > right ? cv::Rect() : around(left, top, right, bottom, margin, photo);
}

void check_request(const Image& photo, const GrowRequest& request, const Image& settled) {
  if (photo.empty()) refuse("there is no photo to find a thing in");
  for (const GrowStroke& stroke : request.strokes) {
    if (!std::isfinite(stroke.radius_px) || stroke.radius_px < 0)
      refuse("the radius of a stroke must be a number from 0 on");
    for (const MaskPoint& point : stroke.points) {
      if (!std::isfinite(point.x) || !std::isfinite(point.y))
        refuse("the points of a stroke must be numbers");
    }
  }
  const auto is_beside = [&photo](const PixelArea& box) {
    return box.width < 1 || box.height < 1 || clipped_box(box, photo).empty();
  };
  if (request.box ? is_beside(*request.box) : around_strokes(request, 0, photo).empty())
    refuse("mark the thing to select: draw a box around it or a stroke over it, in the photo");
  if (settled.empty()) return;
  require_mask(settled);
  if (settled.width() != photo.width() || settled.height() != photo.height())
    refuse("a selection must have its photo's size");
}

cv::Rect seen_box(const cv::Rect& box, const CutView& view) {
  const cv::Point2d low = view.place(box.x, box.y);
  const cv::Point2d high = view.place(box.x + box.width, box.y + box.height);
  cv::Rect seen(cv::Point(cvFloor(low.x), cvFloor(low.y)), cv::Point(cvCeil(high.x), cvCeil(high.y)));
  return seen & cv::Rect({}, view.size);
}

void paint_stroke(cv::Mat& mask, const GrowStroke& stroke, const CutView& view, int value) {
  const double scale = static_cast<double>(view.size.width) / view.window.width;
  const int thickness = std::clamp(cvRound(2 * stroke.radius_px * scale), 1, 32767);
  const auto pixel = [&](const MaskPoint& point) {
    const cv::Point2d place = view.place(point.x, point.y);
    const auto near = [](double at, int size) { return cvFloor(std::clamp(at, -1.0 * size, 2.0 * size)); };
    return cv::Point(near(place.x, view.size.width), near(place.y, view.size.height));
  };
  for (std::size_t i = 0; i < stroke.points.size(); ++i)
    cv::line(mask, pixel(stroke.points[i > 0 ? i - 1 : 0]), pixel(stroke.points[i]), cv::Scalar(value),
             thickness);
}

/// What is in `mask` (255 or 0) without pieces of less than `least` pixels.
cv::Mat without_specks(const cv::Mat& mask, double least) {
  cv::Mat labels;
  cv::Mat stats;
  cv::Mat centres;
  const int count = cv::connectedComponentsWithStats(mask, labels, stats, centres, 4);
  std::vector<std::uint8_t> kept(static_cast<std::size_t>(count), 0);
  for (int i = 1; i < count; ++i)
    kept[static_cast<std::size_t>(i)] = stats.at<int>(i, cv::CC_STAT_AREA) >= least ? 255 : 0;
  cv::Mat result(mask.size(), CV_8U);
  for (int y = 0; y < mask.rows; ++y) {
    for (int x = 0; x < mask.cols; ++x)
      result.at<std::uint8_t>(y, x) = kept[static_cast<std::size_t>(labels.at<int>(y, x))];
  }
  return result;
}

/// Without noise of either kind.
cv::Mat cleaned(const cv::Mat& mask) {
  const double least = kSpeckShare * cv::countNonZero(mask);
  return 255 - without_specks(255 - without_specks(mask, least), least);
}

/// The pieces of `mask` that `seeds` touch.
cv::Mat touched_pieces(const cv::Mat& mask, const cv::Mat& seeds) {
  cv::Mat labels;
  const int count = cv::connectedComponents(mask, labels, 4);
  std::vector<std::uint8_t> kept(static_cast<std::size_t>(count), 0);
  for (int y = 0; y < mask.rows; ++y) {
    for (int x = 0; x < mask.cols; ++x) {
      if (seeds.at<std::uint8_t>(y, x) && labels.at<int>(y, x) > 0)
        kept[static_cast<std::size_t>(labels.at<int>(y, x))] = 255;
    }
  }
  cv::Mat result(mask.size(), CV_8U);
  for (int y = 0; y < mask.rows; ++y) {
    for (int x = 0; x < mask.cols; ++x)
      result.at<std::uint8_t>(y, x) = kept[static_cast<std::size_t>(labels.at<int>(y, x))];
  }
  return result;
}

CoarseMask coarse(const cv::Mat& mask, const CutView& view) {
  return {copy_from_mat(mask), pixels_of(view.window)};
}

cv::Mat box_marks(const GrowRequest& request, const cv::Rect& box, const CutView& view) {
  const cv::Rect seen = seen_box(box, view);
  cv::Mat marks(view.size, CV_8U, cv::Scalar(cv::GC_BGD));
  marks(seen).setTo(cv::GC_PR_FGD);
  if (seen.size() == view.size) {
    // All of the photo: the background is guessed from its border.
    const int rim = std::max(1, std::min(marks.rows, marks.cols) / 30);
    cv::rectangle(marks, seen, cv::Scalar(cv::GC_PR_BGD), rim);
  }
  for (const GrowStroke& stroke : request.strokes)
    paint_stroke(marks, stroke, view, stroke.on_thing ? cv::GC_FGD : cv::GC_BGD);
  return marks;
}

CoarseMask grow_in_box(const Image& photo, const GrowRequest& request, const RunContext& context) {
  const cv::Rect box = clipped_box(*request.box, photo);
  const double margin = kBoxMargin * std::max(box.width, box.height);
  GraphCut cut(photo, around(box.x, box.y, box.x + box.width, box.y + box.height, margin, photo),
               [&](const CutView& view) { return box_marks(request, box, view); });
  cut.search(context);
  return coarse(cleaned(cut.refine(context)), cut.view());
}

/// Whether a thing may go on beyond the window: it reaches a border of it that is none of the photo's.
bool is_cut_off(const cv::Mat& mask, const cv::Rect& window, const Image& photo) {
  return (window.x > 0 && cv::countNonZero(mask.col(0)) > 0) ||
         (window.y > 0 && cv::countNonZero(mask.row(0)) > 0) ||
         (window.x + window.width < photo.width() && cv::countNonZero(mask.col(mask.cols - 1)) > 0) ||
         (window.y + window.height < photo.height() && cv::countNonZero(mask.row(mask.rows - 1)) > 0);
}

/// What is settled, as it is seen: 255 or 0.
cv::Mat seen_settled(const Image& settled, const CutView& view) {
  if (settled.empty()) return {view.size, CV_8U, cv::Scalar(0)};
  cv::Mat small;
  cv::resize(view_mat(settled)(view.window), small, view.size, 0, 0, cv::INTER_AREA);
  return small >= 128;
}

cv::Mat stroke_seeds(const GrowRequest& request, const CutView& view) {
  cv::Mat seeds(view.size, CV_8U, cv::Scalar(0));
  for (const GrowStroke& stroke : request.strokes) {
    if (stroke.on_thing) paint_stroke(seeds, stroke, view, 255);
  }
  return seeds;
}

/// What is settled plays no part here: its colours say nothing of the thing's.
cv::Mat stroke_marks(const GrowRequest& request, const cv::Mat& expected, const CutView& view) {
  cv::Mat marks(view.size, CV_8U, cv::Scalar(cv::GC_PR_BGD));
  if (!expected.empty()) marks.setTo(cv::GC_PR_FGD, expected);
  marks.setTo(cv::GC_FGD, stroke_seeds(request, view));
  for (const GrowStroke& stroke : request.strokes) {
    if (!stroke.on_thing) paint_stroke(marks, stroke, view, cv::GC_BGD);
  }
  return marks;
}

/// Of what was cut out, what the strokes touch and is not settled.
cv::Mat touched_thing(const cv::Mat& found, const GrowRequest& request, const Image& settled,
                      const CutView& view) {
  const cv::Mat unsettled = found & ~seen_settled(settled, view);
  return touched_pieces(unsettled, stroke_seeds(request, view));
}

cv::Mat with_overlap(const cv::Mat& thing, const cv::Mat& settled) {
  const int side = 2 * kOverlap_px + 1;
  cv::Mat near;
  cv::dilate(thing, near, cv::getStructuringElement(cv::MORPH_ELLIPSE, {side, side}));
  return thing | (near & settled);
}

/// What was found in a view, with a margin: where to look for it closer.
cv::Rect around_found(const cv::Mat& found, const CutView& view, const Image& photo) {
  const cv::Rect box = cv::boundingRect(found);
  const double scale_x = static_cast<double>(view.window.width) / view.size.width;
  const double scale_y = static_cast<double>(view.window.height) / view.size.height;
  const double margin = kBoxMargin * std::max(box.width * scale_x, box.height * scale_y);
  return around(view.window.x + box.x * scale_x, view.window.y + box.y * scale_y,
                view.window.x + (box.x + box.width) * scale_x, view.window.y + (box.y + box.height) * scale_y,
                margin, photo);
}

CoarseMask grow_from_strokes(const Image& photo, const GrowRequest& request, const Image& settled,
                             const RunContext& context) {
  const cv::Rect strokes = around_strokes(request, 0, photo);
  double margin = std::max(kStrokeMargin * std::max(strokes.width, strokes.height),
                           kLeastStrokeMargin * std::max(photo.width(), photo.height()));
  const auto found_by = [&](GraphCut& cut) {
    return touched_thing(cut.search(context), request, settled, cut.search_view());
  };
  const auto finished = [&](GraphCut& cut) {
    const CutView view = cut.view();
    const cv::Mat thing = cleaned(touched_thing(cut.refine(context), request, settled, view));
    return coarse(with_overlap(thing, seen_settled(settled, view)), view);
  };
  for (;;) {
    const cv::Rect window = around_strokes(request, margin, photo);
    GraphCut cut(photo, window, [&](const CutView& view) { return stroke_marks(request, {}, view); });
    const CutView view = cut.search_view();
    const cv::Mat found = found_by(cut);
    if (window != whole(photo) && is_cut_off(found, window, photo)) {
      margin = std::max(photo.width(), photo.height());
      continue;
    }
    if (cv::countNonZero(found) == 0) return finished(cut);
    const cv::Rect closer = around_found(found, view, photo);
    if (closer.area() > kMostForCloserLook * window.area()) return finished(cut);
    GraphCut closer_cut(photo, closer, [&](const CutView& there) {
      return stroke_marks(request, seen_in(found, view, there), there);
    });
    // Where it is not one thing any more, the first answer is the better one.
    return is_cut_off(found_by(closer_cut), closer, photo) ? finished(cut) : finished(closer_cut);
  }
}

}  // namespace

CoarseMask grow_selection(const Image& photo, const GrowRequest& request, const Image& settled,
                          const RunContext& context) {
  check_request(photo, request, settled);
  if (request.box) return grow_in_box(photo, request, context);
  return grow_from_strokes(photo, request, settled, context);
}

Image with_smart_stroke(const Image& photo, const Image& selection, const GrowStroke& stroke,
                        MaskCombination how, const RunContext& context) {
  require_mask(selection);
  if (how != MaskCombination::Add && how != MaskCombination::Subtract)
    refuse("a smart stroke adds to a selection or takes away from it");
  const Image settled = how == MaskCombination::Add ? selection : inverted(selection);
  GrowStroke on_thing = stroke;
  on_thing.on_thing = true;
  const CoarseMask found = grow_selection(photo, {.strokes = {on_thing}}, settled, context);
  const Image part = RefinedEdge(photo, found, context).mask(found.window, context);
  return combined_at(selection, part, found.window, how);
}

}  // namespace v4e
