// SPDX-License-Identifier: GPL-3.0-or-later
// A model's greys are tinted; a merge that knows what is right gives greys.
#include "core/merge/grey.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "core/image/mat_view.h"
#include "core/merge/merge.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

/// What a small model makes of "black and white": some colour is left, and a brown tint lies over it.
cv::Mat tinted_grey(const cv::Mat& scene) {
  cv::Mat left = 0.93 * pictures::black_and_white(scene) + 0.07 * scene;
  return left + cv::Scalar(0.03, 0.0, -0.03);
}

double largest_colour(const Image& picture) {
  const cv::Mat pixels = pictures::to_floats(picture);
  cv::Mat channels[3];
  cv::split(pixels, channels);
  double most = 0;
  const cv::Mat high = cv::max(cv::max(channels[0], channels[1]), channels[2]);
  const cv::Mat low = cv::min(cv::min(channels[0], channels[1]), channels[2]);
  cv::minMaxLoc(high - low, nullptr, &most);
  return most;
}

MergeRequest grey_request(const cv::Mat& scene, SampleType type) {
  MergeRequest request = pictures::make_request(scene, tinted_grey(scene), type);
  request.greys = GreyRule::Everywhere;
  return request;
}

TEST(Grey, BlackAndWhiteHasNoColourInAnyDepthAndWay) {
  const cv::Mat scene = pictures::make_scene(300, 200);
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    for (const MergeWay way : {MergeWay::Auto, MergeWay::Global, MergeWay::Local, MergeWay::Texture}) {
      SCOPED_TRACE(to_string(way));
      MergeRequest request = grey_request(scene, type);
      request.options.way = way;
      request.tile_editor = [](const TileRequest& tile) {
        return copy_from_mat(tinted_grey(view_mat(tile.source)));
      };
      const MergeResult result = merge(request);
      EXPECT_EQ(largest_colour(result.edit), 0);
      EXPECT_GE(pictures::psnr(pictures::to_floats(result.edit), pictures::black_and_white(scene)), 28);
    }
  }
}

TEST(Grey, ASketchIsStillMadeInTiles) {
  const cv::Mat scene = pictures::make_scene(160, 120);
  MergeRequest request = grey_request(scene, SampleType::U8);
  request.painted = true;
  request.tile_editor = [](const TileRequest& tile) {
    return copy_from_mat(tinted_grey(view_mat(tile.source)));
  };
  const MergeResult result = merge(request);
  EXPECT_EQ(result.way, MergeWay::Texture);
  EXPECT_EQ(largest_colour(result.edit), 0);
}

TEST(Grey, PhotosWithLittleColourLoseTheRestToo) {
  cv::Mat scene = pictures::black_and_white(pictures::make_scene(160, 120));
  scene += cv::Scalar(0.004, 0, 0);  // one level of 255
  scene(cv::Rect(20, 20, 40, 30)) = cv::Scalar(0.7, 0.2, 0.2);
  EXPECT_EQ(largest_colour(merge(grey_request(scene, SampleType::U8)).edit), 0);
}

TEST(Grey, HalfWayThereIsColourLeft) {
  MergeRequest request = grey_request(pictures::make_scene(160, 120), SampleType::U8);
  request.options.amount = 0.5;
  EXPECT_GT(largest_colour(merge(request).edit), 0.1);
  request.options.amount = 1;
  request.options.position = 0.5;
  EXPECT_GT(largest_colour(merge(request).edit), 0.1);
}

TEST(Grey, OutsideAPaintedMaskNothingChanges) {
  MergeRequest request = grey_request(pictures::make_scene(160, 120), SampleType::U8);
  request.options.user_mask = Image(160, 120, 1, SampleType::U8);
  const MergeResult result = merge(request);
  EXPECT_TRUE(pictures::same_pixels(result.edit, request.photo));
}

TEST(Grey, AGreyCardStaysGreyInABrighterPicture) {
  cv::Mat scene = pictures::make_scene(240, 180);
  const cv::Rect card(60, 40, 90, 80);
  scene(card) = cv::Scalar::all(0.5);
  cv::Mat brighter = scene * 1.25 + cv::Scalar(0.03, 0.0, -0.03);  // and warmer, which nobody asked for
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    MergeRequest request = pictures::make_request(scene, brighter, type);
    const auto colour_of_card = [&card](const Image& picture) {
      return largest_colour(copy_from_mat(view_mat(picture)(card)));
    };
    EXPECT_GT(colour_of_card(merge(request).edit), 0.02) << "else this tests nothing";
    request.greys = GreyRule::Kept;
    const MergeResult result = merge(request);
    EXPECT_EQ(result.way, MergeWay::Global);
    EXPECT_EQ(colour_of_card(result.edit), 0);
    EXPECT_GE(pictures::psnr(pictures::to_floats(result.edit), cv::min(scene * 1.25, 1.0)), 25);
  }
}

cv::Mat with_gamma(const cv::Mat& scene, double gamma) {
  cv::Mat result;
  cv::pow(scene, gamma, result);
  return result;
}

cv::Mat more_colourful(const cv::Mat& scene) {
  const cv::Mat grey = pictures::black_and_white(scene);
  return cv::max(cv::min(grey + 1.9 * (scene - grey), 1.0), 0.0);
}

TEST(Grey, KeepingGreysCostsOtherColoursLittle) {
  for (const unsigned seed : {1U, 2U, 3U}) {
    const cv::Mat scene = pictures::make_scene(480, 320, seed);
    for (const cv::Mat& wanted : {with_gamma(scene, 0.53), with_gamma(scene, 2.1), more_colourful(scene)}) {
      MergeRequest request = pictures::make_request(scene, wanted, SampleType::U16);
      request.options.way = MergeWay::Global;
      const double free = pictures::psnr(pictures::to_floats(merge(request).edit), wanted);
      request.greys = GreyRule::Kept;
      EXPECT_GE(pictures::psnr(pictures::to_floats(merge(request).edit), wanted), free - 0.5) << seed;
      EXPECT_GE(free, 30) << "else this tests nothing";
    }
  }
}

TEST(Grey, TheEvolutionEndsWithoutColourAndStartsWithAll) {
  const cv::Mat scene = pictures::make_scene(96, 64);
  std::vector<Image> frames = pictures::make_request(scene, tinted_grey(scene)).frames;
  const std::vector<Image> before = frames;
  end_in_grey(frames);
  EXPECT_TRUE(pictures::same_pixels(frames.front(), before.front()));
  EXPECT_GT(largest_colour(frames[1]), 0.1);
  EXPECT_EQ(largest_colour(frames.back()), 0);
}

}  // namespace
}  // namespace v4e
