// SPDX-License-Identifier: GPL-3.0-or-later
// What photographers wrote into their files is theirs: it is kept, or its loss is said.
#include "core/image/io/metadata.h"

#include <gtest/gtest.h>

#include "core/image/io/photo_provenance.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

constexpr const char* kComment = "Exif.Photo.UserComment";
constexpr PhotoFormat kFormats[] = {PhotoFormat::Jpeg, PhotoFormat::Png, PhotoFormat::WebP,
                                    PhotoFormat::Tiff};

/// EXIF of one byte order with maker, orientation and rating; one more entry of the type given.
std::string make_block(bool is_big, std::uint16_t odd_type, int orientation = 6) {
  const auto n = [&](std::uint32_t value, int size) { return is_big ? be(value, size) : le(value, size); };
  const auto short_value = [&](std::uint32_t value) { return n(value, 2) + n(0, 2); };
  std::string block = (is_big ? std::string("MM\0*", 4) : std::string("II*\0", 4)) + n(8, 4) + n(4, 2);
  block += n(0x010f, 2) + n(2, 2) + n(8, 4) + n(62, 4);  // Make
  block += n(0x0112, 2) + n(3, 2) + n(1, 4) + short_value(static_cast<std::uint32_t>(orientation));
  block += n(0x4746, 2) + n(3, 2) + n(1, 4) + short_value(4);  // Rating
  block += n(0x9c9f, 2) + n(odd_type, 2) + n(1, 4) + n(0, 4);
  block += n(0, 4);
  return block + std::string("Leica\0\0\0", 8);
}

Photo photo_with(const std::string& exif) {
  Photo photo = make_photo(20, 12, 3);
  photo.metadata.exif = exif;
  return photo;
}

Photo edited(const Photo& photo, PhotoFormat format, const std::string& instruction) {
  WriteOptions options;
  options.format = format;
  Provenance provenance;
  provenance.instruction = instruction;
  provenance.model = "nano";
  add_provenance(provenance, options);
  return decode_photo(encode_photo(photo, options).bytes, "edited");
}

TEST(MetadataKept, AnOddEntryTakesNoOtherWithIt) {
  for (const bool is_big : {false, true}) {
    for (const std::uint16_t type : {0, 14, 99}) {
      const Photo read =
          decode_photo(encode(photo_with(make_block(is_big, type)), PhotoFormat::Png), "odd.png");
      EXPECT_EQ(property(read.metadata, "Exif.Image.Make"), "Leica") << "type " << type << ", big " << is_big;
      EXPECT_EQ(property(read.metadata, "Exif.Image.Rating"), "4");
      EXPECT_EQ(property(read.metadata, "Exif.Image.Orientation"), "1");
    }
  }
  const std::string jpeg = encode(photo_with(make_exif(1)), PhotoFormat::Jpeg);
  // A camera's file: its block is put in by hand, so that reading meets the odd entry.
  const std::string block = make_block(false, 0);
  std::string bytes = jpeg;
  const std::size_t marker = bytes.find(std::string("\xff\xe1", 2));
  const std::size_t length =
      static_cast<unsigned char>(bytes[marker + 2]) * 256u + static_cast<unsigned char>(bytes[marker + 3]);
  bytes.replace(marker + 2, length,
                be(static_cast<std::uint32_t>(block.size()) + 8, 2) + std::string("Exif\0\0", 6) + block);
  const Photo read = decode_photo(bytes, "camera.jpg");
  EXPECT_EQ(property(read.metadata, "Exif.Image.Make"), "Leica");
  EXPECT_TRUE(has_note(read.notes, "odd entry"));
}

TEST(MetadataKept, TheSettingsOfTheCameraSurviveEveryFormat) {
  const Photo photo = photo_with(make_block(false, 3, 1));
  for (const PhotoFormat format : kFormats) {
    const Photo read = edited(photo, format, "make it warmer");
    EXPECT_EQ(property(read.metadata, "Exif.Image.Make"), "Leica") << to_string(format);
    EXPECT_EQ(property(read.metadata, "Exif.Image.Rating"), "4") << to_string(format);
  }
}

TEST(UserComment, ThePhotographersOwnStays) {
  for (const std::string text :
       {"Taken at the lake, third try", "Am See, dritter Versuch – schön 🌅", "湖边"}) {
    Photo photo = photo_with(make_block(true, 3, 1));
    set_properties(photo.metadata, std::vector<MetadataProperty>{{kComment, text}});
    ASSERT_EQ(property(photo.metadata, kComment), text);
    for (const PhotoFormat format : kFormats) {
      const Photo once = edited(photo, format, "make it snow");
      EXPECT_EQ(property(once.metadata, kComment), text) << to_string(format);
      ASSERT_TRUE(provenance_of(once)) << to_string(format);
      EXPECT_EQ(provenance_of(once)->instruction, "make it snow");
      EXPECT_EQ(property(edited(once, format, "make it warmer").metadata, kComment), text);
    }
  }
}

TEST(UserComment, AnEmptyOneAndOursAreReplaced) {
  Photo photo = photo_with(make_block(false, 3, 1));
  set_properties(photo.metadata, std::vector<MetadataProperty>{{kComment, "   "}});
  for (const PhotoFormat format : kFormats) {
    const Photo once = edited(photo, format, "make it snow");
    ASSERT_TRUE(property(once.metadata, kComment)) << to_string(format);
    EXPECT_TRUE(property(once.metadata, kComment)->starts_with("make it snow")) << to_string(format);
    const Photo twice = edited(once, format, "make it warmer 🌅");
    EXPECT_TRUE(property(twice.metadata, kComment)->starts_with("make it warmer 🌅"))
        << *property(twice.metadata, kComment);
  }
}

TEST(UserComment, BeyondAsciiIsUtf16InTheOrderOfItsBlock) {
  const auto units = [](const std::string& exif) {
    const std::size_t at = exif.find(std::string("UNICODE\0", 8));
    return at == std::string::npos ? std::string() : exif.substr(at + 8, 6);
  };
  for (const bool is_big : {false, true}) {
    Photo photo = photo_with(make_block(is_big, 3, 1));
    set_properties(photo.metadata, std::vector<MetadataProperty>{{kComment, "é🌅"}});
    EXPECT_EQ(units(photo.metadata.exif),
              is_big ? std::string("\0\xe9\xd8\x3c\xdf\x05", 6) : std::string("\xe9\0\x3c\xd8\x05\xdf", 6));
    EXPECT_EQ(property(photo.metadata, kComment), "é🌅");
  }
}

}  // namespace
}  // namespace v4e
