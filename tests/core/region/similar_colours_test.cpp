// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/similar_colours.h"

#include "core/base/error.h"
#include "core/image/samples.h"
#include "core/merge/painted_mask.h"
#include "core/region/mask_algebra.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::at;
using test::is_within;
using test::photo_by;
using test::Rgb;

/// Two red squares, of one brightness and a little apart, on grey.
Image two_squares() {
  return photo_by(
      60, 30,
      [](int x, int y) {
        if (y < 5 || y >= 25) return Rgb{128, 128, 128};
        if (x >= 5 && x < 25) return Rgb{200, 40, 40};
        if (x >= 35 && x < 55) return Rgb{210, 40, 40};
        return Rgb{128, 128, 128};
      },
      0);
}

TEST(SimilarColours, ContiguousStaysInItsPatch) {
  const Image mask = similar_colours(two_squares(), {.x = 10, .y = 10, .tolerance = 0.1});
  EXPECT_DOUBLE_EQ(coverage(mask) * 60 * 30, 400);
  EXPECT_EQ(at(mask, 5, 5), 255);
  EXPECT_EQ(at(mask, 40, 10), 0);
}

TEST(SimilarColours, EverywhereFindsTheOtherPatch) {
  const Image mask =
      similar_colours(two_squares(), {.x = 10, .y = 10, .tolerance = 0.1, .contiguous = false});
  EXPECT_DOUBLE_EQ(coverage(mask) * 60 * 30, 800);
}

TEST(SimilarColours, ToleranceIsTheLargestDifferenceAllowed) {
  // The squares differ by 10 levels.
  const auto share = [](double tolerance) {
    return coverage(similar_colours(two_squares(),
                                    {.x = 10, .y = 10, .tolerance = tolerance, .contiguous = false})) *
           60 * 30;
  };
  EXPECT_DOUBLE_EQ(share(0), 400);
  EXPECT_DOUBLE_EQ(share(9.0 / 255), 400);
  EXPECT_DOUBLE_EQ(share(10.0 / 255), 800);
  EXPECT_DOUBLE_EQ(share(1), 1800);
}

TEST(SimilarColours, MoreToleranceNeverSelectsLess) {
  const Image photo = test::disc_photo(70, 50, 30, 25, 15);
  for (const bool contiguous : {true, false}) {
    Image before = similar_colours(photo, {.x = 30, .y = 25, .tolerance = 0, .contiguous = contiguous});
    EXPECT_EQ(at(before, 30, 25), 255);
    for (const double tolerance : {0.02, 0.1, 0.3, 1.0}) {
      const Image more =
          similar_colours(photo, {.x = 30, .y = 25, .tolerance = tolerance, .contiguous = contiguous});
      EXPECT_TRUE(is_within(before, more)) << tolerance;
      before = more;
    }
  }
}

TEST(SimilarColours, AnyTypeOfSampleGivesTheSame) {
  const Image photo = two_squares();
  const SimilarColoursOptions options{.x = 10, .y = 10, .tolerance = 10.0 / 255, .contiguous = false};
  const Image expected = similar_colours(photo, options);
  for (const SampleType type : {SampleType::U16, SampleType::F32})
    EXPECT_TRUE(test::same_pixels(similar_colours(with_samples(photo, type), options), expected));
}

TEST(SimilarColours, AlphaAndGrey) {
  Image grey(3, 1, 2, SampleType::U8);
  auto* samples = reinterpret_cast<std::uint8_t*>(grey.mutable_data());
  const std::uint8_t values[] = {100, 0, 100, 255, 140, 0};
  std::copy(std::begin(values), std::end(values), samples);
  const Image mask = similar_colours(grey, {.x = 0, .y = 0, .tolerance = 0.05});
  EXPECT_EQ(at(mask, 0, 0), 255);
  EXPECT_EQ(at(mask, 1, 0), 255);  // alpha does not count
  EXPECT_EQ(at(mask, 2, 0), 0);
}

TEST(SimilarColours, RefusesWhatIsNotThere) {
  const Image photo = two_squares();
  EXPECT_THROW(similar_colours(photo, {.x = 60, .y = 0}), Error);
  EXPECT_THROW(similar_colours(photo, {.x = 0, .y = -1}), Error);
  EXPECT_THROW(similar_colours(photo, {.tolerance = 1.5}), Error);
  EXPECT_THROW(similar_colours(Image(), {}), Error);
}

}  // namespace
}  // namespace v4e
