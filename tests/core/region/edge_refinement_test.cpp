// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/edge_refinement.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/image/samples.h"
#include "core/merge/painted_mask.h"
#include "core/region/mask_algebra.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::at;
using test::disc_mask;
using test::disc_photo;
using test::filled_mask;
using test::overlap;
using test::same_pixels;

TEST(PlacedMask, CoversItsWindowAlone) {
  const Image mask = placed_mask({filled_mask(3, 3, 255), {10, 5, 20, 8}}, {50, 30});
  EXPECT_EQ(bounding_area(mask), (PixelArea{10, 5, 20, 8}));
  EXPECT_NEAR(coverage(mask), 160.0 / 1500, 1e-9);
  EXPECT_THROW(placed_mask({filled_mask(3, 3, 255), {40, 5, 20, 8}}, {50, 30}), Error);
  EXPECT_THROW(placed_mask({filled_mask(3, 3, 255), {0, 0, 0, 0}}, {50, 30}), Error);
  EXPECT_THROW(placed_mask({Image(), {0, 0, 5, 5}}, {50, 30}), Error);
}

TEST(RefinedEdge, FollowsAnEdgeThatTheSmallMaskMisses) {
  // The small one has a pixel for twelve and a rim that is off by a pixel of its own.
  const Image photo = disc_photo(960, 720, 470, 360, 200);
  const Image truth = disc_mask(960, 720, 470, 360, 200);
  const CoarseMask coarse{disc_mask(80, 60, 40, 30, 17.5), {0, 0, 960, 720}};
  const Image refined = RefinedEdge(photo, coarse).mask();
  EXPECT_LT(overlap(placed_mask(coarse, {960, 720}), truth), 0.94);
  EXPECT_GT(overlap(refined, truth), 0.99);
}

TEST(RefinedEdge, APatchInsideOfTheGroundsColourStaysInside) {
  const Image ground = disc_photo(960, 720, 470, 360, 0);
  const Image disc = disc_photo(960, 720, 470, 360, 200);
  Image photo = disc;
  std::byte* pixels = photo.mutable_data();
  // Four pixels of the small mask away from the rim.
  for (int y = 352; y < 368; ++y) {
    const std::size_t start = y * photo.row_bytes() + std::size_t{612} * 3;
    std::copy_n(ground.data() + start, 16 * 3, pixels + start);
  }
  const CoarseMask coarse{disc_mask(80, 60, 470 / 12.0, 30, 200 / 12.0), {0, 0, 960, 720}};
  const Image refined = RefinedEdge(photo, coarse).mask();
  for (int y = 352; y < 368; ++y) {
    for (int x = 612; x < 628; ++x) ASSERT_EQ(at(refined, x, y), 255) << x << ", " << y;
  }
}

TEST(RefinedEdge, LeavesWhatIsFarFromTheRim) {
  const Image photo = disc_photo(640, 480, 320, 240, 100);
  const CoarseMask coarse{disc_mask(160, 120, 80, 60, 25), {0, 0, 640, 480}};
  const Image refined = RefinedEdge(photo, coarse).mask();
  for (int y = 0; y < 480; ++y) {
    for (int x = 0; x < 640; ++x) {
      const double distance = std::hypot(x + 0.5 - 320, y + 0.5 - 240);
      if (distance < 60) {
        ASSERT_EQ(at(refined, x, y), 255);
      }
      if (distance > 140) {
        ASSERT_EQ(at(refined, x, y), 0);
      }
    }
  }
}

TEST(RefinedEdge, APartIsThatPartOfTheWhole) {
  const Image photo = disc_photo(640, 480, 320, 240, 100);
  const CoarseMask coarse{disc_mask(60, 50, 30, 25, 20), {180, 110, 280, 250}};
  const RefinedEdge edge(photo, coarse);
  const Image whole = edge.mask();
  for (const PixelArea part :
       {PixelArea{0, 0, 640, 480}, {200, 130, 77, 91}, {0, 0, 50, 40}, {639, 479, 1, 1}}) {
    const Image piece = edge.mask(part);
    EXPECT_TRUE(same_pixels(piece, cropped(whole, part))) << part.x;
  }
  EXPECT_THROW(static_cast<void>(edge.mask({600, 0, 50, 10})), Error);
  EXPECT_THROW(static_cast<void>(edge.mask({0, 0, 0, 10})), Error);
}

TEST(RefinedEdge, NothingAndAllStay) {
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 40}, {33, 2}, {31, 57}, {30000, 100}}) {
    const Image photo = disc_photo(width, height, width / 2.0, height / 2.0, height / 3.0);
    for (const int value : {0, 255}) {
      const CoarseMask coarse{filled_mask(16, 9, value), {0, 0, width, height}};
      EXPECT_TRUE(same_pixels(RefinedEdge(photo, coarse).mask(), filled_mask(width, height, value)))
          << width << " x " << height << " of " << value;
    }
  }
}

TEST(RefinedEdge, InsideAndOutsideAreTreatedAlike) {
  const Image photo = disc_photo(320, 240, 160, 120, 60);
  const Image small = disc_mask(80, 60, 41, 30, 15);
  const PixelArea all{0, 0, 320, 240};
  const Image one = inverted(RefinedEdge(photo, {small, all}).mask());
  const Image other = RefinedEdge(photo, {inverted(small), all}).mask();
  for (int y = 0; y < 240; ++y) {
    for (int x = 0; x < 320; ++x) ASSERT_NEAR(at(one, x, y), at(other, x, y), 2) << x << ", " << y;
  }
}

TEST(RefinedEdge, TakesPhotosOfEveryType) {
  const Image photo = disc_photo(320, 240, 160, 120, 60);
  const CoarseMask coarse{disc_mask(80, 60, 41, 30, 15), {0, 0, 320, 240}};
  const Image expected = RefinedEdge(photo, coarse).mask();
  for (const SampleType type : {SampleType::U16, SampleType::F32})
    EXPECT_TRUE(same_pixels(RefinedEdge(with_samples(photo, type), coarse).mask(), expected));
  Image grey(320, 240, 2, SampleType::U8);
  EXPECT_EQ(RefinedEdge(grey, coarse).mask().width(), 320);
}

TEST(RefinedEdge, StopsWhereItIsAskedTo) {
  std::stop_source source;
  source.request_stop();
  RunContext context;
  context.stop = source.get_token();
  const Image photo = disc_photo(64, 48, 32, 24, 10);
  const CoarseMask coarse{filled_mask(8, 6, 255), {0, 0, 64, 48}};
  EXPECT_THROW(RefinedEdge(photo, coarse, context), Cancelled);
  EXPECT_THROW(static_cast<void>(RefinedEdge(photo, coarse).mask(context)), Cancelled);
}

}  // namespace
}  // namespace v4e
