// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/colour.h"
#include "core/image/colour/foreign_colours.h"

#include <cmath>

#include "profile_fixtures.h"

namespace v4e {
namespace {

Photo one_colour(int r, int g, int b) {
  Photo photo;
  photo.image = Image(1, 1, 3, SampleType::U8);
  auto* pixel = reinterpret_cast<std::uint8_t*>(photo.image.mutable_data());
  pixel[0] = static_cast<std::uint8_t>(r);
  pixel[1] = static_cast<std::uint8_t>(g);
  pixel[2] = static_cast<std::uint8_t>(b);
  return photo;
}

TEST(Colour, WithoutProfileIsPlainScalingAndItsInverseIsExact) {
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    for (const int channels : {3, 4}) {
      const Photo photo = make_photo(50, 70, channels, type);
      const WorkingPhoto working = to_working_srgb(photo);
      EXPECT_EQ(working.alpha.empty(), channels == 3);
      const double max = type == SampleType::U8 ? 255 : 65535;
      const double first =
          type == SampleType::U8 ? photo.image.row<std::uint8_t>(0)[1] : photo.image.row<std::uint16_t>(0)[1];
      EXPECT_FLOAT_EQ(working.rgb.row<float>(0)[1], static_cast<float>(first / max));
      EXPECT_TRUE(same_pixels(from_working_srgb(working.rgb, photo, working.alpha), photo.image));
    }
  }
}

TEST(Colour, SrgbProfileCountsAsNone) {
  Photo photo = make_photo(30, 30, 3);
  photo.icc_profile = bytes_of(cmsCreate_sRGBProfile());
  EXPECT_TRUE(same_pixels(from_working_srgb(to_working_srgb(photo).rgb, photo), photo.image));
}

TEST(Colour, AdobeRgbMeansStrongerColours) {
  // Adobe RGB (1998) to sRGB by its published matrix: 200, 120, 60 is about 223, 120, 47.
  Photo photo = one_colour(200, 120, 60);
  photo.icc_profile = make_adobe_rgb_profile();
  const WorkingPhoto working = to_working_srgb(photo);
  const float* rgb = working.rgb.row<float>(0);
  const auto linear = [](double value) { return std::pow(value / 255, 563.0 / 256); };
  const double r = linear(200);
  const double g = linear(120);
  const double b = linear(60);
  const auto encoded = [](double value) {
    return value <= 0.0031308 ? 12.92 * value : 1.055 * std::pow(value, 1 / 2.4) - 0.055;
  };
  EXPECT_NEAR(rgb[0], encoded(1.39836 * r - 0.39836 * g), 0.004);
  EXPECT_NEAR(rgb[1], encoded(g), 0.004);
  EXPECT_NEAR(rgb[2], encoded(-0.04293 * g + 1.04293 * b), 0.004);
}

TEST(Colour, OwnProfileComesBackWithinOneStepInsideSrgb) {
  Photo photo;
  photo.image = Image(16, 16, 3, SampleType::U8);
  auto* pixels = reinterpret_cast<std::uint8_t*>(photo.image.mutable_data());
  for (int i = 0; i < 16 * 16; ++i) {
    pixels[i * 3] = static_cast<std::uint8_t>(100 + i % 16 * 3);
    pixels[i * 3 + 1] = static_cast<std::uint8_t>(100 + i / 16 * 3);
    pixels[i * 3 + 2] = static_cast<std::uint8_t>(120);
  }
  photo.icc_profile = make_adobe_rgb_profile();
  const Image back = from_working_srgb(to_working_srgb(photo).rgb, photo);
  EXPECT_LE(max_difference(back, photo.image), 1);
  EXPECT_FALSE(
      same_pixels(from_working_srgb(to_working_srgb(photo).rgb, make_photo(16, 16, 3)), photo.image));
}

TEST(Colour, GreyProfileIsApplied) {
  Photo photo;
  photo.image = Image(1, 1, 1, SampleType::U16);
  reinterpret_cast<std::uint16_t*>(photo.image.mutable_data())[0] = 32768;
  EXPECT_NEAR(to_working_srgb(photo).rgb.row<float>(0)[2], 0.5, 1e-4);
  photo.icc_profile = make_grey_profile(1.0);  // half the light is 188 of 255 in sRGB
  const WorkingPhoto working = to_working_srgb(photo);
  EXPECT_NEAR(working.rgb.row<float>(0)[0], 0.7354, 0.003);
  EXPECT_NEAR(working.rgb.row<float>(0)[2], 0.7354, 0.003);
  const Image back = from_working_srgb(working.rgb, photo);
  EXPECT_EQ(back.channels(), 1);
  EXPECT_NEAR(back.row<std::uint16_t>(0)[0], 32768, 40);
}

TEST(Colour, AlphaOfTheOriginalOrOpaque) {
  const Photo photo = make_photo(9, 7, 4);
  const Image rgb = to_working_srgb(photo).rgb;
  EXPECT_TRUE(same_pixels(from_working_srgb(rgb, photo), photo.image));
  const Image larger = from_working_srgb(Image(20, 20, 3, SampleType::F32), photo);
  EXPECT_EQ(static_cast<int>(larger.row<std::uint8_t>(19)[19 * 4 + 3]), 255);
}

TEST(Colour, EditsOutsideTheRangeAreClipped) {
  Image rgb(3, 1, 3, SampleType::F32);
  auto* samples = reinterpret_cast<float*>(rgb.mutable_data());
  samples[0] = -3.0f;
  samples[1] = 7.0f;
  samples[2] = std::nanf("");
  const Image image = from_working_srgb(rgb, make_photo(3, 1, 3));
  EXPECT_EQ(image.row<std::uint8_t>(0)[0], 0);
  EXPECT_EQ(image.row<std::uint8_t>(0)[1], 255);
  EXPECT_EQ(image.row<std::uint8_t>(0)[2], 0);
}

TEST(Colour, PlainInkFormula) {
  Image inks(2, 1, 4, SampleType::U8);
  auto* ink = reinterpret_cast<std::uint8_t*>(inks.mutable_data());
  ink[1] = 255;  // magenta; the second pixel has no ink
  const Image rgb = convert_cmyk(inks, "", {});
  const std::uint8_t expected[] = {255, 0, 255, 255, 255, 255};
  for (int i = 0; i < 6; ++i) EXPECT_EQ(rgb.row<std::uint8_t>(0)[i], expected[i]) << i;
}

TEST(Colour, RefusesProfilesOfAnotherKindOrBroken) {
  const std::string adobe = make_adobe_rgb_profile();
  EXPECT_TRUE(is_usable_profile(adobe, ProfileKind::Rgb));
  EXPECT_FALSE(is_usable_profile(adobe, ProfileKind::Grey));
  EXPECT_FALSE(is_usable_profile(adobe, ProfileKind::Cmyk));
  EXPECT_FALSE(is_usable_profile("", ProfileKind::Rgb));
  EXPECT_FALSE(is_usable_profile(adobe.substr(0, 200), ProfileKind::Rgb));
  EXPECT_TRUE(is_usable_profile(make_grey_profile(2.2), ProfileKind::Grey));
  EXPECT_TRUE(make_rgb_profile({}, 0).empty());
}

TEST(Colour, StopsWhenAsked) {
  std::stop_source source;
  source.request_stop();
  EXPECT_THROW((void)to_working_srgb(make_photo(8, 8, 3), RunContext{source.get_token(), {}}), Cancelled);
}

}  // namespace
}  // namespace v4e
