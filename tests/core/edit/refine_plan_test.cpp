// SPDX-License-Identifier: GPL-3.0-or-later
// Which edits are made once more from near, and from what.
#include "core/edit/refine_plan.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/image/samples.h"
#include "tests/core/merge/merge_pictures.h"

namespace v4e {
namespace {

constexpr int kWidth = 2400;
constexpr int kHeight = 1600;
constexpr std::int64_t kArea_px = 384 * 256;

WorkingMap far_map() {
  WorkingSizeOptions size;
  size.max_area_px = kArea_px;
  return choose_working_map(kWidth, kHeight, size);
}

/// A merge, looked at in a third of its size, whose change is that part of the photo.
MergeResult changed(const PixelArea& area, MergeWay way = MergeWay::Local) {
  MergeResult result;
  result.way = way;
  result.mask = Image(kWidth / 3, kHeight / 3, 1, SampleType::U8);
  view_mutable_mat(result.mask)(cv::Rect(area.x / 3, area.y / 3, area.width / 3, area.height / 3)).setTo(200);
  result.metrics.changed_share = double(area.width) * area.height / (double(kWidth) * kHeight);
  return result;
}

constexpr PixelArea kSmall{900, 600, 300, 240};

TEST(RefinePlan, TakesASmallChangeFromNear) {
  for (const RefineMode mode : {RefineMode::Auto, RefineMode::On}) {
    const RefineChoice choice = choose_refine(mode, changed(kSmall), far_map(), kArea_px);
    ASSERT_TRUE(choice.part) << choice.reason;
    const PixelArea& part = choice.part->part;
    EXPECT_GE(part.width, 2 * kSmall.width);
    EXPECT_LE(part.width, 4 * kSmall.width);
    const cv::Mat mask = view_mat(*choice.part->mask);
    const cv::Rect box = cv::boundingRect(mask);
    EXPECT_TRUE((box & cv::Rect(300, 200, 100, 80)) == cv::Rect(300, 200, 100, 80)) << "all that changed";
    // Eight pixels of the first run, in those of the mask.
    const double room = 8 / far_map().scale / 3;
    EXPECT_NEAR(300 - box.x, room, 1);
    EXPECT_NEAR(200 - box.y, room, 1);
  }
}

TEST(RefinePlan, LeavesOutWhatCannotGainByIt) {
  const auto why_not = [](RefineMode mode, const MergeResult& first, const WorkingMap& map) {
    const RefineChoice choice = choose_refine(mode, first, map, kArea_px);
    EXPECT_FALSE(choice.part);
    return choice.reason;
  };
  EXPECT_NE(why_not(RefineMode::Off, changed(kSmall), far_map()), "");
  for (const RefineMode mode : {RefineMode::Auto, RefineMode::On}) {
    EXPECT_NE(why_not(mode, changed(kSmall, MergeWay::Global), far_map()), "");
    EXPECT_NE(why_not(mode, changed(kSmall, MergeWay::Unchanged), far_map()), "");
    EXPECT_NE(why_not(mode, changed({0, 0, kWidth, kHeight}), far_map()), "");
    MergeResult asked_for = changed(kSmall);
    view_mutable_mat(asked_for.mask).setTo(0);
    EXPECT_NE(why_not(mode, asked_for, far_map()), "") << "the way was asked for, and nothing is there";
    WorkingMap seen_whole = far_map();
    seen_whole.scale = 1;
    EXPECT_NE(why_not(mode, changed(kSmall), seen_whole), "") << "the model saw every pixel already";
  }
}

TEST(RefinePlan, BeginsFromTheFirstRunsEditOfThePart) {
  const cv::Mat scene = pictures::make_scene(kWidth, kHeight, 4);
  cv::Mat edited = scene.clone();
  edited(cv::Rect(kSmall.x, kSmall.y, kSmall.width, kSmall.height)).setTo(cv::Scalar(0.1, 0.2, 0.7));
  MergeRequest first;
  first.photo = pictures::to_photo(scene);
  first.map = far_map();
  first.frames = pictures::make_frames({scene, (scene + edited) / 2, edited}, first.map, 0.004);
  const PixelArea part{700, 450, 720, 540};
  WorkingSizeOptions size;
  size.max_area_px = kArea_px;
  const WorkingMap near = choose_working_map(part.width, part.height, size);
  const std::vector<Image> start = refine_start(first, part, near);
  ASSERT_EQ(start.size(), 3U);
  const Image photo = make_working_image(cropped(first.photo, part), near);
  EXPECT_TRUE(pictures::same_pixels(start[0], photo)) << "frame 0 is the photo, from near";
  const Image goal = make_working_image(cropped(pictures::to_photo(edited), part), near);
  EXPECT_GE(pictures::psnr(view_mat(start[2]), view_mat(goal)), 28);
  // Outside of what changed, each pixel is the photo's.
  const cv::Mat corner = view_mat(start[2])(cv::Rect(0, 0, 20, 20));
  EXPECT_EQ(cv::norm(corner, view_mat(photo)(cv::Rect(0, 0, 20, 20)), cv::NORM_INF), 0);
}

}  // namespace
}  // namespace v4e
