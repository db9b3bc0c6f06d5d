// SPDX-License-Identifier: GPL-3.0-or-later
// Strengths between frames are real: what they give, and that nothing jumps on the way.
#include "core/merge/strength.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>
#include <random>
#include <set>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "core/merge/merge.h"
#include "core/merge/painted_mask.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

using pictures::make_request;
using pictures::make_scene;
using pictures::same_pixels;

constexpr int kWidth = 403;
constexpr int kHeight = 301;

MergeResult merged_at(MergeRequest request, double strength) {
  request.options.position = strength;
  return merge(request);
}

/// The edit of a part: a red disc grows into the scene over four steps.
MergeRequest disc_request(SampleType type = SampleType::U8) {
  const cv::Mat scene = make_scene(kWidth, kHeight, 5);
  cv::Mat disc(kHeight, kWidth, CV_8U, cv::Scalar(0));
  cv::circle(disc, {150, 140}, 70, 255, cv::FILLED);
  cv::Mat edited = scene.clone();
  edited.setTo(cv::Scalar(0.8, 0.2, 0.2), disc);
  MergeRequest request = make_request(scene, edited, type, 4);
  request.options.way = MergeWay::Local;
  return request;
}

MergeRequest night_request(SampleType type = SampleType::U8) {
  const cv::Mat scene = make_scene(kWidth, kHeight);
  return make_request(scene, pictures::night(scene), type, 4);
}

TEST(Strength, EveryFrameHasOne) {
  for (std::size_t count = 1; count <= 120; ++count) {
    for (std::size_t frame = count > 1 ? 0 : 1; frame < count; ++frame) {
      const StrengthPlace place = place_of(strength_of(frame, count), count);
      EXPECT_EQ(place.frame, frame) << count;
      EXPECT_EQ(place.share, 0) << frame << " of " << count;
      EXPECT_EQ(nearest_frame(strength_of(frame, count), count), frame);
    }
  }
  EXPECT_EQ(place_of(0.7, 1).frame, 0U);
  EXPECT_EQ(place_of(0.45, 5).frame, 1U);
  EXPECT_NEAR(place_of(0.45, 5).share, 0.8, 1e-12);
  EXPECT_EQ(nearest_frame(0.45, 5), 2U);
  EXPECT_EQ(place_of(-3, 5).frame, 0U);
  EXPECT_EQ(place_of(3, 5).frame, 4U);
}

TEST(Strength, AtAFrameItIsTheMergeOfThatFrame) {
  for (const MergeRequest& request : {night_request(), disc_request()}) {
    EXPECT_TRUE(same_pixels(merged_at(request, 0).edit, request.photo));
    for (std::size_t frame = 1; frame < 5; ++frame) {
      // The same evolution, had it ended there.
      MergeRequest shorter = request;
      shorter.frames.resize(frame + 1);
      EXPECT_TRUE(same_pixels(merged_at(request, strength_of(frame, 5)).edit, merged_at(shorter, 1).edit));
    }
  }
}

TEST(Strength, BetweenFramesItIsBothMergesBlended) {
  std::mt19937 random(3);
  for (const MergeRequest& request : {night_request(), disc_request(), night_request(SampleType::U16)}) {
    std::vector<cv::Mat> whole;
    std::vector<cv::Mat> touched;
    for (std::size_t frame = 0; frame < 5; ++frame) {
      const MergeResult result = merged_at(request, strength_of(frame, 5));
      cv::Mat picture;
      view_mat(result.edit).convertTo(picture, CV_64F);
      whole.push_back(picture);
      touched.push_back(view_mat(result.mask) > 0);
    }
    for (int i = 0; i < 6; ++i) {
      const double strength = i == 0 ? 0.45 : std::uniform_real_distribution(0.0, 1.0)(random);
      const auto before = static_cast<std::size_t>(strength * 4);
      const double share = strength * 4 - static_cast<double>(before);
      const MergeResult result = merged_at(request, strength);
      cv::Mat got;
      view_mat(result.edit).convertTo(got, CV_64F);
      const cv::Mat expected = whole[before] * (1 - share) + whole[before + 1] * share;
      EXPECT_LE(cv::norm(got, expected, cv::NORM_INF), 0.51) << strength;
      // What neither of the two touches is the photo's, and the mask says so.
      const cv::Mat either = touched[before] | touched[before + 1];
      EXPECT_EQ(cv::norm(view_mat(result.mask) > 0, either, cv::NORM_INF), 0) << strength;
      cv::Mat same;
      cv::absdiff(view_mat(result.edit), view_mat(request.photo), same);
      cv::Mat outside = cv::Mat::zeros(same.size(), same.type());
      same.copyTo(outside, ~either);
      EXPECT_EQ(cv::norm(outside, cv::NORM_INF), 0) << strength;
      EXPECT_NEAR(result.metrics.edited_share, cv::countNonZero(either) / static_cast<double>(either.total()),
                  1e-12);
    }
  }
}

TEST(Strength, TilesAreEditedOnceForBothFrames) {
  const cv::Mat scene = make_scene(700, 500);
  MergeRequest request = make_request(scene, pictures::sepia(scene), SampleType::U8, 4);
  request.options.way = MergeWay::Texture;
  request.options.tiles.tile_width = request.options.tiles.tile_height = 384;
  std::multiset<int> edited;
  request.tile_editor = [&edited](const TileRequest& tile) {
    edited.insert(tile.index);
    return tile.guide;
  };
  const MergeResult result = merged_at(request, 0.6);
  EXPECT_EQ(result.way, MergeWay::Texture);
  ASSERT_GT(edited.size(), 1U);
  for (const int index : edited) EXPECT_EQ(edited.count(index), 1U) << index;
}

TEST(Strength, APartIsThatPartOfTheWhole) {
  const PixelArea area{37, 61, 200, 120};
  MergeRequest painted = disc_request(SampleType::U16);
  painted.options.user_mask = Image(kWidth, kHeight, 1, SampleType::U8);
  fill_shape(painted.options.user_mask, {{60, 20}, {300, 40}, {200, 280}}, false);
  painted.options.regions = {{feathered(painted.options.user_mask, 20), 0.75}};
  for (MergeRequest request : {night_request(), disc_request(), painted}) {
    for (const double strength : {0.0, 0.62}) {
      request.options.area.reset();
      const MergeResult whole = merged_at(request, strength);
      request.options.area = area;
      const MergeResult part = merged_at(request, strength);
      EXPECT_TRUE(same_pixels(part.edit, cropped(whole.edit, area))) << strength;
      EXPECT_TRUE(same_pixels(part.mask, cropped(whole.mask, area))) << strength;
    }
  }
  MergeRequest request = night_request();
  for (const PixelArea wrong : {PixelArea{0, 0, 0, 5}, PixelArea{-1, 0, 5, 5}, PixelArea{400, 0, 4, 4}}) {
    request.options.area = wrong;
    EXPECT_THROW(static_cast<void>(merge(request)), Error);
  }
}

}  // namespace
}  // namespace v4e
