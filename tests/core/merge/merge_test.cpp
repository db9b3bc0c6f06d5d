// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/merge/merge.h"
#include "core/merge/merge_way.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <limits>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/mat_view.h"
#include "merge_pictures.h"

namespace v4e {
namespace {

using pictures::make_request;
using pictures::make_scene;
using pictures::psnr;
using pictures::same_pixels;
using pictures::to_floats;

struct IdentityCase {
  int width;
  int height;
  SampleType type;
  int channels;
};

class IdentityMerge : public testing::TestWithParam<IdentityCase> {};

TEST_P(IdentityMerge, GivesThePhotosPixels) {
  const auto [width, height, type, channels] = GetParam();
  const cv::Mat scene = make_scene(width, height);
  MergeRequest request = make_request(scene, scene, type, 3);
  request.photo = pictures::to_photo(scene, type, channels);
  const MergeResult result = merge(request);
  EXPECT_EQ(result.way, MergeWay::Unchanged) << result.reason;
  EXPECT_TRUE(same_pixels(result.edit, request.photo));
  EXPECT_EQ(cv::countNonZero(view_mat(result.mask)), 0);
}

INSTANTIATE_TEST_SUITE_P(
    Sizes, IdentityMerge,
    testing::Values(IdentityCase{1, 1, SampleType::U8, 3}, IdentityCase{1, 1, SampleType::U16, 4},
                    IdentityCase{1, 777, SampleType::U8, 1}, IdentityCase{3001, 7, SampleType::U8, 3},
                    IdentityCase{641, 479, SampleType::U8, 3}, IdentityCase{641, 479, SampleType::U16, 3},
                    IdentityCase{333, 500, SampleType::U8, 4}, IdentityCase{333, 500, SampleType::U16, 2},
                    IdentityCase{1203, 901, SampleType::U16, 1}));

struct ColourCase {
  const char* name;
  cv::Mat (*edit)(const cv::Mat&);
  double min_db;
  double min_gain_db;  // over the bicubically enlarged frame
};

class ColourMerge : public testing::TestWithParam<ColourCase> {};

TEST_P(ColourMerge, RecoversTheFullSizeEdit) {
  const cv::Mat scene = make_scene(1024, 768);
  const cv::Mat edited = GetParam().edit(scene);
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    const MergeRequest request = make_request(scene, edited, type);
    const MergeResult result = merge(request);
    const double bicubic =
        psnr(view_mat(pictures::enlarge_to_photo(request.frames.back(), request.map)), edited);
    const double ours = psnr(to_floats(result.edit), edited);
    std::printf("[ %-6s ] bicubic %.1f dB, merged %.1f dB; colour explains %.2f, new structure %.2f\n",
                GetParam().name, bicubic, ours, result.metrics.colour_explains, result.metrics.new_structure);
    EXPECT_EQ(result.way, MergeWay::Global) << result.reason;
    EXPECT_EQ(result.edit.type(), type);
    EXPECT_GE(ours, GetParam().min_db);
    EXPECT_GE(ours, bicubic + GetParam().min_gain_db);
  }
}

INSTANTIATE_TEST_SUITE_P(Edits, ColourMerge,
                         testing::Values(ColourCase{"sepia", pictures::sepia, 33, 6},
                                         ColourCase{"warm", pictures::warm, 33, 6},
                                         ColourCase{"night", pictures::night, 36, 4},
                                         ColourCase{"bw", pictures::black_and_white, 33, 6},
                                         ColourCase{"fog", pictures::fog, 36, 4}),
                         [](const auto& edit) { return std::string(edit.param.name); });

TEST(ColourMerge, LostContrastAndNoiseAreNoNewStructure) {
  // Night at a larger working size: little structure is left in the frames, so noise weighs more.
  const cv::Mat scene = make_scene(2000, 1500);
  MergeRequest request = make_request(scene, pictures::night(scene));
  request.map = choose_working_map(2000, 1500, {.max_area_px = 832 * 480});
  request.frames = pictures::make_frames({scene, pictures::night(scene)}, request.map);
  request.tile_editor = [](const TileRequest& tile) { return tile.source; };
  const MergeResult result = merge(request);
  EXPECT_EQ(result.way, MergeWay::Global)
      << result.reason << ", new structure " << result.metrics.new_structure;
}

TEST(ColourMerge, SixteenBitsAreNotQuantisedToEight) {
  const cv::Mat scene = make_scene(512, 384);
  const MergeResult result = merge(make_request(scene, pictures::warm(scene), SampleType::U16));
  int not_eight_bit = 0;
  const cv::Mat pixels = view_mat(result.edit).reshape(1);
  for (int y = 0; y < pixels.rows; ++y) {
    for (int x = 0; x < pixels.cols; ++x) not_eight_bit += pixels.at<std::uint16_t>(y, x) % 257 != 0 ? 1 : 0;
  }
  EXPECT_GT(not_eight_bit, 0.95 * double(pixels.total()));
}

TEST(ColourMerge, PixelsThatWouldMoveLessThanOneLevelKeepTheirBits) {
  const cv::Mat scene = make_scene(512, 384);
  cv::Mat edited = scene.clone();
  pictures::warm(scene.colRange(200, 512)).copyTo(edited.colRange(200, 512));
  MergeRequest request = make_request(scene, edited);
  request.options.way = MergeWay::Global;
  const MergeResult result = merge(request);
  const cv::Mat photo = view_mat(request.photo);
  const cv::Mat merged = view_mat(result.edit);
  int untouched = 0;
  for (int y = 0; y < photo.rows; ++y) {
    for (int x = 0; x < photo.cols; ++x) {
      if (view_mat(result.mask).at<std::uint8_t>(y, x) != 0) continue;
      ++untouched;
      ASSERT_EQ(merged.at<cv::Vec3b>(y, x), photo.at<cv::Vec3b>(y, x));
    }
  }
  EXPECT_GT(untouched, 100);
  EXPECT_GT(result.metrics.edited_share, 0.5);
}

TEST(ColourMerge, AlphaPassesThroughAndGreyStaysGrey) {
  const cv::Mat scene = make_scene(400, 300);
  for (const int channels : {1, 2, 4}) {
    MergeRequest request = make_request(scene, pictures::night(scene));
    request.photo = pictures::to_photo(scene, SampleType::U8, channels);
    const MergeResult result = merge(request);
    ASSERT_EQ(result.edit.channels(), channels);
    EXPECT_FALSE(same_pixels(result.edit, request.photo));
    if (channels == 1) continue;
    cv::Mat before;
    cv::Mat after;
    cv::extractChannel(view_mat(request.photo), before, channels - 1);
    cv::extractChannel(view_mat(result.edit), after, channels - 1);
    EXPECT_EQ(cv::norm(before, after, cv::NORM_INF), 0);
  }
}

TEST(ColourMerge, AmountAndPositionGoFromPhotoToEdit) {
  const cv::Mat scene = make_scene(512, 384);
  const cv::Mat edited = pictures::night(scene);
  MergeRequest request = make_request(scene, edited, SampleType::U8, 4);
  request.options.amount = 0.5;
  EXPECT_GE(psnr(to_floats(merge(request).edit), 0.5 * scene + 0.5 * edited), 36);
  request.options.amount = 1;
  request.options.position = 0.625;  // halfway between two frames
  EXPECT_GE(psnr(to_floats(merge(request).edit), 0.375 * scene + 0.625 * edited), 35);
  for (const bool by_amount : {true, false}) {
    request.options.amount = by_amount ? 0 : 1;
    request.options.position = by_amount ? 1 : 0;
    EXPECT_TRUE(same_pixels(merge(request).edit, request.photo));
  }
}

// Discs on top of a pale picture.
cv::Mat let_it_snow(const cv::Mat& scene, cv::Mat* flakes) {
  cv::Mat snowy = scene * 0.55 + cv::Scalar(0.36, 0.38, 0.4);
  *flakes = cv::Mat(scene.size(), CV_32F, 0.0);
  cv::RNG random(5);
  for (int i = 0; i < 260; ++i) {
    const cv::Point at(random.uniform(0, scene.cols), random.uniform(0, scene.rows));
    cv::circle(*flakes, at, random.uniform(5, 9), 1.0, cv::FILLED, cv::LINE_8);
  }
  cv::GaussianBlur(*flakes, *flakes, {}, 1.5);
  cv::Mat mask;
  cv::cvtColor(*flakes, mask, cv::COLOR_GRAY2RGB);
  return snowy + mask.mul(cv::Scalar::all(0.97) - snowy);
}

TEST(ColourMerge, WhatFallsIntoThePictureIsThere) {
  const cv::Mat scene = make_scene(1024, 768);
  cv::Mat flakes;
  const cv::Mat edited = let_it_snow(scene, &flakes);
  const MergeRequest request = make_request(scene, edited);
  const MergeResult result = merge(request);
  EXPECT_EQ(result.way, MergeWay::Global) << result.reason;
  const cv::Mat got = to_floats(result.edit);
  const cv::Mat between = flakes < 0.01;
  const Image bicubic = pictures::enlarge_to_photo(request.frames.back(), request.map);
  EXPECT_GE(psnr(got, edited, between), psnr(view_mat(bicubic), edited, between) + 2);
  EXPECT_GE(psnr(got, edited, flakes > 0.9), 22);
}

TEST(Merge, StopsWhereAsked) {
  const cv::Mat scene = make_scene(1200, 900);
  const MergeRequest request = make_request(scene, pictures::sepia(scene));
  const MergeResult untouched = merge(request);
  int ticks = 0;
  RunContext counting;
  counting.on_progress = [&](const Progress& progress) {
    EXPECT_EQ(progress.stage, Stage::Merge);
    ++ticks;
  };
  static_cast<void>(merge(request, counting));
  ASSERT_GE(ticks, 3);
  for (int at = 1; at <= ticks; ++at) {
    std::stop_source source;
    int seen = 0;
    RunContext stopping{source.get_token(), [&](const Progress&) {
                          if (++seen == at) source.request_stop();
                        }};
    if (at < ticks) {
      EXPECT_THROW(static_cast<void>(merge(request, stopping)), Cancelled) << at;
    }
  }
  EXPECT_TRUE(same_pixels(merge(request).edit, untouched.edit));
}

TEST(Merge, RefusesWhatItCannotUse) {
  const cv::Mat scene = make_scene(200, 150);
  const MergeRequest good = make_request(scene, pictures::sepia(scene));
  MergeRequest bad = good;
  bad.frames.clear();
  EXPECT_THROW(static_cast<void>(merge(bad)), Error);
  bad = good;
  bad.frames[1] = Image(16, 16, 3, SampleType::F32);
  EXPECT_THROW(static_cast<void>(merge(bad)), Error);
  bad = good;
  view_mutable_mat(bad.frames[1]).at<cv::Vec3f>(3, 3)[0] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THROW(static_cast<void>(merge(bad)), Error);
  bad = good;
  bad.options.way = MergeWay::Texture;
  EXPECT_THROW(static_cast<void>(merge(bad)), Error);
  bad = good;
  bad.options.amount = 1.5;
  EXPECT_THROW(static_cast<void>(merge(bad)), Error);
  bad = good;
  bad.photo = Image(20, 20, 3, SampleType::U8);
  EXPECT_THROW(static_cast<void>(merge(bad)), Error);
}

TEST(MergeWay, AnEditOfAPartNeverRecoloursTheWhole) {
  MergeMetrics metrics;
  metrics.changed_share = 0.9;
  metrics.spread = 1;
  metrics.colour_explains = 0.95;
  EXPECT_EQ(choose_way(metrics, 0.9, {.can_edit_tiles = true}).way, MergeWay::Global);
  EXPECT_EQ(choose_way(metrics, 0.9, {.can_edit_tiles = true, .partial = true}).way, MergeWay::Local);
  metrics.changed_share = 0;
  EXPECT_EQ(choose_way(metrics, 0, {.partial = true}).way, MergeWay::Unchanged);
}

}  // namespace
}  // namespace v4e
