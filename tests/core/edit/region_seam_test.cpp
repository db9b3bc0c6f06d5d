// SPDX-License-Identifier: GPL-3.0-or-later
// An edit of a selection and then one of all but that: nothing of the photo may show between the two.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/edit/region_merge.h"
#include "core/image/mat_view.h"
#include "core/merge/painted_mask.h"
#include "tests/core/merge/merge_pictures.h"

namespace v4e {
namespace {

constexpr int kWidth = 900;
constexpr int kHeight = 640;
constexpr int kCell = 8;  // working pixels; latents are held outside a region cell by cell

const cv::Scalar kPaint(0.05, 0.1, 0.15);  // the scene is nowhere as dark

cv::Mat bright_scene() {
  return pictures::make_scene(kWidth, kHeight, 3) * 0.4 + cv::Scalar(0.5, 0.5, 0.5);
}

/// What of a picture at working size the model repaints for a region.
cv::Mat cells_of(const Image& seen) {
  const cv::Mat share = view_mat(seen);
  cv::Mat cells(share.size(), CV_8U, cv::Scalar(0));
  for (int y = 0; y < share.rows; y += kCell) {
    for (int x = 0; x < share.cols; x += kCell) {
      const cv::Rect cell = cv::Rect(x, y, kCell, kCell) & cv::Rect(cv::Point(), share.size());
      if (cv::countNonZero(share(cell) > 0) > 0) cells(cell).setTo(255);
    }
  }
  return cells;
}

/// The photo with a region painted in one colour, by a model that sees half the photo's resolution.
Image painted(const Image& photo, const Image& mask) {
  EditRegion region;
  region.mask = std::make_shared<const Image>(mask);
  region.size = {photo.width(), photo.height()};
  region.part = {0, 0, photo.width(), photo.height()};
  WorkingSizeOptions size;
  size.max_area_px = std::int64_t{kWidth} * kHeight / 4;
  size.multiple = 16;
  MergeRequest request;
  request.photo = photo;
  request.map = choose_working_map(photo.width(), photo.height(), size);
  const cv::Mat small = view_mat(make_working_image(photo, request.map)).clone();
  cv::Mat edited = small.clone();
  edited.setTo(kPaint, cells_of(seen_region(region, request.map)));
  for (int i = 0; i < 3; ++i) {
    const cv::Mat state = small + (edited - small) * (i / 2.0);
    request.frames.push_back(copy_from_mat(pictures::like_autoencoder(state, 7 + i, 0.004)));
  }
  request.partial = true;
  request.options.match_grain = false;
  RegionMemory memory;
  MergePart part = memory.merge_part_of(region, photo, 1);
  part.seen = memory.seen_of(region, request.map);
  return merge_part(request, part).edit;
}

/// How much of the photo is left in a picture that was painted over, per pixel: 0 nothing.
cv::Mat left_over(const Image& result, const Image& photo) {
  const cv::Mat paint(result.height(), result.width(), CV_32FC3, kPaint);
  cv::Mat is;
  cv::Mat was;
  cv::transform(pictures::to_floats(result) - paint, is, cv::Matx13f(1, 1, 1));
  cv::transform(pictures::to_floats(photo) - paint, was, cv::Matx13f(1, 1, 1));
  return is / was;
}

/// A disc whose rim is as soft as that of what is selected by brush, lasso or subject.
Image disc(int width, int height) {
  Image mask(width, height, 1, SampleType::U8);
  Brush brush;
  brush.radius_px = 0.23 * width;
  brush.hardness = 1;
  (void)paint_line(mask, {0.47 * width, 0.52 * height}, {0.47 * width, 0.52 * height}, brush);
  return mask;
}

Image box(int width, int height) {
  Image mask(width, height, 1, SampleType::U8);
  view_mutable_mat(mask)(cv::Rect(width / 5, height / 4, width / 2, height / 3)).setTo(255);
  return mask;
}

void expect_no_seam(const Image& mask) {
  const Image photo = pictures::to_photo(bright_scene());
  const Image once = painted(photo, mask);
  const Image twice = painted(once, inverted(mask));
  cv::Mat left = left_over(twice, photo);
  double most = 0;
  cv::minMaxLoc(left, nullptr, &most);
  const Image wide = stretched_mask(mask, kWidth, kHeight);
  cv::Mat rim;
  cv::morphologyEx(view_mat(wide) > 127, rim, cv::MORPH_GRADIENT,
                   cv::getStructuringElement(cv::MORPH_ELLIPSE, {7, 7}));
  // The autoencoder's blur and noise; a rim that is softened on both sides leaves two thirds of the photo.
  EXPECT_LT(most, 0.15) << "the photo shows";
  EXPECT_LT(cv::mean(left, rim)[0], 0.03);
}

TEST(RegionSeam, AHardRimLeavesNothingOfThePhoto) {
  expect_no_seam(box(kWidth, kHeight));
}

TEST(RegionSeam, ARimThatCutsPixelsLeavesNothing) {
  expect_no_seam(disc(kWidth, kHeight));
}

TEST(RegionSeam, AMaskOfAnotherSizeLeavesNothing) {
  expect_no_seam(disc(kWidth / 3, kHeight / 3));
}

TEST(RegionSeam, OneOfTwoComplementsTakesEachPixelWhole) {
  for (const int part : {1, 2, 3, 5}) {
    const Image mask = disc(kWidth / part, kHeight / part);
    const Image one = region_weight(mask, {kWidth, kHeight}, 0);
    const Image other = region_weight(inverted(mask), {kWidth, kHeight}, 0);
    const cv::Mat kept = (255 - view_mat(one)) & (view_mat(other) < 254);
    EXPECT_EQ(cv::countNonZero(kept), 0) << part;
    const Image wide = stretched_mask(mask, kWidth, kHeight);
    EXPECT_EQ(cv::countNonZero((view_mat(wide) == 0) & (view_mat(one) > 0)), 0) << "nothing changes outside";
  }
}

TEST(RegionSeam, ASlopeThatIsSoftOnPurposeKeepsItsValues) {
  Image slope(256, 64, 1, SampleType::U8);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 256; ++x)
      view_mutable_mat(slope).at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(x);
  }
  const Image soft = feathered(disc(kWidth, kHeight), 12);
  EXPECT_TRUE(pictures::same_pixels(region_weight(slope, {256, 64}, 0), slope));
  EXPECT_TRUE(pictures::same_pixels(region_weight(soft, {kWidth, kHeight}, 0), soft));
}

}  // namespace
}  // namespace v4e
