// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/photo_output.h"

#include "core/image/colour/colour.h"
#include "core/image/io/metadata.h"
#include "core/image/photo_layout.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

Photo written(const Photo& photo, PhotoFormat format, const WriteOptions& options) {
  return decode_photo(encode(photo, format, options), "photo");
}

Photo one_colour(std::array<std::uint8_t, 3> colour) {
  Photo photo = make_photo(8, 8, 3);
  auto* pixels = reinterpret_cast<std::uint8_t*>(photo.image.mutable_data());
  for (std::size_t i = 0; i < photo.image.size_bytes(); ++i) pixels[i] = colour[i % 3];
  return photo;
}

TEST(PhotoOutput, WhatNothingTouchesKeepsEveryBit) {
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    for (const int channels : {1, 2, 3, 4}) {
      const Photo photo = make_photo(31, 17, channels, type);
      WriteOptions options;
      options.bits = type == SampleType::U8 ? 8 : 16;
      options.long_side_px = 31;
      options.profile = OutputProfile::Srgb;  // it is that already
      const PhotoFormat format = type == SampleType::U8 ? PhotoFormat::Tiff : PhotoFormat::Png;
      EXPECT_TRUE(same_pixels(written(photo, format, options).image, photo.image)) << channels;
    }
  }
}

TEST(PhotoOutput, ScalesByTheLongerSideAndSaysSoInExif) {
  Photo photo = make_photo(60, 40, 3);
  photo.metadata.exif = make_exif(1);
  WriteOptions options;
  options.long_side_px = 30;
  const Photo small = written(photo, PhotoFormat::Jpeg, options);
  EXPECT_EQ(small.image.width(), 30);
  EXPECT_EQ(small.image.height(), 20);
  EXPECT_EQ(property(small.metadata, "Exif.Photo.PixelXDimension").value_or("30"), "30");
  options.long_side_px = 120;
  EXPECT_EQ(written(photo, PhotoFormat::Png, options).image.height(), 80);
  EXPECT_EQ(scaled_size(1000, 1, 10), std::pair(10, 1));
}

TEST(PhotoOutput, ScalingTakesMeans) {
  const Photo grey = one_colour({90, 120, 200});
  WriteOptions options;
  options.long_side_px = 3;
  const Image small = written(grey, PhotoFormat::Png, options).image;
  for (int x = 0; x < 3; ++x) {
    EXPECT_EQ(small.row<std::uint8_t>(1)[x * 3], 90);
    EXPECT_EQ(small.row<std::uint8_t>(1)[x * 3 + 2], 200);
  }
}

TEST(PhotoOutput, InvisibleColoursDoNotBleed) {
  Image image(4, 4, 4, SampleType::U8);
  auto* pixels = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  for (int i = 0; i < 16; ++i) {
    const bool visible = i % 2 == 0;
    pixels[i * 4 + (visible ? 0 : 1)] = 255;  // red that is seen beside green that is not
    pixels[i * 4 + 3] = visible ? 255 : 0;
  }
  const Image small = scaled_image(image, 2, 2);
  const auto* pixel = small.row<std::uint8_t>(0);
  EXPECT_EQ(pixel[0], 255);
  EXPECT_EQ(pixel[1], 0);
  EXPECT_NEAR(pixel[3], 128, 1);
}

TEST(PhotoOutput, DepthGoesBothWays) {
  const Photo photo = make_photo(9, 9, 3);
  WriteOptions deeper;
  deeper.bits = 16;
  const Photo deep = written(photo, PhotoFormat::Png, deeper);
  EXPECT_EQ(deep.image.type(), SampleType::U16);
  EXPECT_EQ(deep.source_bits, 16);
  WriteOptions shallower;
  shallower.bits = 8;
  EXPECT_TRUE(same_pixels(written(deep, PhotoFormat::Tiff, shallower).image, photo.image));
}

TEST(PhotoOutput, ColoursStayWhatTheyAreInAnotherProfile) {
  WriteOptions options;
  options.profile = OutputProfile::DisplayP3;
  const Photo red = written(one_colour({255, 0, 0}), PhotoFormat::Png, options);
  const auto* pixel = red.image.row<std::uint8_t>(0);
  EXPECT_NEAR(pixel[0], 234, 1);  // sRGB's red in Display P3 by its published numbers
  EXPECT_NEAR(pixel[1], 51, 1);
  EXPECT_NEAR(pixel[2], 35, 1);
  EXPECT_TRUE(is_usable_profile(red.icc_profile, ProfileKind::Rgb));
  options.profile = OutputProfile::Srgb;
  const Photo back = written(red, PhotoFormat::Png, options);
  EXPECT_LE(max_difference(back.image, one_colour({255, 0, 0}).image), 1);

  options.profile = OutputProfile::AdobeRgb;
  const Photo adobe = written(one_colour({0, 255, 0}), PhotoFormat::Tiff, options);
  EXPECT_NEAR(adobe.image.row<std::uint8_t>(0)[0], 144, 1);
  EXPECT_NEAR(adobe.image.row<std::uint8_t>(0)[1], 255, 1);
  EXPECT_NEAR(adobe.image.row<std::uint8_t>(0)[2], 60, 1);
}

TEST(PhotoOutput, TheOwnProfileUnderAnotherNameChangesNoPixel) {
  Photo photo = make_photo(20, 20, 3, SampleType::U16);
  photo.icc_profile = make_adobe_rgb_profile();
  WriteOptions options;
  options.profile = OutputProfile::AdobeRgb;
  const Photo same = written(photo, PhotoFormat::Png, options);
  EXPECT_TRUE(same_pixels(same.image, photo.image));
  EXPECT_EQ(same.icc_profile, photo.icc_profile);
}

TEST(PhotoOutput, GreyAndAlphaComeAlong) {
  WriteOptions options;
  options.profile = OutputProfile::DisplayP3;
  const Photo grey = make_photo(12, 7, 2);
  const Photo wide = written(grey, PhotoFormat::Png, options);
  ASSERT_EQ(wide.image.channels(), 4);
  for (int x = 0; x < 12; ++x) {
    EXPECT_NEAR(wide.image.row<std::uint8_t>(3)[x * 4 + 1], grey.image.row<std::uint8_t>(3)[x * 2], 1);
    EXPECT_EQ(wide.image.row<std::uint8_t>(3)[x * 4 + 3], grey.image.row<std::uint8_t>(3)[x * 2 + 1]);
  }
}

TEST(PhotoOutput, ExifDoesNotSpeakAgainstTheProfile) {
  Photo photo = make_photo(8, 8, 3);
  photo.metadata.exif = make_exif(1);
  const std::vector<MetadataProperty> camera{{"Exif.Photo.ColorSpace", "65535"},
                                             {"Exif.Iop.InteroperabilityIndex", "R03"}};
  set_properties(photo.metadata, camera);
  photo.icc_profile = make_adobe_rgb_profile();
  WriteOptions options;
  options.profile = OutputProfile::Srgb;
  const Photo srgb = written(photo, PhotoFormat::Jpeg, options);
  EXPECT_EQ(property(srgb.metadata, "Exif.Photo.ColorSpace"), "1");
  EXPECT_FALSE(exif_says_adobe_rgb(srgb.metadata));
}

TEST(PhotoOutput, RefusesWhatMakesNoPicture) {
  const auto code_of = [](const WriteOptions& options, PhotoFormat format) {
    return error_of([&] { (void)encode(make_photo(20, 20, 3), format, options); }).code();
  };
  WriteOptions options;
  options.bits = 12;
  EXPECT_EQ(code_of(options, PhotoFormat::Png), ErrorCode::InvalidArgument);
  options = {};
  for (const int side : {0, -5, 20'000, std::numeric_limits<int>::max()}) {
    options.long_side_px = side;
    EXPECT_EQ(code_of(options, PhotoFormat::WebP), ErrorCode::InvalidArgument) << side;
  }
}

}  // namespace
}  // namespace v4e
