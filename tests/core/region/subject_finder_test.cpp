// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/region/subject_finder.h"

#include "core/base/error.h"
#include "core/image/samples.h"
#include "core/region/edge_refinement.h"
#include "tests/core/region/region_pictures.h"

namespace v4e {
namespace {

using test::disc_mask;
using test::overlap;
using test::photo_by;
using test::Rgb;

/// A ball on a lawn under the sky, lit from the upper left.
Image ball_photo(int width, int height, double x, double y, double radius) {
  return photo_by(width, height, [=](int u, int v) {
    const double from_middle = std::hypot(u - x, v - y);
    if (from_middle < radius) {
      const double light = 1.1 - std::hypot(u - x + 0.35 * radius, v - y + 0.4 * radius) / (2.3 * radius);
      return Rgb{static_cast<int>(215 * light), static_cast<int>(50 * light), static_cast<int>(40 * light)};
    }
    if (v < height * 5 / 8) return Rgb{150 - 20 * v / height, 190 - 30 * v / height, 235 - 20 * v / height};
    return Rgb{70, 130, 60};
  });
}

const SubjectFinder& finder() {
  static const SubjectFinder shared(std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/subject");
  return shared;
}

TEST(SubjectFinder, FindsAThingBeforeABackground) {
  const Image photo = ball_photo(900, 600, 480, 330, 130);
  const FoundSubject found = finder().look_closer(photo, finder().find(photo));
  EXPECT_TRUE(found.clear);
  EXPECT_GT(found.confidence, 0.8);
  EXPECT_GT(overlap(RefinedEdge(photo, found.outline).mask(), disc_mask(900, 600, 480, 330, 130)), 0.98);
}

TEST(SubjectFinder, ALookAtASmallThingIsCloser) {
  const Image photo = ball_photo(1800, 1200, 1300, 800, 110);
  const FoundSubject first = finder().find(photo);
  const FoundSubject second = finder().look_closer(photo, first);
  EXPECT_EQ(first.outline.window, (PixelArea{0, 0, 1800, 1200}));
  EXPECT_LT(second.outline.window.width, 500);
  EXPECT_TRUE(second.clear);
  EXPECT_GT(overlap(placed_mask(second.outline, {1800, 1200}), disc_mask(1800, 1200, 1300, 800, 110)), 0.97);
}

TEST(SubjectFinder, SaysWhereNothingStandsOut) {
  const Image noise = photo_by(
      400, 300,
      [](int, int) {
        return Rgb{120, 120, 120};
      },
      40);
  const Image hills = photo_by(400, 300, [](int x, int y) {
    return y > 150 + 20 * std::sin(x * 0.03) ? Rgb{60, 110, 50} : Rgb{150, 190, 230};
  });
  for (const Image& photo : {noise, hills}) {
    const FoundSubject found = finder().look_closer(photo, finder().find(photo));
    EXPECT_FALSE(found.clear);
  }
}

TEST(SubjectFinder, TakesPhotosOfEveryTypeAndSize) {
  const Image photo = ball_photo(300, 200, 160, 110, 50);
  const FoundSubject expected = finder().find(photo);
  for (const SampleType type : {SampleType::U16, SampleType::F32}) {
    const FoundSubject found = finder().find(with_samples(photo, type));
    EXPECT_GT(overlap(found.outline.mask, expected.outline.mask), 0.99);
  }
  for (const auto& [width, height] : {std::pair{1, 1}, {1, 300}, {7, 5}, {30000, 100}}) {
    const Image odd = ball_photo(width, height, width / 2.0, height / 2.0, height / 3.0);
    const FoundSubject found = finder().look_closer(odd, finder().find(odd));
    EXPECT_NO_THROW(validate(found.outline, size_of(odd))) << width << " x " << height;
  }
  EXPECT_NO_THROW(finder().find(Image(20, 30, 2, SampleType::U8)));
}

TEST(SubjectFinder, RefusesAndStops) {
  EXPECT_THROW(finder().find(Image()), Error);
  EXPECT_THROW(SubjectFinder("/nowhere"), Error);
  std::stop_source source;
  source.request_stop();
  RunContext context;
  context.stop = source.get_token();
  EXPECT_THROW(finder().find(ball_photo(30, 20, 15, 10, 5), context), Cancelled);
}

}  // namespace
}  // namespace v4e
