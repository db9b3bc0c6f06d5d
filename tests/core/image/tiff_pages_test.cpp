// SPDX-License-Identifier: GPL-3.0-or-later
// TIFF files of cameras, scanners and other programs: previews, raw data, extra channels, Lab, colours
// without a profile.
#include <tiffio.h>

#include <array>
#include <sstream>

#include "core/image/colour/colour.h"
#include "core/image/colour/lcms.h"
#include "core/image/io/metadata.h"
#include "tiff_fixtures.h"

namespace v4e {
namespace {

template <typename Value>
void expect_single(const TiffFile& file, TiffTag<Value> tag, std::initializer_list<TIFFDataType> types) {
  const TIFFField* field = TIFFFieldWithTag(file.handle(), tag.number);
  ASSERT_NE(field, nullptr) << tag.number;
  EXPECT_EQ(TIFFFieldPassCount(field), 0) << tag.number;
  EXPECT_NE(std::find(types.begin(), types.end(), TIFFFieldDataType(field)), types.end()) << tag.number;
}

template <typename Count, typename Element>
void expect_array(const TiffFile& file, TiffArrayTag<Count, Element> tag, int read_count) {
  const TIFFField* field = TIFFFieldWithTag(file.handle(), tag.number);
  ASSERT_NE(field, nullptr) << tag.number;
  EXPECT_EQ(TIFFFieldPassCount(field), 1) << tag.number;
  EXPECT_EQ(TIFFFieldReadCount(field), read_count)
      << tag.number << ": -1 is a length of 16 bits, -3 one of 32";
}

TEST(TiffTags, AreOfTheTypesThatLibtiffHandsOver) {
  const TiffFile file(false);
  for (const auto tag : {tiff::kSubfileType, tiff::kWidth, tiff::kHeight, tiff::kRowsPerStrip,
                         tiff::kTileWidth, tiff::kTileHeight})
    expect_single(file, tag, {TIFF_LONG});
  for (const auto tag : {tiff::kBits, tiff::kSamples, tiff::kPhotometric, tiff::kPlanar, tiff::kSampleFormat,
                         tiff::kOrientation, tiff::kCompression, tiff::kResolutionUnit, tiff::kInkSet})
    expect_single(file, tag, {TIFF_SHORT});
  for (const auto tag : {tiff::kXResolution, tiff::kYResolution}) expect_single(file, tag, {TIFF_RATIONAL});
  expect_array(file, tiff::kExtraSamples, TIFF_VARIABLE);
  expect_array(file, tiff::kSubDirectories, TIFF_VARIABLE);
  expect_array(file, tiff::kIccProfile, TIFF_VARIABLE2);
  for (const auto& [number, length] :
       std::map<std::uint32_t, int>{{tiff::kWhitePoint.number, 2}, {tiff::kPrimaries.number, 6}}) {
    const TIFFField* field = TIFFFieldWithTag(file.handle(), number);
    ASSERT_NE(field, nullptr);
    EXPECT_EQ(TIFFFieldPassCount(field), 0);
    EXPECT_EQ(TIFFFieldReadCount(field), length);
  }
}

void expect_raw(const std::string& bytes) {
  const Error error = error_of([&] { (void)decode_photo(bytes, "shot.dng"); });
  EXPECT_EQ(error.code(), ErrorCode::Unsupported);
  EXPECT_NE(std::string_view(error.what()).find("camera raw"), std::string_view::npos) << error.what();
}

TEST(TiffRaw, DngIsToldByItsVersionAnywhere) {
  Page linear;
  linear.has_dng_version = true;
  expect_raw(make_tiff({linear}));
  Page preview{.is_reduced = true, .pages_below = 1, .has_dng_version = true};
  expect_raw(make_tiff({preview, Page{}}));
  expect_raw(make_tiff({Page{}, linear}));
}

TEST(TiffRaw, SensorDataBelowAPreviewIsNotEditedAsTheThumbnail) {
  const Page preview{.width = 12, .height = 8, .is_reduced = true, .pages_below = 1};
  const Page sensor{.width = 48, .height = 32, .photometric = 32803, .pixel = {90}};
  expect_raw(make_tiff({preview, sensor}));
  expect_raw(make_tiff({sensor}));
  const Page unmarked{.width = 12, .height = 8, .pages_below = 1};
  expect_raw(make_tiff({unmarked, sensor}));
}

TEST(TiffRaw, MakersMarksBehindTheHeaderCount) {
  for (const std::string_view mark : {"CR\2\0", "IIII", "MMMM"}) {
    // The mark stands where libtiff puts the pixels, and only the directory after them matters.
    std::string bytes = make_tiff({Page{}});
    bytes.replace(8, mark.size(), mark);
    expect_raw(bytes);
  }
}

TEST(TiffPages, TheWholePictureIsReadWhereTheFirstPageIsASmallCopy) {
  const Page preview{.width = 12, .height = 8, .pixel = {1, 2, 3}, .is_reduced = true};
  Page below = preview;
  below.pages_below = 1;
  for (const auto& pages : {std::vector{preview, Page{}}, std::vector{below, Page{}}}) {
    const Photo photo = decode_photo(make_tiff(pages), "scan.tif");
    EXPECT_EQ(photo.image.width(), 24);
    EXPECT_EQ(pixel_of(photo), (std::vector{200, 100, 50}));
    EXPECT_TRUE(has_note(photo.notes, "small copy"));
  }
  // What only the first page says counts for the whole file.
  below.orientation = ORIENTATION_RIGHTTOP;
  below.icc = make_adobe_rgb_profile();
  const Photo turned = decode_photo(make_tiff({below, Page{}}), "film.tif");
  EXPECT_EQ(turned.image.height(), 24);
  EXPECT_EQ(turned.icc_profile, below.icc);
  const Photo upright = decode_photo(make_tiff({below, Page{.orientation = ORIENTATION_TOPLEFT}}), "u.tif");
  EXPECT_EQ(upright.image.width(), 24);
  const Photo alone = decode_photo(make_tiff({preview}), "small.tif");
  EXPECT_EQ(alone.image.width(), 12);
}

TEST(TiffPages, PagesAfterTheFirstAreSaid) {
  const Photo two = decode_photo(make_tiff({Page{}, Page{.width = 48, .height = 32}}), "fax.tif");
  EXPECT_EQ(two.image.width(), 24);
  EXPECT_TRUE(has_note(two.notes, "more pages"));
  const Photo pyramid =
      decode_photo(make_tiff({Page{}, Page{.width = 12, .height = 8, .is_reduced = true}}), "p.tif");
  EXPECT_FALSE(has_note(pyramid.notes, "more pages")) << "a thumbnail behind the picture is no page";
}

TEST(TiffExtraSamples, OnlyWhatIsMarkedAsTransparencyIs) {
  for (const std::uint16_t planar : {PLANARCONFIG_CONTIG, PLANARCONFIG_SEPARATE}) {
    for (const std::uint16_t bits : {8, 16}) {
      Page page{
          .bits = bits, .planar = planar, .pixel = {200, 100, 50, 10}, .extras = {EXTRASAMPLE_UNSPECIFIED}};
      const Photo infrared = decode_photo(make_tiff({page}), "scan.tif");
      EXPECT_EQ(pixel_of(infrared), (std::vector{200, 100, 50}));
      EXPECT_TRUE(has_note(infrared.notes, "extra channels"));
      page.extras = {EXTRASAMPLE_UNASSALPHA};
      EXPECT_EQ(pixel_of(decode_photo(make_tiff({page}), "a.tif")), (std::vector{200, 100, 50, 10}));
      page.pixel = {200, 100, 50, 7, 10, 9};
      page.extras = {EXTRASAMPLE_UNSPECIFIED, EXTRASAMPLE_UNASSALPHA, EXTRASAMPLE_UNSPECIFIED};
      const Photo second = decode_photo(make_tiff({page}), "b.tif");
      EXPECT_EQ(pixel_of(second), (std::vector{200, 100, 50, 10}))
          << "bits " << bits << ", planar " << planar;
      EXPECT_TRUE(has_note(second.notes, "extra channels"));
    }
  }
  const Page grey{.photometric = PHOTOMETRIC_MINISBLACK,
                  .pixel = {80, 3, 200},
                  .extras = {EXTRASAMPLE_UNSPECIFIED, EXTRASAMPLE_UNASSALPHA}};
  EXPECT_EQ(pixel_of(decode_photo(make_tiff({grey}), "g.tif")), (std::vector{80, 200}));
}

/// What sRGB makes of a D50 Lab colour, by Little CMS.
std::array<double, 3> srgb_of(double l, double a, double b) {
  const lcms::Profile lab(cmsCreateLab4Profile(nullptr));
  const lcms::Profile srgb(cmsCreate_sRGBProfile());
  const auto transform = lcms::make_transform(lab, TYPE_Lab_DBL, srgb, TYPE_RGB_DBL);
  const double in[3] = {l, a, b};
  std::array<double, 3> out{};
  cmsDoTransform(transform.get(), in, out.data(), 1);
  return out;
}

TEST(TiffLab, IsD50AndKeepsItsDepth) {
  struct Colour {
    double l, a, b;
  };
  for (const Colour& colour :
       {Colour{54, 0, 0}, {54, 40, -30}, {24, -10, -20}, {85, 8, 40}, {0, 0, 0}, {100, 0, 0}}) {
    const auto wanted = srgb_of(colour.l, colour.a, colour.b);
    const auto signed_sample = [](double value, double scale) {
      return static_cast<std::uint16_t>(static_cast<std::int16_t>(std::lround(value * scale)));
    };
    const auto sample = [](double value) { return static_cast<std::uint16_t>(std::lround(value)); };
    const std::vector<Page> pages{
        {.bits = 8,
         .photometric = PHOTOMETRIC_CIELAB,
         .pixel = {sample(colour.l * 2.55), static_cast<std::uint16_t>(signed_sample(colour.a, 1) & 255),
                   static_cast<std::uint16_t>(signed_sample(colour.b, 1) & 255)}},
        {.bits = 16,
         .photometric = PHOTOMETRIC_CIELAB,
         .pixel = {sample(colour.l * 655.35), signed_sample(colour.a, 256), signed_sample(colour.b, 256)}},
        {.bits = 8,
         .photometric = PHOTOMETRIC_ICCLAB,
         .pixel = {sample(colour.l * 2.55), sample(colour.a + 128), sample(colour.b + 128)}},
        {.bits = 16,
         .photometric = PHOTOMETRIC_ICCLAB,
         .pixel = {sample(colour.l * 652.8), sample((colour.a + 128) * 256), sample((colour.b + 128) * 256)}},
        {.bits = 8,
         .photometric = PHOTOMETRIC_ITULAB,
         .pixel = {sample(colour.l * 2.55), sample(colour.a * 255 / 170 + 128),
                   sample(colour.b * 255 / 200 + 96)}}};
    for (const Page& page : pages) {
      const Photo photo = decode_photo(make_tiff({page}), "lab.tif");
      ASSERT_EQ(photo.image.type(), page.bits == 16 ? SampleType::U16 : SampleType::U8);
      EXPECT_TRUE(photo.icc_profile.empty());
      const double full = page.bits == 16 ? 65535.0 : 255.0;
      const auto got = pixel_of(photo);
      for (std::size_t c = 0; c < 3; ++c)
        EXPECT_NEAR(got[c] / full * 255, std::clamp(wanted[c], 0.0, 1.0) * 255, page.bits == 16 ? 0.1 : 2.0)
            << "L " << colour.l << ", bits " << page.bits << ", photometric " << page.photometric;
    }
  }
}

TEST(TiffPrimaries, MakeAProfileWhereThereIsNone) {
  Page adobe;
  adobe.white = {0.3127f, 0.3290f};
  adobe.primaries = {0.64f, 0.33f, 0.21f, 0.71f, 0.15f, 0.06f};
  const Photo photo = decode_photo(make_tiff({adobe}), "adobe.tif");
  ASSERT_TRUE(is_usable_profile(photo.icc_profile, ProfileKind::Rgb));
  EXPECT_TRUE(has_note(photo.notes, "colours without a profile"));
  Photo known = photo;
  known.icc_profile = make_adobe_rgb_profile();
  EXPECT_LE(max_difference(from_working_srgb(to_working_srgb(photo).rgb, make_photo(1, 1, 3)),
                           from_working_srgb(to_working_srgb(known).rgb, make_photo(1, 1, 3))),
            1);
  Page srgb;
  srgb.white = {0.3127f, 0.3290f};
  srgb.primaries = {0.64f, 0.33f, 0.30f, 0.60f, 0.15f, 0.06f};
  EXPECT_TRUE(decode_photo(make_tiff({srgb}), "srgb.tif").icc_profile.empty());
}

TEST(TiffPrimaries, ATransferFunctionIsSaid) {
  for (const std::vector<std::uint16_t>& pixel : {std::vector<std::uint16_t>{80}, {200, 100, 50}}) {
    Page page{.pixel = pixel};
    if (pixel.size() == 1) page.photometric = PHOTOMETRIC_MINISBLACK;
    page.transfer.assign(256, 1000);
    const Photo photo = decode_photo(make_tiff({page}), "curve.tif");
    EXPECT_EQ(photo.notes.size(), 1u);
    EXPECT_TRUE(has_note(photo.notes, "TransferFunction"));
  }
}

TEST(TiffBig, KeepsItsMetadata) {
  Page page;
  page.maker = "Leica Camera AG";
  PhotoMetadata metadata;
  set_properties(metadata, std::vector<MetadataProperty>{{"Xmp.xmp.Rating", "4"}});
  page.xmp = metadata.xmp;
  for (const bool is_big : {false, true}) {
    const std::string bytes = make_tiff({page}, is_big);
    const Photo photo = decode_photo(bytes, "big.tif");
    EXPECT_TRUE(photo.notes.empty()) << photo.notes.front();
    EXPECT_EQ(property(photo.metadata, "Exif.Image.Make"), "Leica Camera AG");
    EXPECT_EQ(property(photo.metadata, "Xmp.xmp.Rating"), "4");
    if (!is_big) continue;
    // Directories that point anywhere are refused or left out, never followed.
    for (std::size_t at = 0; at < bytes.size(); at += 3) {
      std::string broken = bytes;
      broken[at] = static_cast<char>(~broken[at]);
      try {
        (void)decode_photo(broken, "broken.tif");
      } catch (const Error& error) {
        EXPECT_NE(error.code(), ErrorCode::Internal) << error.what();
      }
    }
  }
}

TEST(ColourTags, AreTrueAfterLabBecameSrgb) {
  PhotoMetadata metadata;
  set_properties(metadata, std::vector<MetadataProperty>{{"Xmp.photoshop.ColorMode", "9"},
                                                         {"Xmp.photoshop.ICCProfile", "Lab D50"}});
  const Page lab{.photometric = PHOTOMETRIC_CIELAB, .pixel = {120, 10, 10}, .xmp = metadata.xmp};
  const Photo photo = decode_photo(make_tiff({lab}), "lab.tif");
  EXPECT_EQ(property(photo.metadata, "Xmp.photoshop.ColorMode"), "3");
  EXPECT_EQ(property(photo.metadata, "Xmp.photoshop.ICCProfile"), "sRGB IEC61966-2.1");
}

}  // namespace
}  // namespace v4e
