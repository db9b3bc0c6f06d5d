// SPDX-License-Identifier: GPL-3.0-or-later
// Samples of every depth that TIFF files have: packed bits, 24 and 32 bits, floating point; and what is
// refused.
#include <bit>

#include "core/image/colour/colour.h"
#include "tiff_fixtures.h"

namespace v4e {
namespace {

/// Packs one pixel's samples, repeated over a row, as a stream of bits, the highest first.
std::string packed_row(const std::vector<std::uint32_t>& pixel, int bits, std::uint32_t width) {
  std::string row;
  std::uint64_t window = 0;
  int filled = 0;
  for (std::uint32_t x = 0; x < width; ++x) {
    for (const std::uint32_t sample : pixel) {
      window = window << bits | sample;
      for (filled += bits; filled >= 8; filled -= 8) row += static_cast<char>(window >> (filled - 8));
    }
  }
  if (filled > 0) row += static_cast<char>(window << (8 - filled));
  return row;
}

template <typename Number>
std::string number_row(const std::vector<Number>& pixel, std::uint32_t width) {
  std::string row;
  for (std::uint32_t x = 0; x < width; ++x) {
    for (const Number number : pixel) {
      const auto bytes = std::bit_cast<std::array<char, sizeof(Number)>>(number);
      row.append(bytes.data(), bytes.size());
    }
  }
  return row;
}

TEST(TiffSamples, PackedBitsAreScaledToTheWholeRange) {
  for (const int bits : {1, 2, 4, 6, 7, 9, 10, 12, 14, 15}) {
    const std::uint32_t top = (1u << bits) - 1;
    for (const std::uint32_t middle : {0u, top / 3, top / 2 + 1, top}) {
      Page page{.width = 13, .bits = static_cast<std::uint16_t>(bits), .pixel = {0, 0, 0}};
      page.row = packed_row({top, middle, 0}, bits, page.width);
      const Photo photo = decode_photo(make_tiff({page}), "packed.tif");
      const int full = bits > 8 ? 65535 : 255;
      EXPECT_EQ(photo.image.type(), bits > 8 ? SampleType::U16 : SampleType::U8);
      EXPECT_EQ(photo.source_bits, bits);
      EXPECT_EQ(pixel_of(photo),
                (std::vector{full, static_cast<int>(std::lround(double(middle) / top * full)), 0}))
          << bits << " bits";
    }
  }
}

TEST(TiffSamples, PackedGreyWithAWhiteOfZeroAndItsTransparency) {
  Page page{.width = 5, .bits = 4, .photometric = PHOTOMETRIC_MINISWHITE, .pixel = {0, 0}};
  page.extras = {EXTRASAMPLE_UNASSALPHA};
  page.row = packed_row({3, 8}, 4, page.width);
  EXPECT_EQ(pixel_of(decode_photo(make_tiff({page}), "grey.tif")), (std::vector{204, 136}));
}

TEST(TiffSamples, LongIntegersKeepTheirHighestBits) {
  Page page{.bits = 32, .pixel = {0, 0, 0}};
  page.row = number_row<std::uint32_t>({0xffffffff, 0x80000000, 0x00010001}, page.width);
  EXPECT_EQ(pixel_of(decode_photo(make_tiff({page}), "long.tif")), (std::vector{65535, 32768, 1}));
  Page odd{.bits = 24, .pixel = {0, 0, 0}};
  for (std::uint32_t x = 0; x < odd.width; ++x)
    odd.row += le(0xffffff, 3) + le(0x800000, 3) + le(0x000101, 3);
  EXPECT_EQ(pixel_of(decode_photo(make_tiff({odd}), "odd.tif")), (std::vector{65535, 32768, 1}));
}

TEST(TiffSamples, FloatingPointOfEveryDepthIsRead) {
  Page half{.bits = 16, .pixel = {0, 0, 0}, .format = SAMPLEFORMAT_IEEEFP};
  half.row = number_row<std::uint16_t>({0x3800, 0x3c00, 0x3400}, half.width);  // 0.5, 1, 0.25
  Page single{.bits = 32, .pixel = {0, 0, 0}, .format = SAMPLEFORMAT_IEEEFP};
  single.row = number_row<float>({0.5f, 1.0f, 0.25f}, single.width);
  Page packed = single;
  packed.compression = COMPRESSION_ADOBE_DEFLATE;
  packed.predictor = PREDICTOR_FLOATINGPOINT;
  Page twofold{.bits = 64, .pixel = {0, 0, 0}, .format = SAMPLEFORMAT_IEEEFP};
  twofold.row = number_row<double>({0.5, 1.0, 0.25}, twofold.width);
  for (const Page& page : {half, single, packed, twofold}) {
    const Photo photo = decode_photo(make_tiff({page}), "float.tif");
    EXPECT_EQ(pixel_of(photo), (std::vector{32768, 65535, 16384})) << page.bits << " bits";
    EXPECT_TRUE(photo.icc_profile.empty());
    EXPECT_TRUE(has_note(photo.notes, "sRGB is assumed"));
  }
}

TEST(TiffSamples, FloatingPointBeyondWhiteIsClippedLight) {
  Page page{.bits = 32, .pixel = {0, 0, 0}, .format = SAMPLEFORMAT_IEEEFP};
  page.row = number_row<float>({3.0f, std::nanf(""), -1.0f}, page.width);
  const Photo photo = decode_photo(make_tiff({page}), "hdr.tif");
  EXPECT_EQ(pixel_of(photo), (std::vector{65535, 0, 0}));
  EXPECT_TRUE(has_note(photo.notes, "clipped"));
  EXPECT_TRUE(has_note(photo.notes, "linear light"));
  EXPECT_TRUE(is_usable_profile(photo.icc_profile, ProfileKind::Rgb));
  page.photometric = PHOTOMETRIC_MINISBLACK;
  page.pixel = {0};
  page.row = number_row<float>({1.5f}, page.width);
  EXPECT_TRUE(is_usable_profile(decode_photo(make_tiff({page}), "g.tif").icc_profile, ProfileKind::Grey));
}

TEST(TiffSamples, PlanesAndTilesOfOddDepthAreRead) {
  Page page{.width = 13, .bits = 12, .planar = PLANARCONFIG_SEPARATE, .pixel = {0, 0, 0}};
  page.row = packed_row({2048}, 12, page.width);
  EXPECT_EQ(pixel_of(decode_photo(make_tiff({page}), "planes.tif")), (std::vector{32776, 32776, 32776}));
}

TEST(TiffSamples, WhatIsNotReadIsNotCalledDamaged) {
  const Page whole{.bits = 16, .format = SAMPLEFORMAT_INT};
  const Page complex{.bits = 32, .format = SAMPLEFORMAT_COMPLEXINT};
  const Page palette{.bits = 16, .photometric = PHOTOMETRIC_PALETTE, .pixel = {1}};
  for (const Page& page : {whole, complex, palette}) {
    SCOPED_TRACE("format " + std::to_string(page.format) + ", photometric " +
                 std::to_string(page.photometric));
    const Error error = error_of([&] { (void)decode_photo(make_tiff({page}), "odd.tif"); });
    EXPECT_EQ(error.code(), ErrorCode::Unsupported) << error.what();
    EXPECT_NE(std::string_view(error.what()).find("8 or 16 bits"), std::string_view::npos) << error.what();
  }
  // Another compression, written over the tag: 34712 is JPEG 2000.
  std::string bytes = make_tiff({Page{}});
  const std::string entry = le(TIFFTAG_COMPRESSION, 2) + le(TIFF_SHORT, 2) + le(1, 4);
  const auto at = bytes.find(entry);
  ASSERT_NE(at, std::string::npos);
  bytes.replace(at + entry.size(), 2, le(34712, 2));
  const Error error = error_of([&] { (void)decode_photo(bytes, "jp2.tif"); });
  EXPECT_EQ(error.code(), ErrorCode::Unsupported) << error.what();
}

TEST(TiffSamples, AHeaderThatPromisesMoreThanTheFileHoldsTakesNoMemory) {
  std::string bytes = make_tiff({Page{}});
  for (const std::uint32_t tag : {TIFFTAG_IMAGEWIDTH, TIFFTAG_IMAGELENGTH}) {
    const auto at = bytes.find(le(tag, 2) + le(TIFF_SHORT, 2) + le(1, 4));
    ASSERT_NE(at, std::string::npos);
    bytes.replace(at + 8, 2, le(15000, 2));
  }
  const Error error = error_of([&] { (void)decode_photo(bytes, "liar.tif"); });
  EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << error.what();
}

TEST(TiffLayers, OfPhotoshopAreSaid) {
  Page page;
  page.layers.assign(64, std::byte{1});
  EXPECT_TRUE(has_note(decode_photo(make_tiff({page}), "l.tif").notes, "layers"));
  EXPECT_TRUE(decode_photo(make_tiff({Page{}}), "l.tif").notes.empty());
}

}  // namespace
}  // namespace v4e
