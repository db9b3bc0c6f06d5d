// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/look.h"

#include <gmock/gmock.h>

#include <fstream>
#include <functional>
#include <random>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/base/text.h"
#include "tests/core/image/photo_fixtures.h"

namespace v4e {
namespace {

using testing::HasSubstr;
namespace fs = std::filesystem;

Error error_of_text(const std::string& text) {
  return error_of([&text] { (void)look_from(parse_json(text, "x.v4elook"), "x.v4elook"); });
}

LookStep step(const std::string& instruction) {
  LookStep made;
  made.settings.instruction = instruction;
  return made;
}

/// Night with a locked seed, fog that is off, and a picture in which every field says something.
Look rich_look() {
  Look look{{step("make it night"), step("add fog"), step("雪を降らせる „x“")}};
  look.steps[0].keeps_seed = true;
  look.steps[0].settings.seed = 18446744073709551615ULL;
  look.steps[0].settings.strength = 0.25;
  look.steps[1].on = false;
  EditSettings& full = look.steps[2].settings;
  full.caption = "day slowly turns into night";
  full.model = "Wan-AI/Wan2.1-I2V-14B-480P-Diffusers";
  full.negative_prompt = "";
  full.steps = 7;
  full.guidance = 2.5;
  full.frames = 9;
  full.shift = 3.0;
  full.reasoning_steps = 2;
  full.working_area_px = 100000;
  full.merge = MergeWay::Texture;
  full.amount = 0.5;
  return look;
}

class LookFile : public testing::Test {
 protected:
  LookFile() { fs::create_directories(folder_); }
  ~LookFile() override { fs::remove_all(folder_); }

  void write(const std::string& text) const { std::ofstream(path_, std::ios::binary) << text; }

  fs::path folder_ =
      fs::path(testing::TempDir()) /
      ("look_test_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
  fs::path path_ = folder_ / "evening.v4elook";
};

TEST_F(LookFile, ComesBackAsItWasWritten) {
  write_look(path_, rich_look());
  EXPECT_EQ(read_look(path_), rich_look());
}

TEST_F(LookFile, CutAnywhereItIsRefused) {
  const std::string whole = json_text(to_json(rich_look()));
  for (std::size_t length = 0; length < whole.size(); ++length) {
    write(whole.substr(0, length));
    EXPECT_EQ(error_of([this] { (void)read_look(path_); }).code(), ErrorCode::FileMalformed) << length;
  }
}

TEST_F(LookFile, AWrongByteGivesALookOrAnError) {
  const std::string whole = json_text(to_json(rich_look()));
  std::mt19937 random(5);
  for (int i = 0; i < 2000; ++i) {
    std::string text = whole;
    text[random() % text.size()] = static_cast<char>(random() % 256);
    write(text);
    try {
      (void)to_json(read_look(path_));  // what can be read can be written
    } catch (const Error& error) {
      EXPECT_TRUE(error.code() == ErrorCode::FileMalformed || error.code() == ErrorCode::Unsupported)
          << error.what();
    }
  }
}

TEST_F(LookFile, TooLargeOrNotThere) {
  EXPECT_EQ(error_of([this] { (void)read_look(path_); }).code(), ErrorCode::FileUnreadable);
  write(json_text(to_json(rich_look())) + std::string(kMostLookBytes, ' '));
  EXPECT_NE(error_of([this] { (void)read_look(path_); }).code(), ErrorCode::Internal);
}

TEST(Look, ASeedThatWasNotLockedIsNotWritten) {
  Look look{{step("make it night")}};
  look.steps[0].settings.seed = 77;
  EXPECT_FALSE(to_json(look).at("steps").at(0).contains("seed"));
  look.steps[0].keeps_seed = true;
  EXPECT_EQ(to_json(look).at("steps").at(0).at("seed"), 77);
}

TEST(Look, OfANewerFormatSaysSo) {
  const Error error = error_of_text(R"({"v4e_look": 3, "steps": {"of": "another kind"}})");
  EXPECT_EQ(error.code(), ErrorCode::Unsupported);
  EXPECT_THAT(error.what(), HasSubstr("newer version"));
  EXPECT_THAT(error.what(), HasSubstr("update"));
}

TEST(Look, WhatIsNoLookIsRefused) {
  for (const char* text : {"[]", "3", "null", "{}", R"({"v4e_look": "1", "steps": [{"instruction": "x"}]})",
                           R"({"v4e_look": 0, "steps": [{"instruction": "x"}]})",
                           R"({"v4e_look": 1.5, "steps": [{"instruction": "x"}]})"}) {
    const Error error = error_of_text(text);
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << text;
    EXPECT_THAT(error.what(), HasSubstr(".v4elook file that Video4Edit saved")) << text;
  }
}

TEST(Look, ForgedStepsAreRefusedByNumber) {
  const auto forged = [](const std::string& second) {
    return error_of_text(R"({"v4e_look": 1, "steps": [{"instruction": "x"}, )" + second + "]}");
  };
  for (const char* second : {"3", "{}", R"({"instruction": ""})", R"({"instruction": 3})",
                             R"({"instruction": "x", "on": 1})", R"({"instruction": "x", "seed": "1"})",
                             R"({"instruction": "x", "loras": [{"file": "/etc/passwd"}]})"}) {
    const Error error = forged(second);
    EXPECT_EQ(error.code(), ErrorCode::FileMalformed) << second;
    EXPECT_THAT(error.what(), HasSubstr("step 2")) << second;
  }
  for (const char* model : {"/models/a", "../a", "a/../../b", "~/a", "."}) {
    EXPECT_THAT(forged(R"({"instruction": "x", "model": ")" + std::string(model) + "\"}").what(),
                HasSubstr("by their names"))
        << model;
  }
  EXPECT_EQ(forged(R"({"instruction": ")" + std::string(20'001, 'x') + "\"}").code(),
            ErrorCode::FileMalformed);
}

TEST(Look, HasBetweenOneAndSixtyFourSteps) {
  EXPECT_EQ(error_of_text(R"({"v4e_look": 1, "steps": []})").code(), ErrorCode::FileMalformed);
  EXPECT_EQ(error_of_text(R"({"v4e_look": 1})").code(), ErrorCode::FileMalformed);
  Look look;
  EXPECT_EQ(error_of([&look] { (void)to_json(look); }).code(), ErrorCode::InvalidArgument);
  look.steps.assign(kMostLookSteps, step("make it night"));
  auto json = to_json(look);
  EXPECT_EQ(look_from(json, "x"), look);
  json["steps"].push_back(json["steps"][0]);
  EXPECT_THAT(error_of([&json] { (void)look_from(json, "x"); }).what(), HasSubstr("at most 64 steps"));
}

TEST(Look, CannotCarryFoldersAndLoras) {
  Look look{{step("make it night")}};
  look.steps[0].settings.model = "/home/someone/models/wan";
  EXPECT_THAT(error_of([&look] { (void)to_json(look); }).what(), HasSubstr("step 1 names a folder"));
  look.steps[0].settings.model = "wan";
  look.steps[0].settings.loras = {{"night.safetensors"}};
  EXPECT_THAT(error_of([&look] { (void)to_json(look); }).what(), HasSubstr("LoRA"));
  look.steps[0].settings.loras[0].on = false;
  EXPECT_TRUE(look_from(to_json(look), "x").steps[0].settings.loras.empty()) << "of no effect, so left out";
}

TEST(Look, WithASamplerIsRefusedByProgramsThatKnowNone) {
  Look look{{step("make it night")}};
  EXPECT_EQ(to_json(look).at("v4e_look"), 1) << "as before where nothing is new";
  look.steps[0].settings.sampler = Sampler::Euler;
  EXPECT_EQ(to_json(look).at("v4e_look"), 2);
  EXPECT_EQ(look_from(to_json(look), "x"), look);
}

TEST(Look, CarriesARegionThatAnyPhotoHas) {
  Look look{{step("make it night")}};
  look.steps[0].settings.region = region_from_text("background");
  EXPECT_EQ(look_from(to_json(look), "x"), look);
  look.steps[0].settings.region = region_from_text("0,0,10,10");
  EXPECT_THAT(error_of([&look] { (void)to_json(look); }).what(), HasSubstr("region of one photo"));
}

TEST(Look, LeavesOpenWhatTheBaseSays) {
  EditSettings base;
  base.seed = 5;
  base.frames = 13;
  base.amount = 0.75;
  const std::vector<EditSettings> steps = steps_to_do(rich_look(), base);
  ASSERT_EQ(steps.size(), 2U) << "one is off";
  EXPECT_EQ(steps[0].instruction, "make it night");
  EXPECT_EQ(steps[0].seed, 18446744073709551615ULL);
  EXPECT_EQ(steps[0].frames, 13);
  EXPECT_EQ(steps[0].amount, 0.75);
  EXPECT_EQ(steps[0].strength, 0.25);
  EXPECT_EQ(steps[1].seed, 5U);
  EXPECT_EQ(steps[1].frames, 9);
  EXPECT_EQ(steps[1].model, "Wan-AI/Wan2.1-I2V-14B-480P-Diffusers");
  base.model = "/models/mine";
  for (const EditSettings& one : steps_to_do(rich_look(), base)) EXPECT_EQ(one.model, "/models/mine");
}

TEST(Look, WithAllStepsOffHasNothingToDo) {
  Look look{{step("make it night")}};
  look.steps[0].on = false;
  EXPECT_THAT(error_of([&look] { (void)steps_to_do(look, {}); }).what(), HasSubstr("switched off"));
}

}  // namespace
}  // namespace v4e
