// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/working_size.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/merge/content_map.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

struct Size {
  int width;
  int height;
};

class WorkingSize : public testing::TestWithParam<Size> {};

TEST_P(WorkingSize, KeepsBudgetMultipleAndAspect) {
  for (const int multiple : {8, 16, 32}) {
    for (const std::int64_t area : {256 * 256, 832 * 480}) {
      const auto [width, height] = GetParam();
      const WorkingMap map = choose_working_map(width, height, {.max_area_px = area, .multiple = multiple});
      SCOPED_TRACE(testing::Message()
                   << width << "x" << height << " area " << area << " -> " << map.width << "x" << map.height
                   << " content " << map.content_width << "x" << map.content_height);
      EXPECT_EQ(map.width % multiple, 0);
      EXPECT_EQ(map.height % multiple, 0);
      EXPECT_LE(std::int64_t{map.width} * map.height, area);
      EXPECT_GE(map.content_width, 1);
      EXPECT_GE(map.content_height, 1);
      EXPECT_LE(map.pad_left + map.content_width, map.width);
      EXPECT_LE(map.pad_top + map.content_height, map.height);
      EXPECT_LE(map.scale, 1.0);
      // One factor for both axes: the content is off by its rounding only.
      EXPECT_LE(std::abs(map.content_width - width * map.scale), map.content_width == 1 ? 1.0 : 0.5);
      EXPECT_LE(std::abs(map.content_height - height * map.scale), map.content_height == 1 ? 1.0 : 0.5);
      // No larger step of the long side would have fitted.
      if (map.scale < 1 && std::max(map.width, map.height) < 2048 &&
          std::min(map.content_width, map.content_height) > 2 * multiple) {
        EXPECT_GE(std::int64_t{map.width + multiple} * (map.height + multiple), area * 0.8);
      }
    }
  }
}

TEST_P(WorkingSize, ConstantPhotoStaysConstantThereAndBack) {
  const auto [width, height] = GetParam();
  if (std::int64_t{width} * height > 4'000'000) GTEST_SKIP() << "the map is tested above";
  const WorkingMap map = choose_working_map(width, height, {.max_area_px = 256 * 256});
  const Image photo = copy_from_mat(cv::Mat(height, width, CV_16UC4, cv::Scalar(10000, 30000, 50000, 7)));
  const Image small = make_working_image(photo, map);
  ASSERT_EQ(small.width(), map.width);
  ASSERT_EQ(small.height(), map.height);
  ASSERT_EQ(small.channels(), 3);
  const cv::Scalar colour(10000 / 65535.0, 30000 / 65535.0, 50000 / 65535.0);
  EXPECT_LE(cv::norm(view_mat(small), cv::Mat(map.height, map.width, CV_32FC3, colour), cv::NORM_INF), 1e-5);
  const Image large = pictures::enlarge_to_photo(small, map);
  EXPECT_EQ(large.width(), width);
  EXPECT_EQ(large.height(), height);
  EXPECT_LE(cv::norm(view_mat(large), cv::Mat(height, width, CV_32FC3, colour), cv::NORM_INF), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Sizes, WorkingSize,
                         testing::Values(Size{1, 1}, Size{1, 2}, Size{1, 5000}, Size{5000, 1},
                                         Size{30000, 30000}, Size{30000, 3}, Size{17, 31}, Size{255, 257},
                                         Size{256, 256}, Size{640, 481}, Size{999, 1001}, Size{4000, 3000},
                                         Size{3001, 4003}, Size{12345, 678}, Size{2, 2}, Size{15, 16},
                                         Size{833, 479}));

TEST_P(WorkingSize, IsFoundAgainFromTheContent) {
  const auto [width, height] = GetParam();
  for (const int multiple : {8, 16, 32}) {
    const WorkingMap map = choose_working_map(width, height, {.multiple = multiple});
    const WorkingMap again = content_map(width, height, map.content_width, map.content_height);
    EXPECT_DOUBLE_EQ(again.scale, map.scale) << width << "x" << height;
    EXPECT_EQ(again.width, map.content_width);
    EXPECT_EQ(again.pad_left, 0);
  }
}

TEST(ContentMap, RefusesFramesOfAnotherShape) {
  EXPECT_THROW(std::ignore = content_map(400, 300, 300, 400), Error);
  EXPECT_THROW(std::ignore = content_map(400, 300, 200, 100), Error);
  EXPECT_THROW(std::ignore = content_map(40, 30, 80, 60), Error);
  EXPECT_THROW(std::ignore = content_map(400, 300, 0, 0), Error);
}

TEST(WorkingImage, SmallPhotoIsCopiedExactlyBetweenReflectedBorders) {
  const Image photo = pictures::to_photo(pictures::make_scene(37, 21));
  const WorkingMap map = choose_working_map(37, 21);
  const Image small = make_working_image(photo, map);
  EXPECT_EQ(map.scale, 1.0);
  EXPECT_LE(cv::norm(view_mat(crop_to_content(small, map)), pictures::to_floats(photo), cv::NORM_INF), 1e-6);
  const cv::Mat pixels = view_mat(small);
  EXPECT_EQ(pixels.at<cv::Vec3f>(map.pad_top, map.pad_left - 1),
            pixels.at<cv::Vec3f>(map.pad_top, map.pad_left));
}

TEST(WorkingImage, ScalesByTheExactFactor) {
  // A linear slope keeps its value at every mapped place, whatever the rounding of the sizes.
  const int width = 1003;
  const int height = 701;
  cv::Mat slope(height, width, CV_32FC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) slope.at<cv::Vec3f>(y, x) = {(x + 0.5F) / 1003, (y + 0.5F) / 701, 0.5F};
  }
  const WorkingMap map = choose_working_map(width, height, {.max_area_px = 256 * 256});
  const Image small = make_working_image(copy_from_mat(slope), map);
  const int last_x = map.content_width - 2;  // the last column may average less than a whole pixel
  const int last_y = map.content_height - 2;
  for (const cv::Point at : {cv::Point(0, 0), cv::Point(50, 60), cv::Point(last_x, last_y)}) {
    const cv::Vec3f value = view_mat(small).at<cv::Vec3f>(at.y + map.pad_top, at.x + map.pad_left);
    EXPECT_NEAR(value[0] * width, (at.x + 0.5) / map.scale, 0.06);
    EXPECT_NEAR(value[1] * height, (at.y + 0.5) / map.scale, 0.06);
  }
}

TEST(WorkingImage, AveragesInsteadOfSkipping) {
  // Stripes of one pixel vanish to their mean.
  cv::Mat stripes(512, 2048, CV_8UC1, cv::Scalar(0));
  for (int x = 0; x < stripes.cols; x += 2) stripes.col(x) = 200;
  const WorkingMap map = choose_working_map(2048, 512, {.max_area_px = 512 * 128});
  const Image small = make_working_image(copy_from_mat(stripes), map);
  const cv::Mat expected(map.height, map.width, CV_32FC3, cv::Scalar::all(100 / 255.0));
  EXPECT_LE(cv::norm(view_mat(small), expected, cv::NORM_INF), 1e-4);
}

TEST(WorkingImage, RefusesWrongSizes) {
  const WorkingMap map = choose_working_map(100, 80);
  EXPECT_THROW(static_cast<void>(make_working_image(Image(80, 100, 3, SampleType::U8), map)), Error);
  EXPECT_THROW(static_cast<void>(crop_to_content(Image(80, 100, 3, SampleType::F32), map)), Error);
  EXPECT_THROW(static_cast<void>(choose_working_map(0, 5)), Error);
  EXPECT_THROW(static_cast<void>(choose_working_map(5, 5, {.max_area_px = 100, .multiple = 16})), Error);
}

}  // namespace
}  // namespace v4e
