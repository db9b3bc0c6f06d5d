// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/edit_settings.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/edit/edit_provenance.h"
#include "tests/core/image/photo_fixtures.h"

namespace v4e {
namespace {

constexpr const char* kOrigin = "the test";

EditSettings from(const char* text) {
  return edit_settings_from_text(text, kOrigin);
}

/// Any settings that there can be: each field said or not, texts of every kind of character.
class AnySettings {
 public:
  explicit AnySettings(unsigned seed) : random_(seed) {}

  EditSettings next() {
    EditSettings settings;
    settings.instruction = text();
    settings.caption = text();
    settings.model = text();
    if (coin()) settings.negative_prompt = text();
    if (coin()) settings.steps = whole(1, 1000);
    if (coin()) settings.guidance = real(0, 100);
    if (coin()) settings.frames = whole(1, 1001);
    if (coin()) settings.shift = real(0.01, 100);
    if (coin()) settings.sampler = static_cast<Sampler>(whole(0, 1));
    if (coin()) settings.method = kEditMethods[static_cast<std::size_t>(whole(0, 3))];
    if (coin()) settings.keep_every = whole(2, 16);
    if (coin()) settings.still_sigma = real(0.05, 1);
    if (coin()) settings.reasoning_steps = whole(0, 1000);
    if (coin()) settings.working_area_px = whole(256, 1 << 30);
    settings.seed = coin() ? random_() : whole(0, 3);
    for (const auto& [name, way] : merge_ways()) {
      if (coin()) settings.merge = way;
    }
    for (const auto& [name, mode] : refine_modes()) {
      if (coin()) settings.refine = mode;
    }
    if (coin()) settings.amount = real(0, 1);
    if (coin()) settings.strength = real(0, 1);
    if (coin()) settings.region = region();
    while (coin())
      settings.loras.push_back(
          {text() + "x", real(-10, 10), static_cast<LoraChoice::Expert>(whole(0, 2)), coin()});
    return settings;
  }

 private:
  bool coin() { return random_() % 2 == 0; }
  RegionChoice region() {
    RegionChoice region;
    region.kind = static_cast<RegionChoice::Kind>(whole(0, 4));
    if (region.kind == RegionChoice::Kind::Rectangle)
      region.rectangle = {whole(0, 9000), whole(0, 9000), whole(1, 9000), whole(1, 9000)};
    if (region.kind == RegionChoice::Kind::Mask)
      region.mask =
          make_picture(whole(1, 9), whole(1, 9), 1, SampleType::U8, static_cast<unsigned>(whole(0, 9)));
    if (coin()) region.feather_px = real(0, 1000);
    return region;
  }
  int whole(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
  double real(double least, double most) { return std::uniform_real_distribution<>(least, most)(random_); }
  std::string text() {
    static const std::vector<std::string> pieces{"snow", "\"", "\\", "\n",   "東京", "'",
                                                 ",",    "{}", "é",  "\x01", " "};
    std::string all;
    for (int left = whole(0, 6); left > 0; --left) all += pieces[random_() % pieces.size()];
    return all;
  }

  std::mt19937_64 random_;
};

TEST(EditSettings, AllOfThemComeBackFromJson) {
  AnySettings any(1);
  for (int i = 0; i < 2000; ++i) {
    const EditSettings settings = any.next();
    EXPECT_EQ(edit_settings_from_text(to_text(settings), kOrigin), settings) << to_text(settings);
    EXPECT_NO_THROW(settings.validate());
    // Nothing of other settings shines through where these are whole.
    EXPECT_EQ(to_text(edit_settings_from(to_json(settings), kOrigin)), to_text(settings));
  }
}

TEST(EditSettings, SayNothingThatWasNotSaid) {
  EXPECT_EQ(to_json(EditSettings{}), nlohmann::json({{"seed", 0}}));
  EXPECT_EQ(from("{}"), EditSettings{});
  EXPECT_EQ(from(R"({"steps":null,"negative_prompt":null,"seed":null})"), EditSettings{});
  // No negative prompt is something else than the model's own.
  EXPECT_EQ(from(R"({"negative_prompt":""})").negative_prompt, "");
}

TEST(EditSettings, WhatIsNotThereStaysAsItWas) {
  EditSettings base = AnySettings(2).next();
  base.steps = 3;
  EditSettings expected = base;
  expected.steps = 9;
  EXPECT_EQ(edit_settings_from({{"steps", 9}}, kOrigin, base), expected);
}

TEST(EditSettings, WhatIsNotKnownIsNoError) {
  EXPECT_EQ(from(R"({"steps":3,"a field of the future":{"deep":[1]}})").steps, 3);
}

TEST(EditSettings, NumbersComeIntoTheirRanges) {
  const EditSettings settings =
      from(R"({"steps":0,"guidance":1e300,"frames":99999999999999999999,"shift":-1,"reasoning_steps":-2,)"
           R"("working_area_px":1,"amount":7,"strength":-2})");
  EXPECT_EQ(settings.steps, 1);
  EXPECT_EQ(settings.guidance, 100);
  EXPECT_EQ(settings.shift, 0.01);
  EXPECT_EQ(settings.reasoning_steps, 0);
  EXPECT_EQ(settings.working_area_px, 256);
  EXPECT_EQ(settings.amount, 1);
  EXPECT_EQ(settings.strength, 0);
  EXPECT_NO_THROW(settings.validate());
}

TEST(EditSettings, AWrongTypeIsNamed) {
  for (const char* field : {"instruction", "caption", "model", "negative_prompt", "merge"}) {
    const Error error = error_of([&] { (void)edit_settings_from({{field, 5}}, kOrigin); });
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed);
    EXPECT_EQ(std::string(error.what()).find("the test: \"" + std::string(field) + "\""), 0u) << error.what();
  }
  for (const char* field : {"steps", "guidance", "frames", "shift", "reasoning_steps", "working_area_px",
                            "seed", "amount", "strength"}) {
    const Error error = error_of([&] { (void)edit_settings_from({{field, "many"}}, kOrigin); });
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed);
    EXPECT_NE(std::string(error.what()).find('"' + std::string(field) + '"'), std::string::npos)
        << error.what();
  }
  for (const char* text : {R"({"steps":2.5})", R"({"seed":1.5})", R"({"merge":"unchanged"})", "[]", "3", "{",
                           R"({"merge":"sideways"})"})
    EXPECT_EQ(error_of([&] { (void)from(text); }).code(), ErrorCode::FileMalformed) << text;
}

TEST(EditSettings, EverySeedFits) {
  EXPECT_EQ(from(R"({"seed":18446744073709551615})").seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(from(R"({"seed":-81985529216486896})").seed, 0xfedcba9876543210u) << "as SQLite stores it";
}

TEST(EditSettings, BytesThatAreNoTextDoNotStopIt) {
  EditSettings settings;
  settings.model = "/models/\xff";
  EXPECT_EQ(from(to_text(settings).c_str()).model, "/models/\uFFFD");
}

TEST(EditSettings, ValidateNamesTheNumberAndItsRange) {
  EditSettings settings;
  settings.steps = 1001;
  Error error = error_of([&] { settings.validate(); });
  EXPECT_EQ(error.code(), ErrorCode::InvalidArgument);
  EXPECT_STREQ(error.what(), "the number of steps must be 1 to 1000");
  settings = {};
  settings.guidance = std::nan("");
  EXPECT_EQ(error_of([&] { settings.validate(); }).code(), ErrorCode::InvalidArgument);
  settings = {};
  settings.amount = 1.5;
  EXPECT_STREQ(error_of([&] { settings.validate(); }).what(), "the amount must be 0.0 to 1.0");
}

// What the program wrote before there was one form: a row of the queue, a node of a project.
TEST(EditSettings, OfBeforeAreRead) {
  const EditSettings row = from(R"({"frames":9,"guidance":2.5,"steps":12})");
  EXPECT_EQ(row.steps, 12);
  EXPECT_EQ(row.guidance, 2.5);
  EXPECT_EQ(row.frames, 9);
  const EditSettings node =
      from(R"({"change":[0.0,0.5,1.0],"device":"cpu, fp32","edited_is_srgb":false,"edits":{"mask_mode":1,)"
           R"("regions":[0.25],"stabilise":false},"frames":3,"guidance":1.25,"instruction":"let it snow",)"
           R"("model":"/models/nano","notes":["a note"],"own_caption":"Snow begins to fall.","seconds":1.5,)"
           R"("seed":18364758544493064720,"source_is_srgb":false,"steps":4,"steps_done":3})");
  EXPECT_EQ(node.instruction, "let it snow");
  EXPECT_EQ(node.caption, "Snow begins to fall.");
  EXPECT_EQ(node.model, "/models/nano");
  EXPECT_EQ(node.seed, 18364758544493064720u);
  EXPECT_EQ(node.steps, 4);
  EXPECT_EQ(node.guidance, 1.25);
  EXPECT_EQ(node.frames, 3);
}

TEST(EditSettings, ARowOfATableOverridesWhatHoldsForAll) {
  EditSettings all;
  all.steps = 4;
  all.guidance = 2;
  all.seed = 7;
  const EditSettings settings = edit_settings_from_row({{"photo", "a.jpg"},
                                                        {"instruction", "12"},
                                                        {"steps", "9"},
                                                        {"seed", "18446744073709551615"},
                                                        {"guidance", ""},
                                                        {"negative_prompt", "blurry, \"grey\""},
                                                        {"shift", "3.5"},
                                                        {"merge", "local"}},
                                                       kOrigin, all);
  EXPECT_EQ(settings.instruction, "12") << "a text that looks like a number";
  EXPECT_EQ(settings.steps, 9);
  EXPECT_EQ(settings.seed, std::numeric_limits<std::uint64_t>::max());
  EXPECT_EQ(settings.guidance, 2) << "an empty field says nothing";
  EXPECT_EQ(settings.negative_prompt, "blurry, \"grey\"");
  EXPECT_EQ(settings.shift, 3.5);
  EXPECT_EQ(settings.merge, MergeWay::Local);
  for (const auto& [field, value] :
       std::vector<std::pair<std::string, std::string>>{{"steps", "0"},
                                                        {"steps", "1001"},
                                                        {"steps", "many"},
                                                        {"steps", "2.5"},
                                                        {"seed", "-1"},
                                                        {"seed", "1e3"},
                                                        {"seed", "18446744073709551616"},
                                                        {"guidance", "101"},
                                                        {"guidance", "nan"},
                                                        {"amount", "1.1"},
                                                        {"strength", "-0.1"},
                                                        {"merge", "sideways"}}) {
    const Error error = error_of([&] { (void)edit_settings_from_row({{field, value}}, "list.csv, row 3"); });
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << field << value;
    EXPECT_EQ(std::string(error.what()).find("list.csv, row 3: \"" + field + '"'), 0u) << error.what();
  }
}

TEST(EditProvenance, HoldsAllButWhereTheModelLies) {
  EditSettings settings = AnySettings(3).next();
  settings.instruction = "make it night";
  settings.caption = "Night falls.";
  settings.model = "/home/ada/models/nano";
  settings.negative_prompt = "a bright sky";
  settings.loras = {{"/home/ada/loras/moonlight.st", 0.5, LoraChoice::Expert::LowNoise, false}};
  settings.steps = 3;
  settings.guidance = 1.25;
  settings.frames = 9;
  const EditFacts facts{
      .caption = "Night falls.", .model = "nano", .frames = 9, .frame = 4, .merge = "local"};
  const Provenance full = make_provenance(settings, facts, true);
  EXPECT_EQ(full.frame, 4);
  EXPECT_TRUE(full.caption_is_own);
  EXPECT_EQ(full.details, nlohmann::json({{"merge", "local"}}));
  EXPECT_EQ(full.settings.dump().find("ada"), std::string::npos);
  EditSettings expected = settings;
  expected.model = "nano";
  expected.loras[0].file = "moonlight.st";
  EXPECT_EQ(settings_of(full), expected);
  const Provenance secret = make_provenance(settings, facts, false);
  EXPECT_FALSE(secret.include_prompt);
  for (const char* word : {"night", "Night", "bright", "moonlight"})
    EXPECT_EQ(secret.settings.dump().find(word), std::string::npos) << word;
  settings.caption.clear();
  EXPECT_FALSE(make_provenance(settings, facts, true).caption_is_own);
}

TEST(EditProvenance, NamesAllStepsThatLedToThePicture) {
  const EditSettings first{.instruction = "make it night", .model = "nano", .seed = 7, .strength = 0.5};
  const EditSettings second{.instruction = "add fog", .caption = "Fog rises.", .model = "wan"};
  const EditSettings last{
      .instruction = "make it warmer", .model = "nano", .steps = 4, .guidance = 1.0, .frames = 5};
  const EditFacts facts{.caption = "Warmer.", .model = "nano", .frames = 5, .before = {first, second}};
  Photo photo;
  photo.image = Image(4, 4, 3, SampleType::U8);
  WriteOptions options;
  options.format = PhotoFormat::Png;
  add_provenance(make_provenance(last, facts, true), options);
  const Photo read = decode_photo(encode_photo(photo, options).bytes, "a.png");
  const auto provenance = provenance_of(read);
  ASSERT_TRUE(provenance);
  EXPECT_EQ(steps_of(*provenance), (std::vector<EditSettings>{first, second, last}));
  EXPECT_EQ(settings_of(*provenance), last) << "what programs of before read";
  WriteOptions secret;
  secret.format = PhotoFormat::Png;
  add_provenance(make_provenance(last, facts, false), secret);
  const std::string bytes = encode_photo(photo, secret).bytes;
  for (const char* word : {"night", "fog", "Fog", "warmer"})
    EXPECT_EQ(bytes.find(word), std::string::npos) << word;
  for (const auto& property : options.extra_properties) {
    if (property.key != "Xmp.iptcExt.AIPromptInformation") continue;
    EXPECT_EQ(property.value, "make it night, then add fog, then make it warmer");
  }
}

// The record in a picture that version 0.1.0 exported.
TEST(EditProvenance, OfBeforeIsRead) {
  Photo photo;
  photo.metadata.texts.push_back(
      {"video4edit",
       R"({"caption":"The light turns golden.","details":{"merge":"global"},"frames":5,"guidance":1.0,)"
       R"("instruction":"make it warmer","model":"nano","own_caption":true,"program":"Video4Edit 0.1.0",)"
       R"("seed":18446744073709551615,"steps":1,"version":1})"});
  const auto provenance = provenance_of(photo);
  ASSERT_TRUE(provenance);
  EXPECT_EQ(settings_of(*provenance), (EditSettings{.instruction = "make it warmer",
                                                    .caption = "The light turns golden.",
                                                    .model = "nano",
                                                    .steps = 1,
                                                    .guidance = 1.0,
                                                    .frames = 5,
                                                    .seed = 18446744073709551615u}));
}

TEST(LoraChoice, IsReadFromTheEnd) {
  using Expert = LoraChoice::Expert;
  EXPECT_EQ(lora_choice_from("style.safetensors"), (LoraChoice{"style.safetensors", 1.0, Expert::Both}));
  EXPECT_EQ(lora_choice_from("style.safetensors:0.8"), (LoraChoice{"style.safetensors", 0.8, Expert::Both}));
  EXPECT_EQ(lora_choice_from("a:b/c.st:-1:low"), (LoraChoice{"a:b/c.st", -1.0, Expert::LowNoise}));
  EXPECT_EQ(lora_choice_from("c.st:high"), (LoraChoice{"c.st", 1.0, Expert::HighNoise}));
  EXPECT_EQ(lora_choice_from("odd:name"), (LoraChoice{"odd:name", 1.0, Expert::Both}));
  for (const char* wrong : {"", ":0.5", "a.st:99", "a.st:nan"})
    EXPECT_THROW((void)lora_choice_from(wrong), Error) << wrong;
}

TEST(LoraChoice, ThatIsOffKeepsItsStrengthAndHasNoneForOlderPrograms) {
  EditSettings settings{.instruction = "fog"};
  settings.loras = {{.file = "a.st", .strength = 0.75, .on = false}};
  const nlohmann::json json = to_json(settings);
  EXPECT_EQ(json.at("loras").at(0).at("strength"), 0.0) << "what programs read that do not know the switch";
  EXPECT_EQ(edit_settings_from(json, "the test"), settings);
  EXPECT_TRUE(edit_settings_from_text(R"({"loras": [{"file": "a", "strength": 0}]})", "old").loras[0].on);
  EXPECT_THROW((void)edit_settings_from_text(
                   R"({"loras": [{"file": "a", "strength": 0, "strength_when_on": "much"}]})", "the test"),
               Error);
}

TEST(LoraChoice, GoesThroughJsonAndTables) {
  EditSettings settings{.instruction = "fog"};
  settings.loras = {{"a.st", 0.5, LoraChoice::Expert::HighNoise}, {"b.st", 1.0, LoraChoice::Expert::Both}};
  EXPECT_EQ(edit_settings_from_text(to_text(settings), "the test"), settings);
  EXPECT_EQ(edit_settings_from_row({{"instruction", "fog"}, {"loras", to_json(settings).at("loras").dump()}},
                                   "the test"),
            settings);
  for (const char* wrong : {R"({"loras": 3})", R"({"loras": [3]})", R"({"loras": [{}]})",
                            R"({"loras": [{"file": "a", "expert": "third"}]})"})
    EXPECT_THROW((void)edit_settings_from_text(wrong, "the test"), Error) << wrong;
}

TEST(EditMethod, HasANameInSettingsAndTables) {
  EditSettings settings;
  EXPECT_FALSE(to_json(settings).contains("method")) << "the model's own is not said";
  settings.method = EditMethod::ZeroShotT2v;
  EXPECT_EQ(to_json(settings).at("method"), "t2v");
  EXPECT_EQ(from(R"({"method": "ti2v"})").method, EditMethod::Ti2v);
  EXPECT_EQ(edit_settings_from_row({{"method", "student"}}, kOrigin).method, EditMethod::Student);
  EXPECT_EQ(edit_settings_from_row({{"method", ""}}, kOrigin).method, std::nullopt);
  for (const char* wrong : {R"({"method": "v2v"})", R"({"method": 3})"}) {
    try {
      (void)from(wrong);
      FAIL() << wrong;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::FileMalformed);
      EXPECT_NE(std::string(error.what()).find("\"method\""), std::string::npos);
    }
  }
  EXPECT_EQ(edit_methods().size(), kEditMethods.size());
}

}  // namespace
}  // namespace v4e
