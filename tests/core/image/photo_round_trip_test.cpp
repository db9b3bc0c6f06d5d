// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include "core/image/colour/colour.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

struct LosslessCase {
  PhotoFormat format;
  int channels;
  SampleType type;
  int compression;
};

class LosslessRoundTrip : public testing::TestWithParam<LosslessCase> {};

TEST_P(LosslessRoundTrip, KeepsEveryBit) {
  const LosslessCase& c = GetParam();
  const Photo photo = make_photo(67, 43, c.channels, c.type);
  WriteOptions options;
  options.png_compression = c.compression;
  const Photo back = decode_photo(encode(photo, c.format, options), "back");
  EXPECT_TRUE(same_pixels(photo.image, back.image));
  EXPECT_EQ(back.source_format, c.format);
  EXPECT_EQ(back.source_bits, c.type == SampleType::U16 ? 16 : 8);
  EXPECT_TRUE(back.notes.empty());
}

std::vector<LosslessCase> lossless_cases() {
  std::vector<LosslessCase> cases;
  for (const PhotoFormat format : {PhotoFormat::Png, PhotoFormat::Tiff}) {
    for (int channels = 1; channels <= 4; ++channels) {
      for (const SampleType type : {SampleType::U8, SampleType::U16}) {
        for (const int compression : {0, 6}) cases.push_back({format, channels, type, compression});
      }
    }
  }
  cases.push_back({PhotoFormat::WebP, 3, SampleType::U8, 6});
  cases.push_back({PhotoFormat::WebP, 4, SampleType::U8, 6});
  return cases;
}

INSTANTIATE_TEST_SUITE_P(Formats, LosslessRoundTrip, testing::ValuesIn(lossless_cases()),
                         [](const auto& test_case) {
                           return std::string(to_string(test_case.param.format)) +
                                  std::to_string(test_case.param.channels) +
                                  (test_case.param.type == SampleType::U16 ? "x16" : "x8") + "z" +
                                  std::to_string(test_case.param.compression);
                         });

class EveryFormat : public testing::TestWithParam<PhotoFormat> {};

TEST_P(EveryFormat, OnePixel) {
  const Photo photo = make_photo(1, 1, 3);
  const Photo back = decode_photo(encode(photo, GetParam()), "one");
  EXPECT_EQ(back.image.width(), 1);
  EXPECT_EQ(back.image.height(), 1);
  EXPECT_LE(max_difference(photo.image, back.image), 3);
}

TEST_P(EveryFormat, KeepsProfileByteForByte) {
  Photo photo = make_photo(20, 10, 3);
  photo.icc_profile = make_adobe_rgb_profile();
  ASSERT_GT(photo.icc_profile.size(), 128u);
  const Photo back = decode_photo(encode(photo, GetParam()), "icc");
  EXPECT_EQ(back.icc_profile, photo.icc_profile);
  EXPECT_TRUE(back.notes.empty());
}

TEST_P(EveryFormat, KeepsExifXmpAndIptc) {
  Photo photo = make_photo(20, 10, 3);
  photo.metadata.exif = make_exif(1);
  const std::vector<MetadataProperty> properties = {{"Exif.Image.Artist", "Ada"},
                                                    {"Exif.Photo.UserComment", "Größe 東"},
                                                    {"Xmp.dc.source", "Kamera Ü"},
                                                    {"Iptc.Application2.City", "Oslo"}};
  set_properties(photo.metadata, properties);
  const Photo back = decode_photo(encode(photo, GetParam()), "meta");
  EXPECT_EQ(property(back.metadata, "Exif.Image.Artist"), "Ada");
  EXPECT_EQ(property(back.metadata, "Exif.Photo.UserComment"), "Größe 東");
  EXPECT_EQ(property(back.metadata, "Exif.GPSInfo.GPSDateStamp"), "2024:05:06");
  EXPECT_EQ(property(back.metadata, "Xmp.dc.source"), "Kamera Ü");
  if (GetParam() != PhotoFormat::WebP) {
    EXPECT_EQ(property(back.metadata, "Iptc.Application2.City"), "Oslo");
  }
  if (GetParam() != PhotoFormat::Tiff) {
    EXPECT_EQ(back.metadata.exif, photo.metadata.exif);
  }
  // A second generation loses nothing either.
  const Photo again = decode_photo(encode(back, GetParam()), "again");
  EXPECT_EQ(again.metadata.exif, back.metadata.exif);
  EXPECT_EQ(again.metadata.xmp, back.metadata.xmp);
  EXPECT_EQ(again.metadata.iptc, back.metadata.iptc);
}

TEST_P(EveryFormat, DropsMetadataAndPlaceOnRequest) {
  Photo photo = make_photo(20, 10, 3);
  photo.metadata.exif = make_exif(1);
  set_properties(photo.metadata, std::vector<MetadataProperty>{{"Exif.Image.Artist", "Ada"},
                                                               {"Xmp.exif.GPSLatitude", "59,54.8N"}});
  WriteOptions no_place;
  no_place.strip_gps = true;
  const std::string bytes = encode(photo, GetParam(), no_place);
  EXPECT_EQ(bytes.find("2024:05:06"), std::string::npos);
  EXPECT_EQ(bytes.find("59,54.8N"), std::string::npos);
  EXPECT_EQ(property(decode_photo(bytes, "no place").metadata, "Exif.Image.Artist"), "Ada");

  WriteOptions bare;
  bare.keep_metadata = false;
  const Photo stripped = decode_photo(encode(photo, GetParam(), bare), "bare");
  EXPECT_EQ(property(stripped.metadata, "Exif.Image.Artist"), std::nullopt);
  EXPECT_TRUE(stripped.metadata.xmp.empty());
}

TEST_P(EveryFormat, TurnsAllEightOrientationsUpright) {
  // A stored picture for each orientation, made manually from the upright one.
  constexpr int kWidth = 24;
  constexpr int kHeight = 16;
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const bool swaps = orientation >= 5;
    Photo stored;
    stored.image = Image(swaps ? kHeight : kWidth, swaps ? kWidth : kHeight, 3, SampleType::U8);
    const auto upright_colour = [](int x, int y, int c) {
      return c == 0 ? (x < kWidth / 2 ? 30 : 220) : c == 1 ? (y < kHeight / 2 ? 40 : 200) : 90;
    };
    auto* pixels = reinterpret_cast<std::uint8_t*>(stored.image.mutable_data());
    for (int y = 0; y < kHeight; ++y) {
      for (int x = 0; x < kWidth; ++x) {
        const int mirrored_x = kWidth - 1 - x;
        const int mirrored_y = kHeight - 1 - y;
        // EXIF 2.32, table 6: which side of the scene the stored row 0 and column 0 are.
        const int column[] = {x, mirrored_x, mirrored_x, x, y, y, mirrored_y, mirrored_y};
        const int row[] = {y, y, mirrored_y, mirrored_y, x, mirrored_x, mirrored_x, x};
        for (int c = 0; c < 3; ++c) {
          pixels[(row[orientation - 1] * stored.image.width() + column[orientation - 1]) * 3 + c] =
              static_cast<std::uint8_t>(upright_colour(x, y, c));
        }
      }
    }
    stored.metadata.exif = make_exif(orientation);
    std::string bytes = encode(stored, GetParam());
    // Writing made the orientation 1; put the camera's number back into the file.
    const std::string upright_tag = le(0x0112, 2) + le(3, 2) + le(1, 4) + le(1, 4);
    const std::size_t at = bytes.find(upright_tag);
    ASSERT_NE(at, std::string::npos);
    bytes[at + 8] = static_cast<char>(orientation);
    if (GetParam() == PhotoFormat::Png) {
      const std::size_t chunk = bytes.find("eXIf");
      const std::size_t size =
          (static_cast<unsigned char>(bytes[chunk - 2]) << 8) + static_cast<unsigned char>(bytes[chunk - 1]);
      std::uint32_t crc = 0xffffffff;
      for (std::size_t i = chunk; i < chunk + 4 + size; ++i) {
        crc ^= static_cast<unsigned char>(bytes[i]);
        for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320u : 0);
      }
      bytes.replace(chunk + 4 + size, 4, be(~crc, 4));
    }

    const Photo back = decode_photo(bytes, "turned");
    ASSERT_EQ(back.image.width(), kWidth) << orientation;
    ASSERT_EQ(back.image.height(), kHeight) << orientation;
    for (const int y : {2, kHeight - 3}) {
      for (const int x : {2, kWidth - 3}) {
        for (int c = 0; c < 3; ++c) {
          EXPECT_NEAR(back.image.row<std::uint8_t>(y)[x * 3 + c], upright_colour(x, y, c), 6)
              << "orientation " << orientation << " at " << x << ", " << y;
        }
      }
    }
    EXPECT_EQ(exif_orientation(back.metadata), 1);
  }
}

TEST_P(EveryFormat, StopsWhenAsked) {
  const Photo photo = make_photo(300, 300, 3);
  const std::string bytes = encode(photo, GetParam());
  std::stop_source source;
  source.request_stop();
  WriteOptions options;
  options.format = GetParam();
  EXPECT_THROW((void)decode_photo(bytes, "x", {}, RunContext{source.get_token(), {}}), Cancelled);
  EXPECT_THROW((void)encode_photo(photo, options, RunContext{source.get_token(), {}}), Cancelled);
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat,
                         testing::Values(PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP,
                                         PhotoFormat::Tiff),
                         [](const auto& test_case) { return std::string(to_string(test_case.param)); });

TEST(JpegRoundTrip, StaysNearAndIsGreyWhereItWas) {
  for (const int channels : {1, 3}) {
    const Photo photo = make_photo(64, 48, channels);
    const Photo back = decode_photo(encode(photo, PhotoFormat::Jpeg), "near");
    ASSERT_EQ(back.image.channels(), channels);
    EXPECT_LE(max_difference(photo.image, back.image), 24);
  }
}

TEST(JpegRoundTrip, NeverBelowTheSourcesQualityAndKeepsItsSampling) {
  Photo source = make_photo(64, 48, 3);
  source.jpeg = JpegTraits{.quality = 90, .h_sampling = 2, .v_sampling = 1};
  for (const int quality : {40, 75, 90, 98, 100}) {
    WriteOptions options;
    options.quality = quality;
    const Photo read = decode_photo(encode(source, PhotoFormat::Jpeg, options), "source");
    ASSERT_TRUE(read.jpeg);
    EXPECT_EQ(read.jpeg->quality, quality);
    EXPECT_EQ(read.jpeg->h_sampling, 2);
    EXPECT_EQ(read.jpeg->v_sampling, 1);
    const Photo copy = decode_photo(encode(read, PhotoFormat::Jpeg), "copy");
    EXPECT_EQ(copy.jpeg->quality, std::max(95, quality));
    EXPECT_EQ(copy.jpeg->h_sampling, 2);
    EXPECT_EQ(copy.jpeg->v_sampling, 1);
  }
  EXPECT_EQ(decode_photo(encode(make_photo(8, 8, 3), PhotoFormat::Jpeg), "new").jpeg->h_sampling, 1);
}

TEST(PhotoRoundTrip, KeepsResolution) {
  for (const PhotoFormat format : {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::Tiff}) {
    Photo photo = make_photo(8, 8, 3);
    photo.density = PixelDensity{300, 240};
    const Photo back = decode_photo(encode(photo, format), "dpi");
    ASSERT_TRUE(back.density) << to_string(format);
    EXPECT_NEAR(back.density->x, 300, 0.02);
    EXPECT_NEAR(back.density->y, 240, 0.02);
  }
}

TEST(PhotoRoundTrip, CorrectsSizeTagsAndDropsTheOldThumbnail) {
  Photo photo = make_photo(20, 10, 3);
  set_properties(photo.metadata, std::vector<MetadataProperty>{{"Exif.Photo.PixelXDimension", "4000"},
                                                               {"Exif.Photo.PixelYDimension", "3000"},
                                                               {"Exif.Thumbnail.Compression", "6"},
                                                               {"Exif.Thumbnail.ImageDescription", "old"},
                                                               {"Xmp.tiff.ImageWidth", "4000"},
                                                               {"Xmp.tiff.Orientation", "6"}});
  const Photo back = decode_photo(encode(photo, PhotoFormat::Jpeg), "sizes");
  EXPECT_EQ(property(back.metadata, "Exif.Photo.PixelXDimension"), "20");
  EXPECT_EQ(property(back.metadata, "Exif.Photo.PixelYDimension"), "10");
  EXPECT_EQ(property(back.metadata, "Exif.Thumbnail.ImageDescription"), std::nullopt);
  EXPECT_EQ(property(back.metadata, "Xmp.tiff.ImageWidth"), "20");
  EXPECT_EQ(property(back.metadata, "Xmp.tiff.Orientation"), "1");
}

TEST(PhotoRoundTrip, TextEntriesStayInPngAndReplaceTheirNamesakes) {
  Photo photo = make_photo(8, 8, 3);
  photo.metadata.texts = {{"Title", "Fjord in Ålesund"}, {"Source", "old"}};
  WriteOptions options;
  options.extra_texts = {{"Source", "new\nline"}};
  const Photo back = decode_photo(encode(photo, PhotoFormat::Png, options), "text");
  const std::vector<TextEntry> expected = {{"Title", "Fjord in Ålesund"}, {"Source", "new\nline"}};
  EXPECT_EQ(back.metadata.texts, expected);

  options.format = PhotoFormat::WebP;
  EXPECT_TRUE(has_note(encode_photo(photo, options).report.notes, "text entries are left out"));
  options.extra_texts = {{"", "no name"}};
  EXPECT_EQ(error_of([&] { (void)encode_photo(photo, options); }).code(), ErrorCode::InvalidArgument);
}

TEST(PhotoRoundTrip, JpegFlattensOnWhiteAndSaysSo) {
  Photo photo;
  photo.image = Image(16, 16, 4, SampleType::U16);  // black, transparent
  WriteOptions options;
  options.format = PhotoFormat::Jpeg;
  const EncodedPhoto encoded = encode_photo(photo, options);
  EXPECT_TRUE(has_note(encoded.report.notes, "transparency became white"));
  EXPECT_TRUE(has_note(encoded.report.notes, "16 bits"));
  EXPECT_EQ(static_cast<int>(decode_photo(encoded.bytes, "flat").image.row<std::uint8_t>(8)[24]), 255);
}

TEST(PhotoRoundTrip, WebpOfGreyKeepsTheGreys) {
  const Photo photo = make_photo(16, 16, 2);
  const Photo back = decode_photo(encode(photo, PhotoFormat::WebP), "grey");
  ASSERT_EQ(back.image.channels(), 4);
  for (int x = 0; x < 16; ++x) {
    const auto* grey = photo.image.row<std::uint8_t>(3) + x * 2;
    const auto* colour = back.image.row<std::uint8_t>(3) + x * 4;
    EXPECT_EQ(colour[0], grey[0]);
    EXPECT_EQ(colour[2], grey[0]);
    EXPECT_EQ(colour[3], grey[1]);
  }
}

TEST(PhotoRoundTrip, WebpWithAQualityIsSmaller) {
  const Photo photo = make_photo(200, 200, 3);
  WriteOptions lossy;
  lossy.quality = 80;
  EXPECT_LT(encode(photo, PhotoFormat::WebP, lossy).size(), encode(photo, PhotoFormat::WebP).size());
}

}  // namespace
}  // namespace v4e
