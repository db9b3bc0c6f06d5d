// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_outline.h"

#include <array>
#include <cstdint>
#include <opencv2/imgproc.hpp>

#include "core/region/mask_algebra.h"

namespace v4e {
namespace {

constexpr int kHalfCovered = 128;

/// Where a line goes on along the pixels' edges. What is selected lies to its right.
enum Direction { East, South, West, North };
constexpr std::array<int, 4> kStepX{1, 0, -1, 0};
constexpr std::array<int, 4> kStepY{0, 1, 0, -1};

class OutlineTracer {
 public:
  explicit OutlineTracer(const Image& mask)
      : mask_(mask),
        followed_(static_cast<std::size_t>(mask.width()) * static_cast<std::size_t>(mask.height())) {}

  std::vector<MaskOutline> trace() {
    std::vector<MaskOutline> outlines;
    for (int y = 0; y < mask_.height(); ++y) {
      for (int x = 0; x < mask_.width(); ++x) {
        // Every line has a piece that goes east: the top edge of a selected pixel.
        if (selected(x, y) && !selected(x, y - 1) && !followed_[index(x, y)])
          outlines.push_back(follow(x, y));
      }
    }
    return outlines;
  }

 private:
  [[nodiscard]] bool selected(int x, int y) const {
    return x >= 0 && y >= 0 && x < mask_.width() && y < mask_.height() &&
           mask_.row<std::uint8_t>(y)[x] >= kHalfCovered;
  }
  [[nodiscard]] std::size_t index(int x, int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(mask_.width()) +
           static_cast<std::size_t>(x);
  }

  /// The line through the top edge of a pixel.
  MaskOutline follow(const int start_x, const int start_y) {
    MaskOutline corners;
    int x = start_x;  // of the corner where the line is
    int y = start_y;
    Direction direction = East;
    do {
      if (direction == East) followed_[index(x, y)] = true;
      x += kStepX[direction];
      y += kStepY[direction];
      const Direction next = turn(x, y, direction);
      if (next != direction) corners.push_back({static_cast<double>(x), static_cast<double>(y)});
      direction = next;
    } while (x != start_x || y != start_y || direction != East);
    return corners;
  }

  /// Where it goes on at a corner: pixels that touch with a corner only are two things.
  [[nodiscard]] Direction turn(int x, int y, Direction direction) const {
    // The pixels ahead of the corner, to the line's right and left.
    constexpr std::array<int, 4> kRightX{0, -1, -1, 0};
    constexpr std::array<int, 4> kRightY{0, 0, -1, -1};
    const auto left = static_cast<std::size_t>((direction + 3) % 4);
    const auto right = static_cast<std::size_t>(direction);
    if (!selected(x + kRightX[right], y + kRightY[right])) return static_cast<Direction>((direction + 1) % 4);
    if (selected(x + kRightX[left], y + kRightY[left])) return static_cast<Direction>(left);
    return direction;
  }

  const Image& mask_;
  std::vector<bool> followed_;  ///< top edges
};

MaskOutline simplified(const MaskOutline& corners, double tolerance_px) {
  std::vector<cv::Point2f> points;
  points.reserve(corners.size());
  for (const MaskPoint& corner : corners)
    points.emplace_back(static_cast<float>(corner.x), static_cast<float>(corner.y));
  std::vector<cv::Point2f> kept;
  cv::approxPolyDP(points, kept, tolerance_px, /*closed=*/true);
  MaskOutline result;
  for (const cv::Point2f& point : kept) result.push_back({point.x, point.y});
  return result;
}

}  // namespace

std::vector<MaskOutline> outline(const Image& mask, double tolerance_px) {
  require_mask(mask);
  std::vector<MaskOutline> outlines = OutlineTracer(mask).trace();
  if (tolerance_px <= 0) return outlines;
  for (MaskOutline& corners : outlines) corners = simplified(corners, tolerance_px);
  // What is smaller than the tolerance cannot be seen.
  std::erase_if(outlines, [](const MaskOutline& corners) { return corners.size() < 3; });
  return outlines;
}

}  // namespace v4e
