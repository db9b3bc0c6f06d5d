// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/photo_provenance.h"

#include "core/image/io/metadata.h"
#include "photo_fixtures.h"

namespace v4e {
namespace {

Provenance example() {
  return {.instruction = "make the sky \"stormy\", 東",
          .caption = "Clouds gather until the sky is dark.",
          .caption_is_own = true,
          .model = "nano",
          .model_version = "1",
          .writer_name = "Ada",
          .seed = 18446744073709551615ull,
          .steps = 8,
          .guidance = 1.5,
          .frames = 5,
          .frame = 3,
          .details = {{"scheduler", "few, step"}}};
}

class ProvenanceFiles : public PhotoFiles, public testing::WithParamInterface<const char*> {};

TEST_P(ProvenanceFiles, ComesBack) {
  WriteOptions options;
  add_provenance(example(), options);
  Photo photo = make_photo(16, 16, 3);
  photo.metadata.exif = make_exif(1);
  const WriteReport report = write_photo(path(GetParam()), photo, options);
  EXPECT_TRUE(report.notes.empty());
  const auto back = provenance_of(read_photo(path(GetParam())));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->instruction, example().instruction);
  EXPECT_EQ(back->caption, example().caption);
  EXPECT_TRUE(back->caption_is_own);
  EXPECT_EQ(back->model, "nano");
  EXPECT_EQ(back->model_version, "1");
  EXPECT_EQ(back->writer_name, "Ada");
  EXPECT_EQ(back->seed, example().seed);
  EXPECT_EQ(back->steps, 8);
  EXPECT_EQ(back->guidance, 1.5);
  EXPECT_EQ(back->frames, 5);
  EXPECT_EQ(back->frame, 3);
  EXPECT_EQ(back->details, example().details);

  const PhotoMetadata metadata = read_photo(path(GetParam())).metadata;
  EXPECT_EQ(property(metadata, "Xmp.iptcExt.DigitalSourceType"),
            "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia");
  EXPECT_EQ(property(metadata, "Xmp.iptcExt.AIPromptInformation"), example().instruction);
  EXPECT_EQ(property(metadata, "Xmp.iptcExt.AIPromptWriterName"), "Ada");
  EXPECT_EQ(property(metadata, "Xmp.iptcExt.AISystemUsed"), "Video4Edit, nano");
  EXPECT_NE(metadata.xmp.find("http://iptc.org/std/Iptc4xmpExt/2008-02-29/"), std::string::npos);
  const std::string parameters = property(metadata, "Exif.Photo.UserComment").value();
  EXPECT_TRUE(parameters.starts_with(
      "make the sky \"stormy\", 東\nSteps: 8, CFG scale: 1.5, Seed: 18446744073709551615, Model: nano, "
      "Frames: 5, scheduler: \"few, step\", Version: Video4Edit "))
      << parameters;
  EXPECT_EQ(property(metadata, "Exif.GPSInfo.GPSDateStamp"), "2024:05:06");  // the photo's own stays
}

INSTANTIATE_TEST_SUITE_P(Formats, ProvenanceFiles, testing::Values("a.png", "a.jpg", "a.webp", "a.tif"),
                         [](const auto& test_case) { return std::string(test_case.param + 2); });

TEST(Provenance, PngTextIsAsOtherToolsReadIt) {
  WriteOptions options;
  add_provenance(example(), options);
  const Photo photo = decode_photo(encode(make_photo(8, 8, 3), PhotoFormat::Png, options), "a.png");
  ASSERT_EQ(photo.metadata.texts.size(), 2u);
  EXPECT_EQ(photo.metadata.texts[0].key, "parameters");
  EXPECT_TRUE(photo.metadata.texts[0].value.starts_with(example().instruction + "\nSteps: 8, "));
  EXPECT_EQ(photo.metadata.texts[1].key, "video4edit");
}

TEST(Provenance, ThePromptStaysAtHomeOnRequest) {
  Provenance provenance = example();
  provenance.include_prompt = false;
  for (const PhotoFormat format :
       {PhotoFormat::Png, PhotoFormat::Jpeg, PhotoFormat::WebP, PhotoFormat::Tiff}) {
    WriteOptions options;
    options.png_compression = 0;
    add_provenance(provenance, options);
    const std::string bytes = encode(make_photo(8, 8, 3), format, options);
    for (const char* secret : {"stormy", "Clouds gather", "Ada"}) {
      EXPECT_EQ(bytes.find(secret), std::string::npos) << secret << " in " << to_string(format);
    }
    const auto back = provenance_of(decode_photo(bytes, "x"));
    EXPECT_EQ(back->model, "nano");
    EXPECT_FALSE(back->include_prompt);
  }
}

TEST(Provenance, AnEarlierPromptDoesNotStay) {
  for (const PhotoFormat format :
       {PhotoFormat::Png, PhotoFormat::Jpeg, PhotoFormat::WebP, PhotoFormat::Tiff}) {
    WriteOptions first;
    add_provenance(example(), first);
    const Photo edited = decode_photo(encode(make_photo(8, 8, 3), format, first), "1");
    Provenance secret = example();
    secret.include_prompt = false;
    WriteOptions second;
    second.png_compression = 0;
    add_provenance(secret, second);
    const std::string bytes = encode(edited, format, second);
    for (const char* word : {"stormy", "Clouds gather", "Ada"}) {
      EXPECT_EQ(bytes.find(word), std::string::npos) << word << " in " << to_string(format);
    }
  }
}

TEST(Provenance, NothingButTheLabelRemainsWhereAllIsLeftOut) {
  Provenance provenance = example();
  provenance.include_prompt = false;
  for (const PhotoFormat format :
       {PhotoFormat::Png, PhotoFormat::Jpeg, PhotoFormat::WebP, PhotoFormat::Tiff}) {
    Photo photo = make_photo(8, 8, 3);
    photo.metadata.exif = make_exif(1);
    WriteOptions options;
    options.png_compression = 0;
    options.keep_metadata = false;
    add_provenance(provenance, options);
    const std::string bytes = encode(photo, format, options);
    for (const char* word : {"nano", "Seed", "18446744073709551615", "Video4Edit", "CFG", "few, step"})
      EXPECT_EQ(bytes.find(word), std::string::npos) << word << " in " << to_string(format);
    const Photo back = decode_photo(bytes, "bare");
    EXPECT_EQ(property(back.metadata, "Xmp.iptcExt.DigitalSourceType"),
              "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia");
    EXPECT_TRUE(back.metadata.texts.empty());
    EXPECT_FALSE(provenance_of(back));
  }
}

TEST(Provenance, WhatOtherProgramsWroteStays) {
  Photo photo = make_photo(8, 8, 3);
  photo.metadata.texts = {{"parameters", "a castle\nSteps: 20, Seed: 3, Model: other"}};
  set_properties(photo.metadata, std::vector<MetadataProperty>{{"Xmp.xmp.CreatorTool", "GIMP 2.10"}});
  WriteOptions options;
  add_provenance(example(), options);
  for (int edit = 0; edit < 2; ++edit) {
    photo = decode_photo(encode(photo, PhotoFormat::Png, options), "edited.png");
    EXPECT_EQ(property(photo.metadata, "Xmp.xmp.CreatorTool"), "GIMP 2.10");
    ASSERT_EQ(photo.metadata.texts.size(), 2u);
    EXPECT_EQ(photo.metadata.texts[0].value, "a castle\nSteps: 20, Seed: 3, Model: other");
    EXPECT_EQ(provenance_of(photo)->instruction, example().instruction);
  }
}

TEST(Provenance, ASecondEditReplacesTheFirst) {
  WriteOptions first;
  add_provenance(example(), first);
  const Photo photo = decode_photo(encode(make_photo(8, 8, 3), PhotoFormat::Png, first), "1");
  Provenance next = example();
  next.instruction = "now snow";
  WriteOptions second;
  add_provenance(next, second);
  const Photo again = decode_photo(encode(photo, PhotoFormat::Png, second), "2");
  EXPECT_EQ(provenance_of(again)->instruction, "now snow");
  EXPECT_EQ(again.metadata.texts.size(), 2u);
}

TEST(Provenance, BytesThatAreNoTextDoNotFailTheExport) {
  Provenance provenance = example();
  provenance.instruction = "bad \xff\xfe bytes";
  provenance.details = {{"note", "\xc3"}};
  WriteOptions options;
  add_provenance(provenance, options);
  const Photo back = decode_photo(encode(make_photo(8, 8, 3), PhotoFormat::Jpeg, options), "x");
  EXPECT_TRUE(provenance_of(back)->instruction.starts_with("bad "));
}

TEST(Provenance, AbsentOrBroken) {
  Photo photo = make_photo(8, 8, 3);
  EXPECT_FALSE(provenance_of(photo));
  for (const char* text : {"{broken", "[]", "7", R"({"model": 3})", R"({"model": "a", "steps": 1.5})",
                           R"({"model": "a", "instruction": ["x"]})"}) {
    photo.metadata.texts = {{"video4edit", text}};
    EXPECT_EQ(error_of([&] { (void)provenance_of(photo); }).code(), ErrorCode::FileMalformed) << text;
  }
}

TEST(Provenance, WildNumbersAreBroughtIntoTheirRanges) {
  Photo photo = make_photo(8, 8, 3);
  photo.metadata.texts = {
      {"video4edit", R"({"model": "a", "steps": 9007199254740993, "frames": -3, "guidance": 1e300})"}};
  const auto provenance = provenance_of(photo);
  ASSERT_TRUE(provenance);
  EXPECT_EQ(provenance->steps, 100'000);
  EXPECT_EQ(provenance->frames, 0);
  EXPECT_EQ(provenance->guidance, 1000);
}

}  // namespace
}  // namespace v4e
