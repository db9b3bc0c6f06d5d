// SPDX-License-Identifier: GPL-3.0-or-later
// TIFF files that tests put together, page by page.
#pragma once

#include <tiffio.h>

#include <array>
#include <span>

#include "core/image/io/codecs/tiff_file.h"
#include "photo_fixtures.h"

namespace v4e {

/// A page that a test puts together; pixels are all `pixel`.
struct Page {
  std::uint32_t width = 24;
  std::uint32_t height = 16;
  std::uint16_t bits = 8;
  std::uint16_t photometric = PHOTOMETRIC_RGB;
  std::uint16_t planar = PLANARCONFIG_CONTIG;
  std::vector<std::uint16_t> pixel{200, 100, 50};
  std::vector<std::uint16_t> extras{};
  bool is_reduced = false;
  std::size_t pages_below = 0;  ///< how many of the pages that follow stand below this one (SubIFDs)
  bool has_dng_version = false;
  std::uint16_t orientation = 0;  ///< 0: not stated
  std::string icc{};
  std::vector<float> white{};
  std::vector<float> primaries{};
  std::vector<std::uint16_t> transfer{};
  std::string maker{};
  std::string xmp{};
  std::uint16_t format = SAMPLEFORMAT_UINT;
  std::string row{};  ///< each row as libtiff takes it, in place of `pixel`, which then tells the samples
  std::uint16_t compression = COMPRESSION_NONE;
  std::uint16_t predictor = 1;
  std::vector<std::byte> layers{};  ///< Photoshop's ImageSourceData
};

inline void put_samples(std::string& row, const Page& page, std::size_t first, std::size_t count) {
  for (std::uint32_t x = 0; x < page.width; ++x) {
    for (std::size_t c = first; c < first + count; ++c) row += le(page.pixel[c], page.bits / 8);
  }
}

inline void write_page(const TiffFile& file, const Page& page) {
  TIFF* tiff = file.handle();
  file.set(tiff::kWidth, page.width);
  file.set(tiff::kHeight, page.height);
  file.set(tiff::kBits, page.bits);
  file.set(tiff::kSamples, static_cast<std::uint16_t>(page.pixel.size()));
  file.set(tiff::kPhotometric, page.photometric);
  file.set(tiff::kPlanar, page.planar);
  file.set(tiff::kSampleFormat, page.format);
  file.set(tiff::kCompression, page.compression);
  if (page.predictor != 1) file.set(tiff::kPredictor, page.predictor);
  file.set(tiff::kRowsPerStrip, page.height);
  if (!page.extras.empty()) file.set(tiff::kExtraSamples, std::span<const std::uint16_t>(page.extras));
  if (page.is_reduced) file.set(tiff::kSubfileType, std::uint32_t{FILETYPE_REDUCEDIMAGE});
  if (page.pages_below > 0) {
    const std::vector<std::uint64_t> places(page.pages_below);
    file.set(tiff::kSubDirectories, std::span<const std::uint64_t>(places));
  }
  const std::array<std::uint8_t, 4> version{1, 4, 0, 0};
  if (page.has_dng_version) TIFFSetField(tiff, TIFFTAG_DNGVERSION, version.data());
  if (!page.white.empty()) TIFFSetField(tiff, TIFFTAG_WHITEPOINT, page.white.data());
  if (!page.primaries.empty()) TIFFSetField(tiff, TIFFTAG_PRIMARYCHROMATICITIES, page.primaries.data());
  if (page.orientation != 0) file.set(tiff::kOrientation, page.orientation);
  if (!page.icc.empty()) file.set(tiff::kIccProfile, std::as_bytes(std::span(page.icc)));
  if (page.photometric == PHOTOMETRIC_PALETTE) {
    const std::vector<std::uint16_t> grey(std::size_t{1} << page.bits, 1000);
    TIFFSetField(tiff, TIFFTAG_COLORMAP, grey.data(), grey.data(), grey.data());
  }
  const std::uint16_t* curve = page.transfer.data();
  if (!page.transfer.empty()) TIFFSetField(tiff, TIFFTAG_TRANSFERFUNCTION, curve, curve, curve);
  if (!page.maker.empty()) TIFFSetField(tiff, TIFFTAG_MAKE, page.maker.c_str());
  if (!page.xmp.empty())
    TIFFSetField(tiff, TIFFTAG_XMLPACKET, static_cast<std::uint32_t>(page.xmp.size()), page.xmp.data());
  if (!page.layers.empty()) {
    file.define_layers();
    file.set(tiff::kImageSourceData, std::span<const std::byte>(page.layers));
  }
  const bool is_separate = page.planar == PLANARCONFIG_SEPARATE;
  for (std::size_t plane = 0; plane < (is_separate ? page.pixel.size() : 1); ++plane) {
    std::string row = page.row;
    if (row.empty()) put_samples(row, page, plane, is_separate ? 1 : page.pixel.size());
    for (std::uint32_t y = 0; y < page.height; ++y) {
      std::string copy = row;  // predictors work in place
      ASSERT_EQ(TIFFWriteScanline(tiff, copy.data(), y, static_cast<std::uint16_t>(plane)), 1)
          << file.message();
    }
  }
  ASSERT_EQ(TIFFWriteDirectory(tiff), 1);
}

inline std::string make_tiff(const std::vector<Page>& pages, bool is_big = false) {
  TiffFile file(is_big);
  for (const Page& page : pages) write_page(file, page);
  return file.take_bytes();
}

inline std::vector<int> pixel_of(const Photo& photo) {
  std::vector<int> values;
  for (int c = 0; c < photo.image.channels(); ++c) {
    values.push_back(photo.image.type() == SampleType::U16
                         ? photo.image.row<std::uint16_t>(photo.image.height() / 2)[c]
                         : photo.image.row<std::uint8_t>(photo.image.height() / 2)[c]);
  }
  return values;
}

}  // namespace v4e
