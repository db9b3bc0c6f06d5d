// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/grow_selection.h"

#include <limits>
#include <opencv2/core.hpp>

#include "core/base/error.h"
#include "core/merge/painted_mask.h"
#include "core/region/edge_refinement.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::disc_mask;
using test::disc_photo;
using test::filled_mask;
using test::is_within;
using test::overlap;
using test::photo_by;
using test::Rgb;
using test::same_pixels;

Image placed(const CoarseMask& found, const Image& photo) {
  return placed_mask(found, size_of(photo));
}

TEST(GrowSelection, FindsTheThingInABox) {
  const Image photo = disc_photo(600, 400, 310, 190, 80);
  const CoarseMask found = grow_selection(photo, {.box = PixelArea{210, 90, 210, 200}, .strokes = {}});
  EXPECT_GT(overlap(placed(found, photo), disc_mask(600, 400, 310, 190, 80)), 0.97);
}

TEST(GrowSelection, ASmallThingInALargePhotoKeepsItsResolution) {
  const Image photo = disc_photo(6000, 4000, 4100, 1203, 30);
  const CoarseMask found = grow_selection(photo, {.box = PixelArea{4060, 1160, 85, 80}, .strokes = {}});
  EXPECT_LT(found.window.width, 300);
  EXPECT_EQ(found.mask.width(), found.window.width);
  EXPECT_GT(overlap(RefinedEdge(photo, found).mask(), disc_mask(6000, 4000, 4100, 1203, 30)), 0.97);
}

TEST(GrowSelection, GrowsFromAStrokeOverTheWholeThing) {
  const Image photo = disc_photo(600, 400, 310, 190, 120);
  const GrowStroke stroke{.points = {{280, 180}, {330, 200}}, .radius_px = 8};
  const CoarseMask found = grow_selection(photo, {.box = {}, .strokes = {stroke}});
  EXPECT_GT(overlap(placed(found, photo), disc_mask(600, 400, 310, 190, 120)), 0.97);
}

/// Two red discs; which one is meant is said by the stroke.
Image two_discs() {
  return photo_by(600, 400, [](int x, int y) {
    if (std::hypot(x - 180, y - 200) < 70 || std::hypot(x - 430, y - 200) < 70) return Rgb{200, 50, 40};
    return Rgb{60, 120 + y / 10, 150};
  });
}

TEST(GrowSelection, OnlyWhatHangsTogetherWithTheStroke) {
  const Image photo = two_discs();
  const GrowStroke stroke{.points = {{170, 190}, {190, 215}}, .radius_px = 10};
  const CoarseMask found = grow_selection(photo, {.box = {}, .strokes = {stroke}});
  EXPECT_GT(overlap(placed(found, photo), disc_mask(600, 400, 180, 200, 70)), 0.96);
}

TEST(GrowSelection, StrokesBesideTheThingTakePartsOut) {
  // A box around both discs, one of which is not meant.
  const Image photo = two_discs();
  const GrowStroke not_meant{.points = {{400, 200}, {460, 200}}, .radius_px = 40, .on_thing = false};
  const CoarseMask both = grow_selection(photo, {.box = PixelArea{90, 110, 430, 180}, .strokes = {}});
  const CoarseMask one = grow_selection(photo, {.box = PixelArea{90, 110, 430, 180}, .strokes = {not_meant}});
  EXPECT_EQ(test::at(placed(both, photo), 430, 200), 255);
  EXPECT_EQ(test::at(placed(one, photo), 430, 200), 0);
  EXPECT_EQ(test::at(placed(one, photo), 180, 200), 255);
}

TEST(GrowSelection, TheSameMarksGiveTheSameAnswer) {
  const Image photo = disc_photo(600, 400, 310, 190, 80);
  const GrowRequest request{.box = PixelArea{210, 90, 210, 200}, .strokes = {}};
  cv::setRNGSeed(1);
  const CoarseMask first = grow_selection(photo, request);
  cv::setRNGSeed(2);
  const auto before = cv::theRNG().state;
  const CoarseMask second = grow_selection(photo, request);
  EXPECT_EQ(cv::theRNG().state, before) << "the caller's random numbers go on as if nothing had been drawn";
  EXPECT_TRUE(same_pixels(first.mask, second.mask));
  EXPECT_EQ(first.window, second.window);
}

TEST(GrowSelection, WorksInPhotosOfAnySize) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 50}, {3, 2}, {41, 33}, {30000, 100}}) {
    const Image photo = disc_photo(width, height, width / 2.0, height / 2.0, height / 3.0);
    const PixelArea all{0, 0, width, height};
    const PixelArea middle{width / 3, 0, std::max(1, width / 3), height};
    for (const PixelArea& box : {all, middle}) {
      const CoarseMask found = grow_selection(photo, {.box = box, .strokes = {}});
      EXPECT_NO_THROW(validate(found, size_of(photo))) << width << " x " << height;
    }
    const GrowStroke dab{.points = {{width / 2.0, height / 2.0}}, .radius_px = 2};
    const CoarseMask found = grow_selection(photo, {.box = {}, .strokes = {dab}});
    EXPECT_NO_THROW(validate(found, size_of(photo))) << width << " x " << height;
  }
}

TEST(GrowSelection, NothingStandsOutInOneColour) {
  const Image photo = photo_by(
      200, 150,
      [](int, int) {
        return Rgb{90, 90, 90};
      },
      0);
  const CoarseMask found = grow_selection(photo, {.box = PixelArea{50, 40, 60, 50}, .strokes = {}});
  EXPECT_NO_THROW(validate(found, size_of(photo)));
}

TEST(GrowSelection, RefusesWhatMarksNothing) {
  const Image photo = disc_photo(60, 40, 30, 20, 8);
  const double nothing = std::numeric_limits<double>::quiet_NaN();
  const GrowStroke beside{.points = {{30, 20}}, .radius_px = 3, .on_thing = false};
  const GrowStroke outside{.points = {{-50, -50}, {-30, -40}}, .radius_px = 3};
  const GrowStroke no_number{.points = {{nothing, 3}}, .radius_px = 3};
  EXPECT_THROW(grow_selection(photo, {}), Error);
  EXPECT_THROW(grow_selection(photo, {.box = {}, .strokes = {beside}}), Error);
  EXPECT_THROW(grow_selection(photo, {.box = {}, .strokes = {outside}}), Error);
  EXPECT_THROW(grow_selection(photo, {.box = {}, .strokes = {no_number}}), Error);
  EXPECT_THROW(grow_selection(photo, {.box = PixelArea{80, 10, 5, 5}, .strokes = {}}), Error);
  EXPECT_THROW(grow_selection(photo, {.box = PixelArea{10, 10, -5, 5}, .strokes = {}}), Error);
  const GrowStroke on_disc{.points = {{30, 20}}, .radius_px = 3};
  EXPECT_THROW(grow_selection(Image(), {.box = {}, .strokes = {on_disc}}), Error);
  EXPECT_THROW(grow_selection(photo, {.box = {}, .strokes = {on_disc}}, filled_mask(40, 60, 0)), Error);
}

TEST(SmartStroke, AddsTheRestOfAThing) {
  const Image photo = two_discs();
  const Image selection = disc_mask(600, 400, 180, 200, 70);
  const GrowStroke stroke{.points = {{420, 190}, {440, 215}}, .radius_px = 10};
  const Image result = with_smart_stroke(photo, selection, stroke, MaskCombination::Add);
  EXPECT_TRUE(is_within(selection, result));
  const Image both = combined(selection, disc_mask(600, 400, 430, 200, 70), MaskCombination::Add);
  EXPECT_GT(overlap(result, both), 0.96);
}

TEST(SmartStroke, AnAdditionLeavesNoSeam) {
  // Half of the disc is selected; the stroke is on the other half.
  const Image photo = disc_photo(600, 400, 310, 190, 120);
  const Image disc = disc_mask(600, 400, 310, 190, 120);
  const Image left =
      test::mask_by(600, 400, [&](int x, int y) { return x < 310 ? test::at(disc, x, y) : 0; });
  const GrowStroke stroke{.points = {{360, 150}, {380, 230}}, .radius_px = 10};
  const Image result = with_smart_stroke(photo, left, stroke, MaskCombination::Add);
  for (int y = 190 - 100; y < 190 + 100; ++y) {
    for (int x = 300; x < 320; ++x) ASSERT_EQ(test::at(result, x, y), 255) << x << ", " << y;
  }
  EXPECT_GT(overlap(result, disc), 0.97);
}

TEST(SmartStroke, TakesAThingAway) {
  const Image photo = two_discs();
  const Image both =
      combined(disc_mask(600, 400, 180, 200, 70), disc_mask(600, 400, 430, 200, 70), MaskCombination::Add);
  const GrowStroke stroke{.points = {{420, 190}, {440, 215}}, .radius_px = 10};
  const Image result = with_smart_stroke(photo, both, stroke, MaskCombination::Subtract);
  EXPECT_TRUE(is_within(result, both));
  EXPECT_GT(overlap(result, disc_mask(600, 400, 180, 200, 70)), 0.96);
}

TEST(SmartStroke, TakingAwayIsAddingToTheInverse) {
  const Image photo = two_discs();
  const Image selection = disc_mask(600, 400, 200, 200, 100);
  const GrowStroke stroke{.points = {{200, 190}, {180, 215}}, .radius_px = 10};
  EXPECT_TRUE(
      same_pixels(with_smart_stroke(photo, selection, stroke, MaskCombination::Subtract),
                  inverted(with_smart_stroke(photo, inverted(selection), stroke, MaskCombination::Add))));
  EXPECT_THROW(with_smart_stroke(photo, selection, stroke, MaskCombination::Intersect), Error);
}

}  // namespace
}  // namespace v4e
