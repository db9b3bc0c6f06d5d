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
  // A camera's file: its block is put in manually, so that reading meets the odd entry.
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

std::string large_xmp(std::size_t history_bytes) {
  PhotoMetadata metadata;
  std::vector<MetadataProperty> properties{{"Xmp.dc.title", "At the lake"},
                                           {"Xmp.xmp.Rating", "4"},
                                           {"Xmp.photoshop.History", std::string(history_bytes, 'h')}};
  set_properties(metadata, properties);
  return metadata.xmp;
}

TEST(ExtendedXmp, NothingIsLostInJpeg) {
  for (const std::size_t size :
       {100UL, 60'000UL, 64'500UL, 65'000UL, 65'400UL, 66'000UL, 200'000UL, 1'000'000UL}) {
    Photo photo = make_photo(20, 12, 3);
    photo.metadata.xmp = large_xmp(size);
    WriteOptions options;
    options.format = PhotoFormat::Jpeg;
    Provenance provenance;
    provenance.instruction = "make it warmer";
    provenance.model = "nano";
    add_provenance(provenance, options);
    const EncodedPhoto encoded = encode_photo(photo, options);
    EXPECT_TRUE(encoded.report.notes.empty()) << size;
    const Photo read = decode_photo(encoded.bytes, "large.jpg");
    EXPECT_TRUE(read.notes.empty()) << size;
    EXPECT_EQ(property(read.metadata, "Xmp.photoshop.History")->size(), size);
    EXPECT_EQ(property(read.metadata, "Xmp.xmp.Rating"), "4");
    EXPECT_TRUE(property(read.metadata, "Xmp.iptcExt.DigitalSourceType"));
    EXPECT_FALSE(property(read.metadata, "Xmp.xmpNote.HasExtendedXMP"));
    // Programs that read one packet only see who made it and that a model took part.
    if (size > 66'000) {
      const std::size_t start = encoded.bytes.find("http://ns.adobe.com/xap/1.0/");
      EXPECT_NE(encoded.bytes.substr(start, 65'000).find("compositeWithTrainedAlgorithmicMedia"),
                std::string::npos);
    }
  }
}

TEST(ExtendedXmp, MissingPiecesAreSaid) {
  Photo photo = make_photo(20, 12, 3);
  photo.metadata.xmp = large_xmp(200'000);
  std::string bytes = encode(photo, PhotoFormat::Jpeg);
  const std::size_t second = bytes.rfind("http://ns.adobe.com/xmp/extension/");
  ASSERT_NE(second, std::string::npos);
  bytes[second] = 'x';
  const Photo read = decode_photo(bytes, "cut.jpg");
  EXPECT_TRUE(has_note(read.notes, "extended one"));
  EXPECT_EQ(property(read.metadata, "Xmp.xmp.Rating"), "4");
}

const std::string kGainMapXmp =
    R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">)"
    R"(<rdf:Description rdf:about="" xmlns:hdrgm="http://ns.adobe.com/hdr-gain-map/1.0/" hdrgm:Version="1.0")"
    R"( xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="4" xmlns:GCamera="http://ns.google.com/photos/1.0/camera/")"
    R"( GCamera:MotionPhoto="1" GCamera:MotionPhotoVersion="1" GCamera:BurstID="7")"
    R"( xmlns:Container="http://ns.google.com/photos/1.0/container/")"
    R"( xmlns:Item="http://ns.google.com/photos/1.0/container/item/"><Container:Directory><rdf:Seq>)"
    R"(<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="Primary" Item:Mime="image/jpeg"/></rdf:li>)"
    R"(<rdf:li rdf:parseType="Resource"><Container:Item Item:Semantic="GainMap" Item:Length="1067"/></rdf:li>)"
    R"(</rdf:Seq></Container:Directory></rdf:Description></rdf:RDF></x:xmpmeta>)";

TEST(Attached, WhatPhonesAppendIsSaidAndClaimedNoMore) {
  Photo small = make_photo(8, 8, 3);
  const std::string gain_map = encode(small, PhotoFormat::Jpeg);
  std::string jpeg = encode(make_photo(20, 12, 3), PhotoFormat::Jpeg);
  const std::string segment = std::string("http://ns.adobe.com/xap/1.0/\0", 29) + kGainMapXmp;
  jpeg.insert(2, "\xff\xe1" + be(static_cast<std::uint32_t>(segment.size()) + 2, 2) + segment);
  const Photo bright = decode_photo(jpeg + gain_map, "ultra.jpg");
  EXPECT_TRUE(has_note(bright.notes, "gain map"));
  EXPECT_FALSE(has_note(bright.notes, "motion"));
  for (const char* claim : {"hdrgm", "GainMap", "Container", "MotionPhoto"})
    EXPECT_EQ(bright.metadata.xmp.find(claim), std::string::npos) << claim;
  EXPECT_EQ(property(bright.metadata, "Xmp.xmp.Rating"), "4");
  EXPECT_NE(bright.metadata.xmp.find("BurstID"), std::string::npos);
  const Photo moving = decode_photo(jpeg + be(24, 4) + "ftypisom" + std::string(64, 'x'), "moving.jpg");
  EXPECT_TRUE(has_note(moving.notes, "motion photo"));
  EXPECT_TRUE(decode_photo(jpeg, "plain.jpg").notes.empty());
  EXPECT_TRUE(
      decode_photo(encode(small, PhotoFormat::Jpeg) + std::string(100, '\0'), "padded.jpg").notes.empty());
}

}  // namespace
}  // namespace v4e
