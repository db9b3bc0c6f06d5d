// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/alignment.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "core/image/mat_view.h"

namespace v4e {
namespace {

constexpr int kMinSide = 16;     // below this there is too little to compare
constexpr int kMargin = 4;       // rows and columns at the border which the cubic warp makes up
constexpr int kIterations = 12;  // Gauss-Newton converges in four or five
const cv::Size kLikenessWindow(13, 13);
constexpr double kMinAgreement = 0.2;

// Luma with local mean and contrast divided out.
cv::Mat normalised_structure(const Image& image) {
  cv::Mat luma;
  cv::cvtColor(view_mat(image), luma, cv::COLOR_RGB2GRAY);
  // A little smoothing keeps codec noise and the interpolation's own blur out of the comparison.
  cv::GaussianBlur(luma, luma, {}, 1.0);
  cv::Mat mean;
  cv::Mat square_mean;
  const cv::Size window(17, 17);
  cv::boxFilter(luma, mean, CV_32F, window, {-1, -1}, true, cv::BORDER_REFLECT);
  cv::boxFilter(luma.mul(luma), square_mean, CV_32F, window, {-1, -1}, true, cv::BORDER_REFLECT);
  cv::Mat variance = cv::max(square_mean - mean.mul(mean), 0.0);
  cv::Mat deviation;
  cv::sqrt(variance, deviation);
  // The floor lets strong edges lead: in flat places the ratio would be mostly noise.
  cv::Mat result;
  cv::divide(luma - mean, deviation + 2 * cv::mean(deviation)[0] + 1e-6, result);
  return result;
}

cv::Mat sample_at_shift(const cv::Mat& source, double dx, double dy) {
  // remap's own cubic weights come in steps of 1/32 px: good enough for pixels, too coarse to measure with,
  // so the kernel (Catmull-Rom) is applied here as two filters with exact weights.
  const auto kernel = [](double fraction) {
    const double t = fraction;
    return cv::Matx14f(static_cast<float>(((-0.5 * t + 1.0) * t - 0.5) * t),
                       static_cast<float>((1.5 * t - 2.5) * t * t + 1.0),
                       static_cast<float>(((-1.5 * t + 2.0) * t + 0.5) * t),
                       static_cast<float>((0.5 * t - 0.5) * t * t));
  };
  const double whole_x = std::floor(dx);
  const double whole_y = std::floor(dy);
  cv::Mat filtered;
  cv::sepFilter2D(source, filtered, CV_32F, cv::Mat(kernel(dx - whole_x)), cv::Mat(kernel(dy - whole_y)).t(),
                  {1, 1}, 0, cv::BORDER_REFLECT);
  if (whole_x == 0 && whole_y == 0) return filtered;
  cv::Mat moved;
  const cv::Matx23d whole(1, 0, whole_x, 0, 1, whole_y);
  cv::warpAffine(filtered, moved, whole, source.size(), cv::INTER_NEAREST | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REFLECT);
  return moved;
}

double median_of(std::vector<float>& values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// One robust comparison of two structures.
struct Comparison {
  cv::Mat weights;       // Tukey's times local likeness, 0 for outliers
  double scale = 1;      // robust deviation of the residual
  double agreement = 0;  // share of the structure that is alike
};

// How alike the surroundings of each pixel are, 0..1: the rim of an edit has strong gradients and residuals
// that are no outliers by themselves, but nothing around it fits.
cv::Mat local_likeness(const cv::Mat& reference, const cv::Mat& warped) {
  const auto around = [](const cv::Mat& values) {
    cv::Mat mean;
    cv::boxFilter(values, mean, CV_32F, kLikenessWindow, {-1, -1}, true, cv::BORDER_REFLECT);
    return mean;
  };
  cv::Mat power;
  cv::sqrt(around(reference.mul(reference)).mul(around(warped.mul(warped))), power);
  cv::Mat likeness;
  cv::divide(around(reference.mul(warped)), power + 1e-3, likeness);
  likeness = cv::max(likeness, 0.0);
  likeness = likeness.mul(likeness);
  return likeness.mul(likeness);
}

Comparison compare(const cv::Mat& reference, const cv::Mat& warped) {
  const cv::Mat residual = warped - reference;
  Comparison result;
  std::vector<float> magnitudes;
  magnitudes.reserve(residual.total());
  for (int y = 0; y < residual.rows; ++y) {
    for (int x = 0; x < residual.cols; ++x) magnitudes.push_back(std::abs(residual.at<float>(y, x)));
  }
  result.scale = std::max(1e-3, 1.4826 * median_of(magnitudes));
  const double cut = 4.685 * result.scale;
  cv::Mat ratio = residual / cut;
  cv::Mat falling = cv::max(1.0 - ratio.mul(ratio), 0.0);
  result.weights = falling.mul(falling).mul(local_likeness(reference, warped));
  const double structure = reference.dot(reference);
  result.agreement = structure > 0 ? result.weights.dot(reference.mul(reference)) / structure : 0;
  return result;
}

}  // namespace

Shift estimate_shift(const Image& reference, const Image& moved, double max_shift_px) {
  Shift shift;
  if (std::min(reference.width(), reference.height()) < kMinSide) return shift;
  const cv::Mat fixed = normalised_structure(reference);
  const cv::Mat moving = normalised_structure(moved);
  cv::Mat window;
  cv::createHanningWindow(window, fixed.size(), CV_32F);
  const cv::Point2d start = cv::phaseCorrelate(fixed, moving, window);
  double dx = start.x;
  double dy = start.y;
  if (!std::isfinite(dx) || !std::isfinite(dy) || std::hypot(dx, dy) > max_shift_px) dx = dy = 0;

  // A narrow picture keeps its middle half, whichever of its sides is the short one.
  const int border =
      std::min(kMargin + static_cast<int>(std::ceil(max_shift_px)), std::min(fixed.rows, fixed.cols) / 4);
  const cv::Rect inner(border, border, fixed.cols - 2 * border, fixed.rows - 2 * border);
  const cv::Matx13f difference(-0.5F, 0.0F, 0.5F);
  for (int i = 0; i < kIterations; ++i) {
    const cv::Mat warped = sample_at_shift(moving, dx, dy);
    cv::Mat along_x;
    cv::Mat along_y;
    cv::filter2D(warped, along_x, CV_32F, difference, {-1, -1}, 0, cv::BORDER_REFLECT);
    cv::filter2D(warped, along_y, CV_32F, difference.t(), {-1, -1}, 0, cv::BORDER_REFLECT);
    const cv::Mat weights = compare(fixed(inner), warped(inner)).weights;
    const cv::Mat residual = warped(inner) - fixed(inner);
    const cv::Mat gx = along_x(inner);
    const cv::Mat gy = along_y(inner);
    const double xx = weights.dot(gx.mul(gx));
    const double xy = weights.dot(gx.mul(gy));
    const double yy = weights.dot(gy.mul(gy));
    const double determinant = xx * yy - xy * xy;
    // Stripes and flat pictures have no unique shift.
    if (determinant <= 0.01 * (xx + yy) * (xx + yy) || xx + yy < 1e-6) return shift;
    const double rx = weights.dot(gx.mul(residual));
    const double ry = weights.dot(gy.mul(residual));
    const double step_x = -(yy * rx - xy * ry) / determinant;
    const double step_y = -(xx * ry - xy * rx) / determinant;
    dx += std::clamp(step_x, -1.0, 1.0);
    dy += std::clamp(step_y, -1.0, 1.0);
    if (std::hypot(dx, dy) > max_shift_px) return shift;
    if (std::hypot(step_x, step_y) < 1e-3) break;
  }
  const Comparison after = compare(fixed(inner), sample_at_shift(moving, dx, dy)(inner));
  shift.dx_px = dx;
  shift.dy_px = dy;
  shift.agreement = after.agreement;
  shift.reliable = after.agreement >= kMinAgreement;
  return shift;
}

Image undo_shift(const Image& moved, double dx_px, double dy_px) {
  return copy_from_mat(sample_at_shift(view_mat(moved), dx_px, dy_px));
}

}  // namespace v4e
