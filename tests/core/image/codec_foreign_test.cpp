// SPDX-License-Identifier: GPL-3.0-or-later
// Files as other programs make them: inks, palettes, animations, tiles, planes.
#include <tiffio.h>
#include <webp/encode.h>
#include <webp/mux.h>

#include <jpeglib.h>
#include <cstdio>

#include "core/image/colour/colour.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "profile_fixtures.h"

namespace v4e {
namespace {

/// `inverted` as Adobe does it.
std::string make_cmyk_jpeg(int c, int m, int y, int k, bool inverted) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size_bytes = 0;
  jpeg_mem_dest(&info, &buffer, &size_bytes);
  info.image_width = 16;
  info.image_height = 16;
  info.input_components = 4;
  info.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&info);
  jpeg_set_quality(&info, 100, TRUE);
  info.write_Adobe_marker = inverted ? TRUE : FALSE;
  jpeg_start_compress(&info, TRUE);
  std::vector<JSAMPLE> row;
  for (int x = 0; x < 16; ++x) {
    for (const int ink : {c, m, y, k}) row.push_back(static_cast<JSAMPLE>(inverted ? 255 - ink : ink));
  }
  JSAMPROW rows[1] = {row.data()};
  for (int line = 0; line < 16; ++line) jpeg_write_scanlines(&info, rows, 1);
  jpeg_finish_compress(&info);
  std::string bytes(reinterpret_cast<char*>(buffer), size_bytes);
  jpeg_destroy_compress(&info);
  std::free(buffer);
  return bytes;
}

TEST(ForeignJpeg, InksBecomeRgbInBothConventions) {
  for (const bool inverted : {true, false}) {
    const Photo photo = decode_photo(make_cmyk_jpeg(255, 0, 0, 51, inverted), "cmyk.jpg");
    ASSERT_EQ(photo.image.channels(), 3);
    EXPECT_NEAR(photo.image.row<std::uint8_t>(5)[15], 0, 3);
    EXPECT_NEAR(photo.image.row<std::uint8_t>(5)[16], 204, 3);
    EXPECT_NEAR(photo.image.row<std::uint8_t>(5)[17], 204, 3);
    EXPECT_TRUE(has_note(photo.notes, "CMYK"));
    EXPECT_TRUE(photo.icc_profile.empty());
  }
}

TEST(ForeignJpeg, AHundredScansTooManyAreRefused) {
  // A progressive file repeats refinement scans; two hundred of them take minutes on a large picture.
  std::string bytes = encode(make_photo(16, 16, 1), PhotoFormat::Jpeg);
  const std::size_t scan = bytes.find("\xff\xda");
  const std::string scan_bytes = bytes.substr(scan, bytes.size() - 2 - scan);
  bytes[bytes.find("\xff\xc0") + 1] = static_cast<char>(0xc2);
  std::string bomb = bytes.substr(0, scan);
  std::string header = scan_bytes.substr(0, 10);
  header[7] = header[8] = 0;  // progressive: the DC coefficient alone
  for (int i = 0; i < 400; ++i) bomb += header + scan_bytes.substr(10);
  bomb += "\xff\xd9";
  const Error error = error_of([&] { (void)decode_photo(bomb, "bomb.jpg"); });
  EXPECT_NE(std::string_view(error.what()).find("scans"), std::string_view::npos) << error.what();
}

std::string make_progressive(const Image& image) {
  jpeg_compress_struct info{};
  jpeg_error_mgr errors{};
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  unsigned char* buffer = nullptr;
  unsigned long size_bytes = 0;
  jpeg_mem_dest(&info, &buffer, &size_bytes);
  info.image_width = static_cast<JDIMENSION>(image.width());
  info.image_height = static_cast<JDIMENSION>(image.height());
  info.input_components = 3;
  info.in_color_space = JCS_RGB;
  jpeg_set_defaults(&info);
  jpeg_simple_progression(&info);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < image.height(); ++y) {
    JSAMPROW row = const_cast<JSAMPROW>(image.row<JSAMPLE>(y));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  std::string bytes(reinterpret_cast<char*>(buffer), size_bytes);
  jpeg_destroy_compress(&info);
  std::free(buffer);
  return bytes;
}

TEST(ForeignJpeg, WithoutItsEndMarkAllPixelsAreThere) {
  const Image picture = make_picture(100, 60, 3, SampleType::U8);
  for (const std::string& whole :
       {encode(make_photo(100, 60, 3), PhotoFormat::Jpeg), make_progressive(picture)}) {
    ASSERT_TRUE(whole.ends_with("\xff\xd9"));
    for (const std::size_t cut : {1, 2}) {
      const Photo photo = decode_photo(std::string_view(whole).substr(0, whole.size() - cut), "cut.jpg");
      EXPECT_TRUE(same_pixels(photo.image, decode_photo(whole, "whole.jpg").image));
      EXPECT_TRUE(has_note(photo.notes, "end mark"));
    }
    EXPECT_FALSE(has_note(decode_photo(whole, "whole.jpg").notes, "end mark"));
    for (const std::size_t cut : {whole.size() / 20, whole.size() / 5, whole.size() / 2}) {
      const Error error = error_of(
          [&] { (void)decode_photo(std::string_view(whole).substr(0, whole.size() - cut), "cut.jpg"); });
      EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << cut << " bytes fewer";
    }
  }
}

TEST(ForeignJpeg, AProgressiveFileThatEndsBetweenTwoScansIsCut) {
  const std::string whole = make_progressive(make_picture(100, 60, 3, SampleType::U8));
  const std::size_t last_scan = whole.rfind("\xff\xda");
  const Error error =
      error_of([&] { (void)decode_photo(std::string_view(whole).substr(0, last_scan), "cut.jpg"); });
  EXPECT_EQ(error.code(), ErrorCode::FileMalformed);
}

TEST(ForeignJpeg, SoundFilesOfAKindThatIsNotReadAreNotCalledDamaged) {
  std::string twelve_bit = encode(make_photo(16, 16, 3), PhotoFormat::Jpeg);
  twelve_bit[twelve_bit.find("\xff\xc0") + 4] = 12;
  std::string lossless = encode(make_photo(16, 16, 3), PhotoFormat::Jpeg);
  lossless[lossless.find("\xff\xc0") + 1] = static_cast<char>(0xc3);
  for (const std::string& bytes : {twelve_bit, lossless}) {
    const Error error = error_of([&] { (void)decode_photo(bytes, "scan.jpg"); });
    EXPECT_EQ(error.code(), ErrorCode::Unsupported);
    EXPECT_NE(std::string_view(error.what()).find("8 bits"), std::string_view::npos) << error.what();
  }
}

TEST(ForeignPng, AnimationGivesItsFirstFrameAndANote) {
  const Photo still = make_photo(12, 9, 4);
  const Photo photo =
      decode_photo(with_chunk(encode(still, PhotoFormat::Png), "acTL", be(2, 4) + be(0, 4)), "a.png");
  EXPECT_TRUE(has_note(photo.notes, "animated"));
  EXPECT_TRUE(same_pixels(photo.image, still.image));
}

TEST(ForeignPng, GammaWithoutProfileMakesOne) {
  const std::string png = encode(make_photo(12, 9, 3), PhotoFormat::Png);
  const Photo linear = decode_photo(with_chunk(png, "gAMA", be(100000, 4)), "linear.png");
  EXPECT_TRUE(has_note(linear.notes, "gamma"));
  EXPECT_TRUE(is_usable_profile(linear.icc_profile, ProfileKind::Rgb));
  const Photo usual = decode_photo(with_chunk(png, "gAMA", be(45455, 4)), "usual.png");
  EXPECT_TRUE(usual.icc_profile.empty());
  EXPECT_TRUE(usual.notes.empty());
}

TEST(ForeignPng, BrokenProfileIsLeftOut) {
  const std::string png = encode(make_photo(12, 9, 3), PhotoFormat::Png);
  const Photo photo = decode_photo(with_chunk(png, "iCCP", std::string("x\0\0garbage", 10)), "icc.png");
  EXPECT_TRUE(photo.icc_profile.empty());
  EXPECT_EQ(photo.image.width(), 12);
}

TEST(ForeignWebp, AnimationGivesItsFirstFrameAndANote) {
  WebPAnimEncoderOptions options{};
  WebPAnimEncoderOptionsInit(&options);
  WebPAnimEncoder* encoder = WebPAnimEncoderNew(10, 6, &options);
  WebPConfig config{};
  WebPConfigInit(&config);
  config.lossless = 1;
  for (int frame = 0; frame < 2; ++frame) {
    WebPPicture picture{};
    WebPPictureInit(&picture);
    picture.use_argb = 1;
    picture.width = 10;
    picture.height = 6;
    WebPPictureAlloc(&picture);
    for (int i = 0; i < 60; ++i) picture.argb[i] = frame == 0 ? 0xff102030u : 0xffffffffu;
    WebPAnimEncoderAdd(encoder, &picture, frame * 100, &config);
    WebPPictureFree(&picture);
  }
  WebPAnimEncoderAdd(encoder, nullptr, 200, nullptr);
  WebPData data{};
  WebPAnimEncoderAssemble(encoder, &data);
  const std::string bytes(reinterpret_cast<const char*>(data.bytes), data.size);
  WebPDataClear(&data);
  WebPAnimEncoderDelete(encoder);

  const Photo photo = decode_photo(bytes, "a.webp");
  EXPECT_TRUE(has_note(photo.notes, "animated"));
  EXPECT_EQ(photo.image.row<std::uint8_t>(3)[4], 0x10);
  EXPECT_EQ(photo.image.row<std::uint8_t>(3)[6], 0x30);
}

/// 3 x 2 pixels of a palette of four; every code is followed by a clear, so that it stays at 3 bits.
std::string make_gif(int frames, int transparent_index) {
  std::string gif = "GIF89a" + le(3, 2) + le(2, 2) + std::string("\xf1\0\0", 3);
  for (const int colour : {0x000000, 0xff0000, 0x00ff00, 0x0000ff})
    gif += be(static_cast<std::uint32_t>(colour), 3);
  for (int frame = 0; frame < frames; ++frame) {
    if (transparent_index >= 0)
      gif += std::string("\x21\xf9\x04\x01\0\0", 6) + static_cast<char>(transparent_index) + '\0';
    gif += "\x2c" + le(0, 4) + le(3, 2) + le(2, 2) + std::string("\0\x02", 2);
    std::uint64_t window = 0;
    int bits = 0;
    const auto put = [&](std::uint64_t code) {
      window |= code << bits;
      bits += 3;
    };
    for (const int index : {0, 1, 2, 3, 2, 1}) {
      put(4);
      put(static_cast<std::uint64_t>(index));
    }
    put(5);
    std::string codes;
    for (int i = 0; i < (bits + 7) / 8; ++i) codes.push_back(static_cast<char>(window >> 8 * i));
    gif += static_cast<char>(codes.size()) + codes + '\0';
  }
  return gif + "\x3b";
}

TEST(ForeignGif, FirstFrameAndANote) {
  const Photo photo = decode_photo(make_gif(2, -1), "a.gif");
  EXPECT_TRUE(has_note(photo.notes, "animated"));
  const std::uint8_t expected[2][9] = {{0, 0, 0, 255, 0, 0, 0, 255, 0}, {0, 0, 255, 0, 255, 0, 255, 0, 0}};
  ASSERT_EQ(photo.image.channels(), 3);
  for (int y = 0; y < 2; ++y) {
    for (int i = 0; i < 9; ++i)
      EXPECT_EQ(photo.image.row<std::uint8_t>(y)[i], expected[y][i]) << y << ", " << i;
  }
  EXPECT_TRUE(decode_photo(make_gif(1, -1), "b.gif").notes.empty());
}

TEST(ForeignGif, TransparentColour) {
  const Photo photo = decode_photo(make_gif(1, 2), "a.gif");
  ASSERT_EQ(photo.image.channels(), 4);
  EXPECT_EQ(photo.image.row<std::uint8_t>(0)[2 * 4 + 3], 0);
  EXPECT_EQ(photo.image.row<std::uint8_t>(0)[1 * 4 + 3], 255);
}

TEST(ForeignGif, AScreenThatIsStatedTooSmallGrowsByItsFirstFrame) {
  const Photo whole = decode_photo(make_gif(1, -1), "a.gif");
  std::string gif = make_gif(1, -1);
  for (const std::uint32_t side : {0u, 1u}) {
    gif.replace(6, 4, le(side, 2) + le(side, 2));
    EXPECT_TRUE(same_pixels(decode_photo(gif, "small.gif").image, whole.image));
  }
}

TEST(ForeignGif, CommentXmpAndProfileAreKept) {
  const auto blocks = [](const std::string& data) {
    std::string chain;
    for (std::size_t at = 0; at < data.size(); at += 255) {
      const std::string block = data.substr(at, 255);
      chain += static_cast<char>(block.size()) + block;
    }
    return chain + '\0';
  };
  PhotoMetadata metadata;
  set_properties(metadata, std::vector<MetadataProperty>{{"Xmp.xmp.Rating", "4"}});
  std::string ramp = "\x01";
  for (int i = 255; i >= 0; --i) ramp += static_cast<char>(i);
  const std::string icc = make_adobe_rgb_profile();
  std::string gif = make_gif(1, -1);
  const std::string extensions = "\x21\xfe" + blocks("At the lake") + "\x21\xff\x0bXMP DataXMP" +
                                 metadata.xmp + ramp + '\0' + "\x21\xff\x0bICCRGBG1012" + blocks(icc);
  gif.insert(gif.find('\x2c'), extensions);
  const Photo photo = decode_photo(gif, "a.gif");
  EXPECT_EQ(property(photo.metadata, "Xmp.xmp.Rating"), "4");
  EXPECT_EQ(photo.icc_profile, icc);
  ASSERT_EQ(photo.metadata.texts.size(), 1u);
  EXPECT_EQ(photo.metadata.texts[0].value, "At the lake");
}

TEST(ForeignGif, EveryCutIsRefused) {
  const std::string whole = make_gif(1, -1);
  for (std::size_t size = 6; size + 2 < whole.size(); ++size) {
    EXPECT_EQ(error_of([&] { (void)decode_photo(whole.substr(0, size), "cut.gif"); }).code(),
              ErrorCode::FileMalformed)
        << size;
  }
}

class ForeignTiff : public PhotoFiles {
 protected:
  /// A TIFF written by libtiff; `set` adds to width, height and depth, `write` puts the pixels.
  Photo make(const std::function<void(TIFF*)>& set, const std::function<void(TIFF*)>& write) {
    const std::string name = path("foreign.tif").string();
    TIFF* tiff = TIFFOpen(name.c_str(), mode_);
    TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 20);
    TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 18);
    TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
    set(tiff);
    write(tiff);
    TIFFClose(tiff);
    return read_photo(name);
  }
  const char* mode_ = "w";
};

TEST_F(ForeignTiff, BigEndianTilesIn16Bit) {
  mode_ = "wb";
  const Photo photo = make(
      [](TIFF* tiff) {
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 16);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 3);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
        TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 16);
        TIFFSetField(tiff, TIFFTAG_TILELENGTH, 16);
      },
      [](TIFF* tiff) {
        std::vector<std::uint16_t> tile(16 * 16 * 3);
        for (std::uint32_t ty = 0; ty < 2; ++ty) {
          for (std::uint32_t tx = 0; tx < 2; ++tx) {
            for (std::uint32_t i = 0; i < 256; ++i) {
              for (std::uint32_t c = 0; c < 3; ++c) {
                tile[i * 3 + c] =
                    static_cast<std::uint16_t>((tx * 16 + i % 16) * 1000 + (ty * 16 + i / 16) * 10 + c);
              }
            }
            TIFFWriteTile(tiff, tile.data(), tx * 16, ty * 16, 0, 0);
          }
        }
      });
  ASSERT_EQ(photo.image.type(), SampleType::U16);
  for (int y = 0; y < 18; ++y) {
    for (int x = 0; x < 20; ++x)
      EXPECT_EQ(photo.image.row<std::uint16_t>(y)[x * 3 + 2], x * 1000 + y * 10 + 2);
  }
}

TEST_F(ForeignTiff, SeparatePlanesAndExtraChannels) {
  const Photo photo = make(
      [](TIFF* tiff) {
        const std::uint16_t extras[] = {EXTRASAMPLE_UNASSALPHA, EXTRASAMPLE_UNSPECIFIED};
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 5);
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 2, extras);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
        TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_SEPARATE);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 5);
      },
      [](TIFF* tiff) {
        for (std::uint16_t plane = 0; plane < 5; ++plane) {
          for (std::uint32_t y = 0; y < 18; ++y) {
            std::vector<std::uint8_t> row(20, static_cast<std::uint8_t>(plane * 50 + y));
            TIFFWriteScanline(tiff, row.data(), y, plane);
          }
        }
      });
  ASSERT_EQ(photo.image.channels(), 4);
  EXPECT_TRUE(has_note(photo.notes, "extra channels"));
  for (int c = 0; c < 4; ++c) EXPECT_EQ(photo.image.row<std::uint8_t>(17)[19 * 4 + c], c * 50 + 17);
}

TEST_F(ForeignTiff, WhiteIsZero) {
  const Photo photo = make(
      [](TIFF* tiff) {
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
      },
      [](TIFF* tiff) {
        std::vector<std::uint8_t> row(20, 30);
        for (std::uint32_t y = 0; y < 18; ++y) TIFFWriteScanline(tiff, row.data(), y, 0);
      });
  EXPECT_EQ(photo.image.channels(), 1);
  EXPECT_EQ(photo.image.row<std::uint8_t>(4)[4], 225);
}

TEST_F(ForeignTiff, PremultipliedColoursAreUndone) {
  const Photo photo = make(
      [](TIFF* tiff) {
        const std::uint16_t extras[] = {EXTRASAMPLE_ASSOCALPHA};
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 4);
        TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, extras);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
      },
      [](TIFF* tiff) {
        std::vector<std::uint8_t> row;
        for (int x = 0; x < 20; ++x) row.insert(row.end(), {51, 102, 0, 102});
        for (std::uint32_t y = 0; y < 18; ++y) {
          std::vector<std::uint8_t> copy = row;
          TIFFWriteScanline(tiff, copy.data(), y, 0);
        }
      });
  const auto* pixel = photo.image.row<std::uint8_t>(3);
  EXPECT_NEAR(pixel[0], 128, 1);
  EXPECT_EQ(pixel[1], 255);
  EXPECT_EQ(pixel[3], 102);
  EXPECT_TRUE(has_note(photo.notes, "transparency"));
}

TEST_F(ForeignTiff, InksOf16Bit) {
  const Photo photo = make(
      [](TIFF* tiff) {
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 16);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 4);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_SEPARATED);
      },
      [](TIFF* tiff) {
        std::vector<std::uint16_t> row;
        for (int x = 0; x < 20; ++x) row.insert(row.end(), {0, 65535, 0, 32768});
        for (std::uint32_t y = 0; y < 18; ++y) TIFFWriteScanline(tiff, row.data(), y, 0);
      });
  ASSERT_EQ(photo.image.channels(), 3);
  EXPECT_EQ(photo.image.type(), SampleType::U16);
  EXPECT_NEAR(photo.image.row<std::uint16_t>(0)[0], 32767, 2);
  EXPECT_EQ(photo.image.row<std::uint16_t>(0)[1], 0);
  EXPECT_TRUE(has_note(photo.notes, "CMYK"));
}

TEST_F(ForeignTiff, PaletteAndMorePages) {
  const Photo photo = make(
      [](TIFF* tiff) {
        std::vector<std::uint16_t> red(256), green(256), blue(256);
        red[7] = 65535;
        blue[7] = 0x8080;
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_PALETTE);
        TIFFSetField(tiff, TIFFTAG_COLORMAP, red.data(), green.data(), blue.data());
      },
      [](TIFF* tiff) {
        std::vector<std::uint8_t> row(20, 7);
        for (std::uint32_t y = 0; y < 18; ++y) TIFFWriteScanline(tiff, row.data(), y, 0);
        TIFFWriteDirectory(tiff);
        TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, 1);
        TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, 1);
        TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8);
        TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
        TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
        TIFFWriteScanline(tiff, row.data(), 0, 0);
      });
  ASSERT_EQ(photo.image.channels(), 3);
  EXPECT_EQ(photo.image.row<std::uint8_t>(2)[0], 255);
  EXPECT_EQ(photo.image.row<std::uint8_t>(2)[1], 0);
  EXPECT_EQ(photo.image.row<std::uint8_t>(2)[2], 128);
  EXPECT_TRUE(has_note(photo.notes, "more pages"));
}

}  // namespace
}  // namespace v4e
