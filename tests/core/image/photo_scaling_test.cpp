// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/colour.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_output.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

/// Black and white pixels in turn, all opaque where there is alpha.
template <typename Sample>
Image checkerboard(int side, int channels) {
  const SampleType type = sizeof(Sample) == 1   ? SampleType::U8
                          : sizeof(Sample) == 2 ? SampleType::U16
                                                : SampleType::F32;
  const Sample white = type == SampleType::F32 ? Sample(1) : std::numeric_limits<Sample>::max();
  Image image(side, side, channels, type);
  auto* sample = reinterpret_cast<Sample*>(image.mutable_data());
  for (int i = 0; i < side * side; ++i) {
    for (int c = 0; c < channels; ++c, ++sample) {
      const bool is_alpha = image.has_alpha() && c == channels - 1;
      *sample = is_alpha || (i / side + i) % 2 == 0 ? white : Sample(0);
    }
  }
  return image;
}

int middle(const Image& image, int channel = 0) {
  const int x = image.width() / 2 * image.channels() + channel;
  return image.type() == SampleType::U16 ? image.row<std::uint16_t>(image.height() / 2)[x]
                                         : image.row<std::uint8_t>(image.height() / 2)[x];
}

TEST(PhotoScaling, TheMeanOfBlackAndWhiteIsHalfTheLight) {
  for (const int channels : {1, 2, 3, 4}) {
    const Image small = scaled_image(checkerboard<std::uint8_t>(64, channels), 32, 32);
    ASSERT_EQ(small.channels(), channels);
    EXPECT_EQ(middle(small), 188) << channels;
    if (small.has_alpha()) {
      EXPECT_EQ(middle(small, channels - 1), 255);
    }
  }
  const Image frame = scaled_image(checkerboard<float>(64, 3), 32, 32);
  EXPECT_NEAR(frame.row<float>(16)[48], 0.735357f, 1e-4f);
}

TEST(PhotoScaling, SixteenBitsStaySixteen) {
  const Image small = scaled_image(checkerboard<std::uint16_t>(64, 3), 32, 32);
  ASSERT_EQ(small.type(), SampleType::U16);
  EXPECT_NEAR(middle(small), 48192, 2);
}

TEST(PhotoScaling, GoesByTheProfilesOwnCurve) {
  Photo photo;
  photo.image = checkerboard<std::uint8_t>(64, 3);
  WriteOptions half;
  half.long_side_px = 32;
  const auto scaled = [&photo, &half](const std::string& icc) {
    Photo copy = photo;
    copy.icc_profile = icc;
    fit_output(copy, half, {});
    return middle(copy.image);
  };
  EXPECT_EQ(scaled(make_rgb_profile({}, 1.0)), 128);
  EXPECT_EQ(scaled(make_rgb_profile({}, 1.8)), 174);  // 255 * 0.5 ^ (1 / 1.8)
  EXPECT_EQ(scaled(make_adobe_rgb_profile()), 186);   // 255 * 0.5 ^ (256 / 563)
  EXPECT_EQ(scaled(make_output_profile(OutputProfile::DisplayP3)), 188);
}

TEST(PhotoScaling, APlainSurfaceKeepsItsNumbers) {
  Image image(60, 44, 3, SampleType::U16);
  auto* sample = reinterpret_cast<std::uint16_t*>(image.mutable_data());
  const std::array<std::uint16_t, 3> colour{3, 1000, 65000};
  for (std::size_t i = 0; i < image.size_bytes() / 2; ++i) sample[i] = colour[i % 3];
  for (const int width : {15, 30, 90}) {
    const Image scaled = scaled_image(image, width, width * 44 / 60);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_EQ(middle(scaled, static_cast<int>(c)), colour[c]) << width;
  }
}

TEST(PhotoScaling, HalfSeenColoursCountHalf) {
  Image image(2, 1, 4, SampleType::U8);
  auto* pixels = reinterpret_cast<std::uint8_t*>(image.mutable_data());
  const std::array<std::uint8_t, 8> samples{255, 255, 255, 51,
                                            0,   0,   0,   102};  // a third of what is seen is white
  std::copy(samples.begin(), samples.end(), pixels);
  const Image small = scaled_image(image, 1, 1);
  EXPECT_EQ(middle(small), 156);  // sRGB of a third of the light
  EXPECT_NEAR(middle(small, 3), 76, 1);
}

TEST(PhotoScaling, FullSizeKeepsEveryBit) {
  for (const SampleType type : {SampleType::U8, SampleType::U16}) {
    Photo photo = make_photo(40, 30, 4, type);
    photo.icc_profile = make_adobe_rgb_profile();
    const Image before = photo.image;
    WriteOptions same;
    same.long_side_px = 40;
    fit_output(photo, same, {});
    EXPECT_TRUE(same_pixels(photo.image, before));
  }
}

}  // namespace
}  // namespace v4e
