// SPDX-License-Identifier: GPL-3.0-or-later
// What a file's metadata says is true of the picture beside it, and is still all there.
#include <gtest/gtest.h>

#include "core/image/io/metadata.h"
#include "core/image/io/photo_provenance.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

constexpr PhotoFormat kFormats[] = {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP,
                                    PhotoFormat::Tiff};
const std::string kThumbnail = "\xff\xd8 the picture before \xff\xd9";

/// EXIF with a maker note of `note_bytes` by a maker whom nobody knows, and a thumbnail behind it.
struct MakerBlock {
  std::string bytes;
  std::size_t note_at;
};
MakerBlock make_maker_block(std::size_t note_bytes) {
  const auto size = static_cast<std::uint32_t>(note_bytes);
  constexpr std::uint32_t kPhotoAt = 8 + 2 + 3 * 12 + 4;
  constexpr std::uint32_t kNoteAt = kPhotoAt + 2 + 2 * 12 + 4;
  const std::uint32_t thumbnail_at = kNoteAt + size + size % 2;
  const std::uint32_t jpeg_at = thumbnail_at + 2 + 2 * 12 + 4;
  std::string block = std::string("II*\0", 4) + le(8, 4) + le(3, 2);
  block += le(0x010f, 2) + le(2, 2) + le(4, 4) + std::string("Nox\0", 4);
  block += le(0x0112, 2) + le(3, 2) + le(1, 4) + le(6, 4);
  block += le(0x8769, 2) + le(4, 2) + le(1, 4) + le(kPhotoAt, 4) + le(thumbnail_at, 4);
  block += le(2, 2);
  block += le(0x927c, 2) + le(7, 2) + le(size, 4) + le(kNoteAt, 4);
  block += le(0xa001, 2) + le(3, 2) + le(1, 4) + le(1, 4) + le(0, 4);
  for (std::size_t i = 0; i < note_bytes + note_bytes % 2; ++i) block.push_back(static_cast<char>(i * 7));
  block += le(2, 2);
  block += le(0x0201, 2) + le(4, 2) + le(1, 4) + le(jpeg_at, 4);
  block += le(0x0202, 2) + le(4, 2) + le(1, 4) + le(static_cast<std::uint32_t>(kThumbnail.size()), 4);
  return {block + le(0, 4) + kThumbnail, kNoteAt};
}

Photo photo_with(const std::string& exif, int channels = 3) {
  Photo photo = make_photo(20, 12, channels);
  photo.metadata.exif = exif;
  return photo;
}

EncodedPhoto edited(const Photo& photo, PhotoFormat format) {
  WriteOptions options;
  options.format = format;
  Provenance provenance;
  provenance.instruction = "make it warmer";
  provenance.model = "nano";
  add_provenance(provenance, options);
  return encode_photo(photo, options);
}

TEST(MakerNotes, OfUnknownMakersStayWhereTheyAre) {
  const MakerBlock block = make_maker_block(301);
  const std::string note = block.bytes.substr(block.note_at, 301);
  for (const PhotoFormat format : {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP}) {
    Photo photo = photo_with(block.bytes);
    for (int edit = 0; edit < 2; ++edit) {
      const EncodedPhoto encoded = edited(photo, format);
      EXPECT_TRUE(encoded.report.notes.empty()) << encoded.report.notes.front();
      photo = decode_photo(encoded.bytes, "edited");
      EXPECT_EQ(photo.metadata.exif.substr(block.note_at, note.size()), note) << to_string(format);
      EXPECT_EQ(property(photo.metadata, "Exif.Image.Make"), "Nox");
      EXPECT_EQ(property(photo.metadata, "Exif.Image.Orientation"), "1");
      EXPECT_TRUE(property(photo.metadata, "Exif.Photo.UserComment")->starts_with("make it warmer"));
      EXPECT_EQ(property(photo.metadata, "Exif.Thumbnail.JPEGInterchangeFormat"), std::nullopt);
      EXPECT_EQ(photo.metadata.exif.find("the picture before"), std::string::npos);
    }
    // An earlier instruction does not stay behind either.
    WriteOptions options;
    Provenance other;
    other.model = "nano";
    other.include_prompt = false;
    options.png_compression = 0;
    add_provenance(other, options);
    EXPECT_EQ(encode(photo, format, options).find("make it warmer"), std::string::npos);
  }
  const auto kept =
      property(decode_photo(edited(photo_with(block.bytes), PhotoFormat::Tiff).bytes, "a").metadata,
               "Exif.Photo.MakerNote");
  EXPECT_EQ(kept, property(photo_with(block.bytes).metadata, "Exif.Photo.MakerNote"));
}

TEST(LargeExif, LosesNoMoreThanItMustInJpeg) {
  const EncodedPhoto without_note = edited(photo_with(make_maker_block(70'000).bytes), PhotoFormat::Jpeg);
  EXPECT_TRUE(has_note(without_note.report.notes, "maker note"));
  const PhotoMetadata read = decode_photo(without_note.bytes, "a.jpg").metadata;
  EXPECT_EQ(property(read, "Exif.Image.Make"), "Nox");
  EXPECT_TRUE(property(read, "Exif.Photo.UserComment")->starts_with("make it warmer"));
  EXPECT_EQ(property(read, "Exif.Photo.MakerNote"), std::nullopt);

  Photo wordy = photo_with(make_maker_block(100).bytes);
  set_properties(wordy.metadata,
                 std::vector<MetadataProperty>{{"Exif.Image.ImageDescription", std::string(70'000, 'w')},
                                               {"Exif.Image.Artist", "Ada"}});
  const EncodedPhoto without_words = edited(wordy, PhotoFormat::Jpeg);
  EXPECT_TRUE(has_note(without_words.report.notes, "ImageDescription"));
  EXPECT_EQ(property(decode_photo(without_words.bytes, "b.jpg").metadata, "Exif.Image.Artist"), "Ada");
  // 64 KiB are JPEG's limit alone.
  const EncodedPhoto png = edited(wordy, PhotoFormat::Png);
  EXPECT_EQ(property(decode_photo(png.bytes, "b.png").metadata, "Exif.Image.ImageDescription")->size(),
            70'000u);
}

/// EXIF that states how pixels are stored, as Photoshop writes it.
std::string make_storage_block(std::uint32_t photometric, std::uint32_t samples) {
  constexpr std::uint32_t kBitsAt = 8 + 2 + 4 * 12 + 4;
  std::string block = std::string("II*\0", 4) + le(8, 4) + le(4, 2);
  block += le(258, 2) + le(3, 2) + le(samples, 4) + le(kBitsAt, 4);
  block += le(262, 2) + le(3, 2) + le(1, 4) + le(photometric, 4);
  block += le(0x010f, 2) + le(2, 2) + le(4, 4) + std::string("Nox\0", 4);
  block += le(277, 2) + le(3, 2) + le(1, 4) + le(samples, 4) + le(0, 4);
  for (std::uint32_t i = 0; i < samples; ++i) block += le(8, 2);
  return block;
}

TEST(Truth, OfChannelsAndBits) {
  for (const PhotoFormat format : {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP}) {
    for (const int channels : {1, 3}) {
      Photo inks = photo_with(make_storage_block(5, 4), channels);
      set_properties(inks.metadata, std::vector<MetadataProperty>{{"Xmp.photoshop.ColorMode", "4"},
                                                                  {"Xmp.tiff.PhotometricInterpretation", "5"},
                                                                  {"Xmp.tiff.SamplesPerPixel", "4"}});
      const Photo read = decode_photo(encode(inks, format), "inks");
      const bool is_grey = read.image.channels() == 1;
      EXPECT_EQ(is_grey, channels == 1 && format != PhotoFormat::WebP);
      const auto stated = [&](const char* key) { return property(read.metadata, key).value_or("nothing"); };
      EXPECT_EQ(stated("Exif.Image.PhotometricInterpretation"), is_grey ? "1" : "2") << to_string(format);
      EXPECT_EQ(stated("Exif.Image.SamplesPerPixel"), is_grey ? "1" : "3");
      EXPECT_EQ(stated("Exif.Image.BitsPerSample"), is_grey ? "8" : "8 8 8");
      EXPECT_EQ(stated("Exif.Image.Make"), "Nox");
      EXPECT_EQ(stated("Xmp.photoshop.ColorMode"), is_grey ? "1" : "3");
      EXPECT_EQ(stated("Xmp.tiff.PhotometricInterpretation"), is_grey ? "1" : "2");
      EXPECT_EQ(stated("Xmp.tiff.SamplesPerPixel"), is_grey ? "1" : "3");
    }
  }
}

TEST(Truth, WhatWasTrueKeepsItsBytes) {
  for (const std::uint32_t photometric : {2u, 6u}) {
    const std::string block = make_storage_block(photometric, 3);
    EXPECT_EQ(decode_photo(encode(photo_with(block), PhotoFormat::Jpeg), "a.jpg").metadata.exif, block);
  }
}

TEST(Truth, TheNameOfAnAppliedGreyProfileGoes) {
  Photo grey = make_photo(20, 12, 1);
  grey.icc_profile = make_grey_profile(1.8);
  set_properties(grey.metadata, std::vector<MetadataProperty>{{"Xmp.photoshop.ICCProfile", "Dot Gain 20%"}});
  const Photo read = decode_photo(encode(grey, PhotoFormat::WebP), "grey.webp");
  EXPECT_EQ(property(read.metadata, "Xmp.photoshop.ICCProfile"), "sRGB IEC61966-2.1");
  EXPECT_EQ(
      property(decode_photo(encode(grey, PhotoFormat::Png), "grey.png").metadata, "Xmp.photoshop.ICCProfile"),
      "Dot Gain 20%");
}

TEST(Truth, XmpInsideOfExifHidesNothing) {
  PhotoMetadata inner;
  set_properties(
      inner, std::vector<MetadataProperty>{{"Xmp.exif.GPSLatitude", "59,54.5N"}, {"Xmp.xmp.Rating", "4"}});
  const auto size = static_cast<std::uint32_t>(inner.xmp.size());
  const std::string block = std::string("II*\0", 4) + le(8, 4) + le(1, 2) + le(700, 2) + le(1, 2) +
                            le(size, 4) + le(26, 4) + le(0, 4) + inner.xmp;
  for (const PhotoFormat format : kFormats) {
    WriteOptions options;
    options.png_compression = 0;
    options.strip_gps = true;
    const std::string bytes = encode(photo_with(block), format, options);
    EXPECT_EQ(bytes.find("59,54.5N"), std::string::npos) << to_string(format);
    EXPECT_EQ(property(decode_photo(bytes, "a").metadata, "Xmp.xmp.Rating"), "4") << to_string(format);
  }
}

}  // namespace
}  // namespace v4e
