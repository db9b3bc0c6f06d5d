// SPDX-License-Identifier: GPL-3.0-or-later
// Any valid profile survives any format that can hold one, byte for byte; colours that are stated otherwise
// count.
#include <map>

#include "core/image/colour/colour.h"
#include "core/image/io/codecs/png_chunks.h"
#include "profile_fixtures.h"

namespace v4e {
namespace {

cmsHPROFILE with_text(cmsHPROFILE profile, const std::string& text) {
  cmsMLU* words = cmsMLUalloc(nullptr, 1);
  cmsMLUsetASCII(words, "en", "US", text.c_str());
  cmsWriteTag(profile, cmsSigCopyrightTag, words);
  cmsMLUfree(words);
  return profile;
}

/// Profiles of RGB by what is special about them.
std::map<std::string, std::string> rgb_profiles() {
  std::map<std::string, std::string> profiles;
  profiles["sRGB 4"] = bytes_of(cmsCreate_sRGBProfile());
  cmsHPROFILE old = cmsCreate_sRGBProfile();
  cmsSetProfileVersion(old, 2.1);
  profiles["sRGB 2"] = bytes_of(old);
  profiles["Adobe RGB"] = make_adobe_rgb_profile();
  // As HP's profile of 1998, which libpng knows by heart and drops: white and intent are not what the ICC
  // asks for now.
  cmsHPROFILE odd = cmsCreate_sRGBProfile();
  const cmsCIEXYZ d65{0.9505, 1.0, 1.0891};
  cmsWriteTag(odd, cmsSigMediaWhitePointTag, &d65);
  cmsSetProfileVersion(odd, 2.1);
  profiles["white of D65"] = bytes_of(odd);
  std::string intent = profiles["sRGB 2"];
  intent[67] = 9;
  profiles["unknown intent"] = intent;
  std::string illuminant = profiles["sRGB 2"];
  illuminant[70] = static_cast<char>(0xf3);
  profiles["illuminant beside D50"] = illuminant;
  profiles["200 kB"] = bytes_of(with_text(cmsCreate_sRGBProfile(), std::string(100'000, 'x')));
  return profiles;
}

TEST(ProfileSurvival, EveryProfileThroughEveryFormat) {
  for (const auto& [name, icc] : rgb_profiles()) {
    ASSERT_TRUE(is_usable_profile(icc, ProfileKind::Rgb)) << name;
    Photo photo = make_photo(20, 12, 3);
    photo.icc_profile = icc;
    for (const PhotoFormat first :
         {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP, PhotoFormat::Tiff}) {
      const EncodedPhoto encoded = encode_photo(photo, {.format = first});
      EXPECT_TRUE(encoded.report.notes.empty()) << name << ": " << encoded.report.notes.front();
      const Photo read = decode_photo(encoded.bytes, "photo");
      EXPECT_TRUE(read.icc_profile == icc) << name << " through " << to_string(first);
    }
  }
}

TEST(ProfileSurvival, GreyProfilesOnGrey) {
  for (const double gamma : {1.0, 1.8, 2.2}) {
    Photo photo = make_photo(20, 12, 1);
    photo.icc_profile = make_grey_profile(gamma);
    ASSERT_FALSE(photo.icc_profile.empty());
    for (const PhotoFormat format : {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::Tiff})
      EXPECT_TRUE(decode_photo(encode(photo, format), "grey").icc_profile == photo.icc_profile)
          << to_string(format);
  }
}

TEST(ProfileSurvival, AProfileOfAnotherKindIsSaidTruthfully) {
  Photo grey = make_photo(20, 12, 1);
  grey.icc_profile = make_adobe_rgb_profile();
  const Photo read = decode_photo(encode(grey, PhotoFormat::Jpeg), "grey.jpg");
  EXPECT_TRUE(read.icc_profile.empty());
  EXPECT_TRUE(has_note(read.notes, "the picture is grey"));
}

TEST(ProfileSurvival, MissingPiecesInJpegAreSaid) {
  Photo photo = make_photo(20, 12, 3);
  photo.icc_profile = rgb_profiles()["200 kB"];
  std::string jpeg = encode(photo, PhotoFormat::Jpeg);
  const std::size_t mark = jpeg.find(std::string("ICC_PROFILE\0\2", 13));
  ASSERT_NE(mark, std::string::npos);
  jpeg[mark] = 'x';
  const Photo read = decode_photo(jpeg, "photo.jpg");
  EXPECT_TRUE(read.icc_profile.empty());
  EXPECT_TRUE(has_note(read.notes, "pieces of its colour profile"));
}

std::string chromaticities(std::initializer_list<double> numbers) {
  std::string data;
  for (const double number : numbers) data += be(static_cast<std::uint32_t>(std::lround(number * 100000)), 4);
  return data;
}

/// Largest difference of what two photos look like in sRGB, in 8-bit steps.
int look_difference(const Photo& a, const Photo& b) {
  return max_difference(from_working_srgb(to_working_srgb(a).rgb, make_photo(1, 1, 3)),
                        from_working_srgb(to_working_srgb(b).rgb, make_photo(1, 1, 3)));
}

const std::string kP3("\x0c\x0d\x00\x01", 4);
const std::initializer_list<double> kAdobe{0.3127, 0.3290, 0.64, 0.33, 0.21, 0.71, 0.15, 0.06};
const std::initializer_list<double> kSrgb{0.3127, 0.3290, 0.64, 0.33, 0.30, 0.60, 0.15, 0.06};

TEST(PngColours, CodePointsMakeAProfile) {
  const Photo plain = make_photo(20, 12, 3);
  const Photo photo = decode_photo(with_chunk(encode(plain, PhotoFormat::Png), "cICP", kP3), "p3.png");
  ASSERT_TRUE(is_usable_profile(photo.icc_profile, ProfileKind::Rgb));
  EXPECT_TRUE(has_note(photo.notes, "code points"));
  Photo known = plain;
  known.icc_profile = make_output_profile(OutputProfile::DisplayP3);
  EXPECT_LE(look_difference(photo, known), 1);
  const Photo srgb = decode_photo(
      with_chunk(encode(plain, PhotoFormat::Png), "cICP", std::string("\1\x0d\0\1", 4)), "srgb.png");
  EXPECT_TRUE(srgb.icc_profile.empty());
  EXPECT_TRUE(srgb.notes.empty());
  for (const char transfer : {16, 18}) {
    const Photo hdr = decode_photo(
        with_chunk(encode(plain, PhotoFormat::Png), "cICP", std::string{9, transfer, 0, 1}), "hdr.png");
    EXPECT_TRUE(has_note(hdr.notes, "HDR"));
  }
  const Photo odd = decode_photo(
      with_chunk(encode(plain, PhotoFormat::Png), "cICP", std::string("\3\3\0\1", 4)), "odd.png");
  EXPECT_TRUE(has_note(odd.notes, "not known"));
}

TEST(PngColours, CodePointsCountBeforeAProfileAndThatBeforeTheRest) {
  Photo adobe = make_photo(20, 12, 3);
  adobe.icc_profile = make_adobe_rgb_profile();
  const std::string png = encode(adobe, PhotoFormat::Png);
  EXPECT_NE(decode_photo(with_chunk(png, "cICP", kP3), "both.png").icc_profile, adobe.icc_profile);
  const std::string stated =
      with_chunk(with_chunk(png, "gAMA", be(100000, 4)), "cHRM", chromaticities(kSrgb));
  EXPECT_EQ(decode_photo(stated, "stated.png").icc_profile, adobe.icc_profile);
}

TEST(PngColours, PrimariesCountWithTheUsualGammaToo) {
  const Photo plain = make_photo(20, 12, 3);
  const std::string png = encode(plain, PhotoFormat::Png);
  Photo known = plain;
  known.icc_profile = make_adobe_rgb_profile();
  const std::string stated =
      with_chunk(with_chunk(png, "gAMA", be(45455, 4)), "cHRM", chromaticities(kAdobe));
  for (const std::string& bytes : {stated, with_chunk(png, "cHRM", chromaticities(kAdobe))}) {
    const Photo photo = decode_photo(bytes, "adobe.png");
    ASSERT_FALSE(photo.icc_profile.empty());
    EXPECT_LE(look_difference(photo, known), 1);
  }
  const std::string usual = with_chunk(with_chunk(png, "gAMA", be(45455, 4)), "cHRM", chromaticities(kSrgb));
  EXPECT_TRUE(decode_photo(usual, "usual.png").icc_profile.empty());
  EXPECT_TRUE(decode_photo(with_chunk(stated, "sRGB", std::string(1, '\0')), "srgb.png").icc_profile.empty());
}

TEST(PngColours, GreyHasItsGamma) {
  const Photo photo = decode_photo(
      with_chunk(encode(make_photo(20, 12, 1), PhotoFormat::Png), "gAMA", be(62500, 4)), "grey.png");
  ASSERT_TRUE(is_usable_profile(photo.icc_profile, ProfileKind::Grey));
  const float sample = static_cast<float>(photo.image.row<std::uint8_t>(0)[0]) / 255;
  const float light = std::pow(sample, 1.6f);
  const float srgb = light <= 0.0031308f ? 12.92f * light : 1.055f * std::pow(light, 1 / 2.4f) - 0.055f;
  EXPECT_NEAR(to_working_srgb(photo).rgb.row<float>(0)[0], srgb, 0.01f);
}

TEST(PngColours, AProfileWithoutItsCheckSumIsRead) {
  Photo adobe = make_photo(20, 12, 3);
  adobe.icc_profile = make_adobe_rgb_profile();
  std::string chunk = pack_png_profile(adobe.icc_profile);
  chunk.resize(chunk.size() - 4);
  const std::string png = with_chunk(encode(make_photo(20, 12, 3), PhotoFormat::Png), "iCCP", chunk);
  EXPECT_EQ(decode_photo(png, "cut.png").icc_profile, adobe.icc_profile);
}

}  // namespace
}  // namespace v4e
