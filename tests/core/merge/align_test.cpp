// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/alignment.h"
#include "core/merge/drift.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

constexpr int kSide = 256;

// The scene as the model would see it, moved by an exact fraction: rendered eight times larger and averaged
// down with the offset, so the answer does not depend on an interpolation.
cv::Mat shrink_with_offset(const cv::Mat& large, double dx, double dy) {
  cv::Mat moved;
  const cv::Matx23d map(1, 0, -dx * 8, 0, 1, -dy * 8);
  cv::warpAffine(large, moved, map, large.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP,
                 cv::BORDER_REFLECT);
  cv::Mat small;
  cv::resize(moved, small, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  return small;
}

const cv::Mat& large_scene() {
  static const cv::Mat scene = pictures::make_scene(kSide * 8, kSide * 8, 3);
  return scene;
}

struct Offset {
  double dx;
  double dy;
};

class ShiftTest : public testing::TestWithParam<Offset> {};

TEST_P(ShiftTest, IsRecoveredUnderNoiseLocalAndColourEdits) {
  const auto [dx, dy] = GetParam();
  const cv::Mat fixed = shrink_with_offset(large_scene(), 0, 0);
  cv::Mat moved = shrink_with_offset(large_scene(), dx, dy);
  cv::rectangle(moved, {150, 40}, {220, 130}, cv::Scalar(0.8, 0.2, 0.2), cv::FILLED);
  const Image reference = copy_from_mat(pictures::like_autoencoder(fixed, 1));
  // Night leaves a quarter of the contrast; with the noise unchanged, there would be no 0.05 px to be had.
  for (const auto& [edited, noise] : {std::pair(moved, 0.012), std::pair(pictures::night(moved), 0.006)}) {
    const Shift shift =
        estimate_shift(reference, copy_from_mat(pictures::like_autoencoder(edited, 2, noise)), 6);
    EXPECT_TRUE(shift.reliable) << shift.agreement;
    EXPECT_NEAR(shift.dx_px, dx, 0.05 + 0.02 * std::abs(dx));
    EXPECT_NEAR(shift.dy_px, dy, 0.05 + 0.02 * std::abs(dy));
  }
}

INSTANTIATE_TEST_SUITE_P(Offsets, ShiftTest,
                         testing::Values(Offset{0, 0}, Offset{0.37, 0}, Offset{-0.37, 0.21},
                                         Offset{1.5, -0.8}, Offset{-3.3, 2.6}));

TEST(Shift, IsUnknownOnFlatAndStripedPictures) {
  const Image flat = copy_from_mat(cv::Mat(64, 64, CV_32FC3, cv::Scalar::all(0.5)));
  EXPECT_FALSE(estimate_shift(flat, flat, 3).reliable);
  cv::Mat stripes(64, 64, CV_32FC3, cv::Scalar::all(0.2));
  for (int x = 0; x < 64; x += 8) stripes.colRange(x, x + 4) = cv::Scalar::all(0.8);
  EXPECT_FALSE(estimate_shift(copy_from_mat(stripes), copy_from_mat(stripes), 3).reliable);
  const Image dot(1, 1, 3, SampleType::F32);
  EXPECT_FALSE(estimate_shift(dot, dot, 3).reliable);
}

cv::Mat cast(const cv::Mat& picture, const cv::Scalar& gain, const cv::Scalar& offset) {
  cv::Mat changed;
  cv::multiply(picture, gain, changed);
  return changed + offset;
}

cv::Mat with_edit(const cv::Mat& picture) {
  cv::Mat edited = picture.clone();
  cv::circle(edited, {90, 110}, 45, cv::Scalar(0.9, 0.1, 0.15), cv::FILLED);
  return edited;
}

TEST(Drift, ShiftAndCastOfALocalEditAreMeasuredAndRemoved) {
  const cv::Mat before = shrink_with_offset(large_scene(), 0, 0);
  const cv::Mat wanted = with_edit(before);
  cv::Mat moved = with_edit(shrink_with_offset(large_scene(), 0.37, -0.2));
  const cv::Mat drifted = cast(moved, {0.97, 1.0, 1.04}, {0.02, 0.01, -0.02});
  const DriftResult result = remove_drift({copy_from_mat(pictures::like_autoencoder(before, 1)),
                                           copy_from_mat(pictures::like_autoencoder(drifted, 2))});
  const FrameDrift& drift = result.drift[1];
  EXPECT_TRUE(drift.shift_removed);
  EXPECT_NEAR(drift.dx_px, 0.37, 0.05);
  EXPECT_NEAR(drift.dy_px, -0.2, 0.05);
  EXPECT_TRUE(drift.colour_removed) << drift.reason;
  // What counts is the colour at mid grey; gain and offset trade against each other within the noise.
  const double gains[3] = {0.97, 1.0, 1.04};
  const double offsets[3] = {0.02, 0.01, -0.02};
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(0.5 * drift.gain[c] + drift.offset[c], 0.5 * gains[c] + offsets[c], 0.004) << c;
    EXPECT_NEAR(drift.gain[c], gains[c], 0.03) << c;
  }
  // Compared without the autoencoder's noise and blur, which stay.
  const auto soft = [](const cv::Mat& picture) {
    cv::Mat smooth;
    cv::GaussianBlur(picture, smooth, {}, 4.0, 0, cv::BORDER_REFLECT);
    return smooth;
  };
  const double left = pictures::psnr(soft(view_mat(result.frames[1])), soft(wanted));
  const double had = pictures::psnr(soft(drifted), soft(wanted));
  EXPECT_GT(left, had + 4) << "before " << had;
}

TEST(Drift, GlobalEditsAreKept) {
  const cv::Mat before = shrink_with_offset(large_scene(), 0, 0);
  const cv::Mat faint_warm = cast(before, {1.05, 1.0, 0.95}, {0.015, 0, -0.01});
  for (const cv::Mat& edited : {pictures::warm(before), pictures::night(before), pictures::sepia(before),
                                pictures::fog(before), pictures::black_and_white(before), faint_warm}) {
    const DriftResult result = remove_drift({copy_from_mat(pictures::like_autoencoder(before, 1)),
                                             copy_from_mat(pictures::like_autoencoder(edited, 2))});
    EXPECT_FALSE(result.drift[1].colour_removed) << result.drift[1].reason;
  }
}

TEST(Drift, CastTooFaintToBeMeantIsRemovedWithoutAnyEdit) {
  const cv::Mat before = shrink_with_offset(large_scene(), 0, 0);
  const cv::Mat drifted = cast(before, {1, 1, 1}, {0.007, -0.004, 0.005});
  const DriftResult result = remove_drift({copy_from_mat(pictures::like_autoencoder(before, 1)),
                                           copy_from_mat(pictures::like_autoencoder(drifted, 2))});
  EXPECT_TRUE(result.drift[1].colour_removed);
  EXPECT_NEAR(result.drift[1].offset[0] + 0.5 * (result.drift[1].gain[0] - 1), 0.007, 0.003);
}

TEST(Drift, LargeMotionIsMeantAndStays) {
  const cv::Mat before = shrink_with_offset(large_scene(), 0, 0);
  const cv::Mat moved = shrink_with_offset(large_scene(), 20, 0);
  const DriftResult result = remove_drift({copy_from_mat(before), copy_from_mat(moved)});
  EXPECT_FALSE(result.drift[1].shift_removed);
}

TEST(Drift, SwitchesTurnItOff) {
  const cv::Mat before = shrink_with_offset(large_scene(), 0, 0);
  const cv::Mat drifted =
      with_edit(cast(shrink_with_offset(large_scene(), 0.5, 0), {1, 1, 1}, {0.03, 0.03, 0}));
  const DriftResult result =
      remove_drift({copy_from_mat(before), copy_from_mat(drifted)}, {.shift = false, .colour = false});
  EXPECT_NEAR(result.drift[1].dx_px, 0.5, 0.05);
  EXPECT_TRUE(pictures::same_pixels(result.frames[1], copy_from_mat(drifted)));
}

}  // namespace
}  // namespace v4e
