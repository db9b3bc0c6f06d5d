// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/mask_algebra.h"

#include "core/base/error.h"
#include "core/merge/painted_mask.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::at;
using test::blob_mask;
using test::filled_mask;
using test::mask_by;
using test::same_pixels;

TEST(CombinedMasks, EveryWayPixelByPixel) {
  const Image mask = mask_by(4, 1, [](int x, int) { return x < 2 ? 200 : 0; });
  const Image other = mask_by(4, 1, [](int x, int) { return x % 2 == 0 ? 255 : 50; });
  const auto values = [](const Image& image) {
    return std::vector<int>{at(image, 0, 0), at(image, 1, 0), at(image, 2, 0), at(image, 3, 0)};
  };
  EXPECT_EQ(values(combined(mask, other, MaskCombination::Replace)), (std::vector{255, 50, 255, 50}));
  EXPECT_EQ(values(combined(mask, other, MaskCombination::Add)), (std::vector{255, 200, 255, 50}));
  EXPECT_EQ(values(combined(mask, other, MaskCombination::Subtract)), (std::vector{0, 200, 0, 0}));
  EXPECT_EQ(values(combined(mask, other, MaskCombination::Intersect)), (std::vector{200, 50, 0, 0}));
}

TEST(CombinedMasks, TwiceIsOnceAndOperandsStay) {
  const Image mask = blob_mask(61, 43, 1);
  const Image other = blob_mask(61, 43, 2);
  const Image before = filled_mask(61, 43, 0);
  for (const MaskCombination how : {MaskCombination::Replace, MaskCombination::Add, MaskCombination::Subtract,
                                    MaskCombination::Intersect}) {
    const Image once = combined(mask, other, how);
    EXPECT_TRUE(same_pixels(combined(once, other, how), once));
  }
  EXPECT_TRUE(same_pixels(mask, blob_mask(61, 43, 1)));
  EXPECT_TRUE(same_pixels(other, blob_mask(61, 43, 2)));
}

TEST(CombinedMasks, SubtractingIsAddingToTheInverse) {
  const Image mask = blob_mask(61, 43, 1);
  const Image other = blob_mask(61, 43, 2);
  EXPECT_TRUE(same_pixels(combined(mask, other, MaskCombination::Subtract),
                          inverted(combined(inverted(mask), other, MaskCombination::Add))));
}

TEST(CombinedMasks, APartCountsAsEmptyAround) {
  const Image mask = filled_mask(6, 4, 100);
  const Image part = filled_mask(2, 2, 255);
  const PixelArea place{3, 1, 2, 2};
  Image whole = filled_mask(6, 4, 0);
  whole = combined_at(whole, part, place, MaskCombination::Add);
  EXPECT_EQ(at(whole, 3, 1), 255);
  EXPECT_EQ(at(whole, 2, 1), 0);
  for (const MaskCombination how : {MaskCombination::Replace, MaskCombination::Add, MaskCombination::Subtract,
                                    MaskCombination::Intersect}) {
    EXPECT_TRUE(same_pixels(combined_at(mask, part, place, how), combined(mask, whole, how)));
  }
}

TEST(CombinedMasks, RefuseWhatDoesNotFit) {
  const Image mask = filled_mask(6, 4, 0);
  EXPECT_THROW(combined(mask, filled_mask(4, 6, 0), MaskCombination::Add), Error);
  EXPECT_THROW(combined(mask, Image(), MaskCombination::Add), Error);
  EXPECT_THROW(combined(Image(6, 4, 3, SampleType::U8), mask, MaskCombination::Add), Error);
  EXPECT_THROW(combined_at(mask, filled_mask(2, 2, 0), {5, 0, 2, 2}, MaskCombination::Add), Error);
  EXPECT_THROW(combined_at(mask, filled_mask(2, 2, 0), {0, 0, 3, 2}, MaskCombination::Add), Error);
}

TEST(BoundingArea, HoldsWhatIsSelectedALittle) {
  Image mask = filled_mask(30, 20, 0);
  EXPECT_EQ(bounding_area(mask).width, 0);
  mask = mask_by(30, 20, [](int x, int y) { return x >= 4 && x < 9 && y == 7 ? 1 : 0; });
  EXPECT_EQ(bounding_area(mask), (PixelArea{4, 7, 5, 1}));
  EXPECT_EQ(bounding_area(filled_mask(30, 20, 255)), (PixelArea{0, 0, 30, 20}));
  EXPECT_THROW(static_cast<void>(bounding_area(Image())), Error);
}

TEST(Coverage, HalfSelectedCountsHalf) {
  EXPECT_DOUBLE_EQ(coverage(filled_mask(9, 7, 0)), 0);
  EXPECT_DOUBLE_EQ(coverage(filled_mask(1, 1, 255)), 1);
  EXPECT_NEAR(coverage(mask_by(4, 1, [](int x, int) { return x == 0 ? 255 : x == 1 ? 51 : 0; })), 0.3, 1e-9);
}

}  // namespace
}  // namespace v4e
