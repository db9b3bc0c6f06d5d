// SPDX-License-Identifier: GPL-3.0-or-later
// One shape for photos of all sizes.
#include "core/image/photo_shape.h"

#include <gtest/gtest.h>

#include "core/base/error.h"

namespace v4e {
namespace {

PhotoShape cropped_to(int width, int height) {
  PhotoShape shape;
  shape.ratio = AspectRatio{width, height};
  return shape;
}

TEST(PhotoShape, ARatioLiesAsThePhotoDoes) {
  EXPECT_EQ(geometry_of(cropped_to(3, 2), {1600, 900}).crop, (PixelArea{125, 0, 1350, 900}));
  EXPECT_EQ(geometry_of(cropped_to(3, 2), {900, 1600}).crop, (PixelArea{0, 125, 900, 1350}));
  EXPECT_EQ(geometry_of(cropped_to(2, 3), {1600, 900}).crop, (PixelArea{125, 0, 1350, 900}));
  EXPECT_EQ(geometry_of(cropped_to(1, 1), {900, 1600}).crop, (PixelArea{0, 350, 900, 900}));
  EXPECT_EQ(geometry_of(cropped_to(3, 2), {900, 900}).crop, (PixelArea{0, 150, 900, 600}))
      << "as it is written";
  EXPECT_TRUE(geometry_of(cropped_to(3, 2), {1500, 1000}).is_identity()) << "it has that ratio";
}

TEST(PhotoShape, ARatioIsOfWhatIsSeenAfterTurning) {
  PhotoShape shape = cropped_to(3, 2);
  shape.quarter_turns = 1;
  const Geometry geometry = geometry_of(shape, {1600, 900});
  EXPECT_EQ(geometry.quarter_turns, 1);
  EXPECT_EQ(geometry.crop, (PixelArea{0, 125, 900, 1350}));
  EXPECT_NO_THROW(validate(geometry, {1600, 900}));
}

TEST(PhotoShape, StraightenedPhotosHaveTheRatioAndNoEmptyCorner) {
  PhotoShape shape = cropped_to(16, 9);
  shape.angle_deg = 7;
  for (const PixelSize photo : {PixelSize{1600, 900}, PixelSize{900, 1600}, PixelSize{3000, 500}}) {
    const Geometry geometry = geometry_of(shape, photo);
    ASSERT_TRUE(geometry.crop);
    EXPECT_TRUE(is_filled(*geometry.crop, photo, 7));
    const double longer = std::max(geometry.crop->width, geometry.crop->height);
    const double shorter = std::min(geometry.crop->width, geometry.crop->height);
    EXPECT_NEAR(longer, shorter * 16 / 9, 2);
  }
}

TEST(PhotoShape, ACropInPixelsMustLieInThePhoto) {
  PhotoShape shape;
  shape.crop = PixelArea{10, 20, 30, 40};
  EXPECT_EQ(geometry_of(shape, {100, 100}).crop, shape.crop);
  EXPECT_THROW((void)geometry_of(shape, {100, 59}), Error);
  shape.crop = PixelArea{0, 0, 2147483647, 2147483647};
  EXPECT_THROW((void)geometry_of(shape, {100, 100}), Error);
}

TEST(PhotoShape, JsonKeepsIt) {
  const PhotoShape all{true, 3, -2.5, AspectRatio{5, 4}, {}};
  EXPECT_EQ(photo_shape_from(to_json(all), "test"), all);
  const PhotoShape pixels{false, 0, 0, {}, PixelArea{1, 2, 3, 4}};
  EXPECT_EQ(photo_shape_from(to_json(pixels), "test"), pixels);
  EXPECT_TRUE(to_json(PhotoShape{}).empty());
  PhotoShape drawing;
  drawing.drawing_side_px = 2048;
  EXPECT_EQ(photo_shape_from(to_json(drawing), "it"), drawing);
  for (const char* damaged : {R"({"ratio": 3})", R"({"ratio": [3]})", R"({"ratio": [3, 0]})",
                              R"({"ratio": ["3", "2"]})", R"({"crop": [1]})"}) {
    EXPECT_THROW((void)photo_shape_from(nlohmann::json::parse(damaged), "test"), Error) << damaged;
  }
}

}  // namespace
}  // namespace v4e
