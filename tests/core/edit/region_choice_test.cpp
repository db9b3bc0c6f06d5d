// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/region_choice.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/edit/edit_provenance.h"
#include "tests/core/image/photo_fixtures.h"

namespace v4e {
namespace {

using Kind = RegionChoice::Kind;
using testing::HasSubstr;

constexpr const char* kOrigin = "the test";

class RegionChoiceTest : public PhotoFiles {
 protected:
  std::string save_picture(const std::string& name, const Image& image) const {
    Photo photo;
    photo.image = image;
    write_photo(path(name), photo);
    return path(name).string();
  }
};

/// Black on the left, white on the right.
Image half_mask(int width, int height, int channels = 1) {
  Image mask(width, height, channels, SampleType::U8);
  auto* samples = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (int i = 0; i < width * height * channels; ++i)
    samples[i] = i / channels % width >= width / 2 ? 255 : 0;
  return mask;
}

TEST_F(RegionChoiceTest, IsReadFromText) {
  EXPECT_EQ(region_from_text("subject").kind, Kind::Subject);
  EXPECT_EQ(region_from_text("background").kind, Kind::Background);
  EXPECT_TRUE(region_from_text("none").is_none());
  const RegionChoice box = region_from_text("10,20,300,200");
  EXPECT_EQ(box.kind, Kind::Rectangle);
  EXPECT_EQ(box.rectangle, (PixelArea{10, 20, 300, 200}));
  for (const char* text : {"subject", "background", "none", "10,20,300,200"})
    EXPECT_EQ(region_text(region_from_text(text)), text);
}

TEST_F(RegionChoiceTest, AMaskFileIsReadByBrightnessAndOpacity) {
  const std::string grey = save_picture("grey.png", half_mask(40, 30));
  const RegionChoice region = region_from_text(grey);
  EXPECT_EQ(region.kind, Kind::Mask);
  EXPECT_EQ(region.mask.channels(), 1);
  EXPECT_EQ(region.mask.row<std::uint8_t>(0)[19], 0);
  EXPECT_EQ(region.mask.row<std::uint8_t>(0)[20], 255);
  EXPECT_EQ(region_text(region), "mask");
  save_picture("colour.png", half_mask(40, 30, 3));
  EXPECT_EQ(region_from_text("colour.png", path("")), region) << "a path begins at the folder";
  // White and clear on the right: what is not there is not chosen.
  Image clear = half_mask(40, 30, 4);
  for (int i = 0; i < 40 * 30; ++i)
    reinterpret_cast<std::uint8_t*>(clear.mutable_data())[4 * i + 3] = i % 40 < 30 ? 255 : 0;
  const Image mask = region_from_text(save_picture("clear.png", clear)).mask;
  EXPECT_EQ(mask.row<std::uint8_t>(3)[25], 255);
  EXPECT_EQ(mask.row<std::uint8_t>(3)[35], 0);
}

TEST_F(RegionChoiceTest, AMaskFileMayBeReadLater) {
  save_picture("grey.png", half_mask(40, 30));
  const RegionChoice region = region_from_text("grey.png", path(""), MaskFile::Named);
  EXPECT_TRUE(region.mask.empty());
  EXPECT_EQ(region.file, path("grey.png"));
  EXPECT_NO_THROW(region.validate());
  EXPECT_EQ(region_choice_from(to_json(region), kOrigin), region);
  EXPECT_EQ(region_of_file(region.file), region_from_text("grey.png", path("")));
  EXPECT_EQ(error_of([&] { (void)region_from_text("none.png", path(""), MaskFile::Named); }).code(),
            ErrorCode::FileUnreadable);
  EditSettings settings;
  settings.region = region;
  EXPECT_EQ(make_provenance(settings, {}, true).settings.at("region"), nlohmann::json({{"kind", "mask"}}));
}

TEST_F(RegionChoiceTest, WrongTextsSayWhatIsWrong) {
  for (const char* text :
       {"1,2,3", "1,2,3,4,5", "1,2,3,-4", "1,2,0,4", ",,,", "1, 2, 3, 4", "99999999999,0,1,1"}) {
    const Error error = error_of([&] { (void)region_from_text(text); });
    EXPECT_EQ(error.code(), ErrorCode::InvalidArgument) << text << ": " << error.what();
  }
  EXPECT_EQ(error_of([&] { (void)region_from_text("nothing.png", path("")); }).code(),
            ErrorCode::FileUnreadable);
  EXPECT_EQ(error_of([&] { (void)region_from_text(save("text.png", "no picture")); }).code(),
            ErrorCode::FileMalformed);
}

TEST_F(RegionChoiceTest, AMaskOfACamerasSizeIsKeptPixelByPixel) {
  const Image mask = half_mask(8256, 100);
  EXPECT_EQ(region_of_mask(mask).mask.width(), 8256);
  EXPECT_EQ(region_choice_from(to_json(region_of_mask(mask)), kOrigin), region_of_mask(mask));
}

TEST_F(RegionChoiceTest, AHugeMaskIsKeptSmaller) {
  const RegionChoice region = region_of_mask(half_mask(2 * kMostRegionSide, 100));
  EXPECT_EQ(region.mask.width(), kMostRegionSide);
  EXPECT_EQ(region.mask.height(), 50);
  EXPECT_NO_THROW(region.validate());
  EXPECT_EQ(region_choice_from(to_json(region), kOrigin), region);
}

TEST_F(RegionChoiceTest, DamagedJsonIsRefusedByName) {
  const auto refused = [](const char* text) {
    const Error error = error_of([&] { (void)region_choice_from(nlohmann::json::parse(text), kOrigin); });
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << text;
    EXPECT_THAT(error.what(), HasSubstr("the test: \"region\"")) << text;
  };
  for (const char* text :
       {"3", "[]", "{}", R"({"kind":4})", R"({"kind":"moon"})", R"({"kind":"rectangle"})",
        R"({"kind":"rectangle","rectangle":[1,2,3]})", R"({"kind":"rectangle","rectangle":[1,2,3,"4"]})",
        R"({"kind":"rectangle","rectangle":[-1,2,3,4]})", R"({"kind":"subject","feather":"soft"})",
        R"({"kind":"mask","mask":7})", R"({"kind":"mask","file":7})", R"({"kind":"mask","mask":""})",
        R"({"kind":"mask","mask":"=="})", R"({"kind":"mask","mask":"===="})",
        R"({"kind":"mask","mask":"****"})", R"({"kind":"mask","mask":"iVBORw0KGgo="})",
        R"({"kind":"mask","mask":"    "})"})
    refused(text);
  // A picture, but none of one channel.
  Photo colour;
  colour.image = half_mask(4, 4, 3);
  RegionChoice region;
  region.kind = Kind::Mask;
  region.mask = colour.image;
  refused(to_json(region).dump().c_str());
}

TEST_F(RegionChoiceTest, WhatCannotBeEditedIsInvalid) {
  RegionChoice region;
  region.kind = Kind::Mask;
  EXPECT_EQ(error_of([&] { region.validate(); }).code(), ErrorCode::InvalidArgument) << "no mask";
  region.kind = Kind::Rectangle;
  EXPECT_EQ(error_of([&] { region.validate(); }).code(), ErrorCode::InvalidArgument) << "an empty one";
  region = {};
  region.feather_px = -1;
  EXPECT_EQ(error_of([&] { region.validate(); }).code(), ErrorCode::InvalidArgument);
}

TEST_F(RegionChoiceTest, AnExportedPictureNamesItWithoutItsPixels) {
  EditSettings settings;
  settings.instruction = "make it night";
  settings.region = region_of_mask(half_mask(40, 30));
  const Provenance provenance = make_provenance(settings, {}, true);
  EXPECT_EQ(provenance.settings.at("region"), nlohmann::json({{"kind", "mask"}}));
  settings.region = region_from_text("subject");
  EXPECT_EQ(settings_of(make_provenance(settings, {}, true)).region, settings.region);
}

TEST(RegionChoice, InPlaceOfAnotherKeepsItsFeather) {
  RegionChoice region = region_from_text("1,2,3,4");
  region.feather_px = 7;
  RegionChoice other = region_from_text("subject");
  other.feather_px = 1;
  replace_region(region, other);
  EXPECT_EQ(region.kind, RegionChoice::Kind::Subject);
  EXPECT_EQ(region.feather_px, 7);
}

TEST(RegionChoice, FourNumbersAreAnAreaAndNothingElseIs) {
  EXPECT_EQ(area_from_text("-1,2,30,4"), (PixelArea{-1, 2, 30, 4}));
  for (const char* text :
       {"", "1", "1,2,3", "1,2,3,4,5", "1,2,3,4 ", "1;2;3;4", "a,b,c,d", "1,2,3,99999999999"})
    EXPECT_FALSE(area_from_text(text)) << text;
}

}  // namespace
}  // namespace v4e
