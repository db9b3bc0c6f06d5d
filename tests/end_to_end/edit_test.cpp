// SPDX-License-Identifier: GPL-3.0-or-later
// The whole edit through the real program, with a tiny random model.
#include <gmock/gmock.h>

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/edit/edit_provenance.h"
#include "core/edit/look.h"
#include "core/image/colour/colour.h"
#include "core/image/geometry.h"
#include "core/image/io/metadata.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_provenance.h"
#include "tests/end_to_end/bad_input_fixture.h"
#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_model.h"

namespace v4e::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

TEST_F(EditProgram, WritesAPictureOfThePhotosSize) {
  const std::string source = photo("a.png", 131, 77);
  const RunResult run = edit({source, "make it black and white", "-o", file("b.png").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("b.png"));
  const Photo result = read_photo(file("b.png"));
  EXPECT_EQ(result.image.width(), 131);
  EXPECT_EQ(result.image.height(), 77);
  EXPECT_EQ(result.image.channels(), 3);
  EXPECT_LT(run.seconds, 60);
}

TEST_F(EditProgram, KeepsSixteenBitsAndTransparency) {
  const std::string source = photo("a.png", 90, 70, 4, SampleType::U16);
  const RunResult run = edit({source, "turn day into night", "-o", file("b.png").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Photo before = read_photo(source);
  const Photo after = read_photo(file("b.png"));
  EXPECT_EQ(after.image.type(), SampleType::U16);
  ASSERT_EQ(after.image.channels(), 4);
  for (int y = 0; y < 70; ++y) {
    for (int x = 0; x < 90; ++x)
      ASSERT_EQ(after.image.row<std::uint16_t>(y)[4 * x + 3], before.image.row<std::uint16_t>(y)[4 * x + 3]);
  }
}

TEST_F(EditProgram, MaskSaysExactlyWhatWasTouched) {
  const std::string source = photo("a.png");
  const RunResult run = edit({source, "make it black and white", "-o", file("b.png").string(), "--mask-out",
                              file("mask.png").string(), "--merge", "local"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Image before = read_photo(source).image;
  const Image after = read_photo(file("b.png")).image;
  const Image mask = read_photo(file("mask.png")).image;
  ASSERT_EQ(mask.channels(), 1);
  ASSERT_EQ(mask.width(), before.width());
  for (int y = 0; y < before.height(); ++y) {
    for (int x = 0; x < before.width(); ++x) {
      const bool same =
          std::memcmp(before.row<std::uint8_t>(y) + 3 * x, after.row<std::uint8_t>(y) + 3 * x, 3) == 0;
      ASSERT_TRUE(same || mask.row<std::uint8_t>(y)[x] != 0) << x << ' ' << y;
    }
  }
}

TEST_F(EditProgram, TurnsAndCropsThePhotoFirst) {
  const std::string source = photo("a.png", 131, 77, 3, SampleType::U16);
  const RunResult run = edit({source, "make it black and white", "-o", file("b.png").string(), "--rotate",
                              "90", "--flip", "h", "--crop", "5,10,60,90", "--strength", "0", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const Image before = read_photo(source).image;
  const Image after = read_photo(file("b.png")).image;
  ASSERT_EQ(size_of(after), (PixelSize{60, 90}));
  for (int y = 0; y < 90; ++y) {
    // Turned by a quarter and mirrored then: rows become columns.
    for (int x = 0; x < 60; ++x)
      ASSERT_EQ(std::memcmp(after.row<std::uint16_t>(y) + 3 * x,
                            before.row<std::uint16_t>(x + 5) + 3 * (y + 10), 6),
                0)
          << x << ' ' << y;
  }
  const auto report = nlohmann::json::parse(run.out);
  EXPECT_THAT(report.at("size"), ElementsAre(60, 90));
  EXPECT_EQ(report.at("geometry").at("crop"), nlohmann::json({5, 10, 60, 90}));
}

TEST_F(EditProgram, CropsWhatStraighteningLeaves) {
  const std::string source = photo("a.png", 131, 77);
  const auto report_of = [&](const std::vector<std::string>& options) {
    std::vector<std::string> words{source,         "make it black and white",
                                   "-o",           file("b.png").string(),
                                   "--overwrite",  "--json",
                                   "--straighten", "-3.5"};
    words.insert(words.end(), options.begin(), options.end());
    const RunResult run = edit(words);
    EXPECT_EQ(run.exit_code, 0) << run.err;
    return nlohmann::json::parse(run.out);
  };
  const auto whole = report_of({}).at("size");
  EXPECT_LT(whole.at(0), 131);
  const std::string all =
      "0,0," + std::to_string(whole.at(0).get<int>()) + ',' + std::to_string(whole.at(1).get<int>());
  EXPECT_EQ(report_of({"--crop", all}).at("size"), whole);
  EXPECT_THAT(report_of({"--crop", "3,4,20,30"}).at("size"), ElementsAre(20, 30));
}

TEST_F(EditProgram, SaysWhatIsWrongWithATurnOrCrop) {
  const std::string source = photo("a.png", 131, 77);
  const auto run_with = [&](const std::string& option, const std::string& value) {
    return edit({source, "make it black and white", "-o", file("b.png").string(), option, value});
  };
  const RunResult beyond = run_with("--crop", "100,0,40,20");
  EXPECT_NE(beyond.exit_code, 0);
  EXPECT_THAT(beyond.err, HasSubstr("131 x 77"));
  for (const char* crop : {"1,2,3", "1,2,3,4,5", "a,b,c,d", "0,0,0,9", "-1,0,5,5", "1 2 3 4"})
    EXPECT_NE(run_with("--crop", crop).exit_code, 0) << crop;
  EXPECT_NE(run_with("--rotate", "45").exit_code, 0);
  EXPECT_NE(run_with("--flip", "x").exit_code, 0);
  EXPECT_NE(run_with("--straighten", "46").exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(file("b.png")));
  const RunResult bare = edit({source, "--rotate", "90"});
  EXPECT_NE(bare.exit_code, 0);
  EXPECT_THAT(bare.err, HasSubstr("instruction"));
}

TEST_F(EditProgram, SameSeedGivesTheSamePicture) {
  const std::string source = photo("a.png");
  ASSERT_EQ(edit({source, "night", "--seed", "5", "--force", "-o", file("b.png").string()}).exit_code, 0);
  ASSERT_EQ(edit({source, "night", "--seed", "5", "--force", "-o", file("c.png").string()}).exit_code, 0);
  const Image one = read_photo(file("b.png")).image;
  const Image two = read_photo(file("c.png")).image;
  ASSERT_EQ(one.size_bytes(), two.size_bytes());
  EXPECT_EQ(std::memcmp(one.data(), two.data(), one.size_bytes()), 0);
}

TEST_F(EditProgram, EverySettingReachesTheModel) {
  const std::string source = photo("a.png");
  write_tiny_model(file("listening"), {.listens = true});
  const auto pixels = [&](const std::string& name, const std::vector<std::string>& options) {
    std::vector<std::string> words{
        "edit",     source, "make it night",     "--guidance", "4",
        "--json",   "-o",   file(name).string(), "--model",    file("listening").string(),
        "--device", "cpu",  "--dtype",           "fp32"};
    words.insert(words.end(), options.begin(), options.end());
    const RunResult run = run_v4e(words, log_.path());
    EXPECT_EQ(run.exit_code, 0) << run.err;
    const Image image = read_photo(file(name)).image;
    return std::vector<std::byte>(image.data(), image.data() + image.size_bytes());
  };
  const auto plain = pixels("plain.png", {});
  EXPECT_NE(pixels("avoid.png", {"--negative-prompt", "a bright sky"}), plain);
  EXPECT_EQ(pixels("none.png", {"--negative-prompt", ""}), plain) << "the model has none of its own";
  EXPECT_NE(pixels("shift.png", {"--shift", "9"}), plain);
  EXPECT_NE(pixels("steps.png", {"--steps", "3"}), plain);
  const RunResult wrong = edit({source, "make it night", "--reasoning-steps", "-1"});
  EXPECT_NE(wrong.exit_code, 0);
  EXPECT_THAT(wrong.err, HasSubstr("--reasoning-steps"));
}

TEST_F(EditProgram, WritesFramesVideoAndReport) {
  const std::string source = photo("a.jpg");
  const RunResult run =
      edit({source, "make it night", "-o", file("b.jpg").string(), "--frames-dir", file("frames").string(),
            "--video", file("b.mp4").string(), "--json", "--seed", "3"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(names_in(file("frames")), ElementsAre("frame-000.png", "frame-001.png", "frame-002.png",
                                                    "frame-003.png", "frame-004.png"));
  EXPECT_GT(std::filesystem::file_size(file("b.mp4")), 500u);
  const auto report = nlohmann::json::parse(run.out);
  EXPECT_EQ(report.at("caption").at("effect"), "night");
  EXPECT_EQ(report.at("prompt"), "day slowly turns into night");
  EXPECT_EQ(report.at("steps"), 2);
  EXPECT_EQ(report.at("seed"), 3);
  EXPECT_EQ(report.at("model"), "tiny");
}

TEST_F(EditProgram, TheVideosEndingChoosesItsKind) {
  const std::string source = photo("a.png");
  const RunResult run =
      edit({source, "make it night", "-o", file("b.png").string(), "--video", file("b.gif").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(read_photo(file("b.gif")).source_format, PhotoFormat::Gif);
  const auto provenance = provenance_of(read_photo(file("b.png")));
  ASSERT_TRUE(provenance);
  EXPECT_EQ(provenance->instruction, "make it night");
  EXPECT_EQ(provenance->steps, 2);
  EXPECT_EQ(provenance->frames, 5);
  const RunResult other =
      edit({source, "make it night", "-o", file("c.png").string(), "--video", file("c.avi").string()});
  EXPECT_EQ(other.exit_code, 2);
  EXPECT_THAT(other.err, HasSubstr("must end in .mp4, .webm or .gif"));
  EXPECT_FALSE(std::filesystem::exists(file("c.png")));
}

TEST_F(EditProgram, SeveralInstructionsAreEditsOfEdits) {
  const std::string source = photo("a.png");
  const RunResult at_once = edit({source, "-i", "make it night", "--instruction", "make it black and white",
                                  "--strength", "0.5", "--strength", "1", "--seed", "3", "--json",
                                  "--frames-dir", file("frames").string(), "-o", file("both.png").string()});
  ASSERT_EQ(at_once.exit_code, 0) << at_once.err;
  ASSERT_EQ(
      edit({source, "make it night", "--strength", "0.5", "--seed", "3", "-o", file("one.png").string()})
          .exit_code,
      0);
  ASSERT_EQ(edit({file("one.png").string(), "make it black and white", "--seed", "3", "-o", file("two.png").string()})
                .exit_code,
            0);
  const Photo both = read_photo(file("both.png"));
  const Image two = read_photo(file("two.png")).image;
  ASSERT_EQ(both.image.size_bytes(), two.size_bytes());
  EXPECT_EQ(std::memcmp(both.image.data(), two.data(), two.size_bytes()), 0);
  const auto report = nlohmann::json::parse(at_once.out);
  ASSERT_EQ(report.at("chain").size(), 2U);
  EXPECT_EQ(report.at("chain").at(0).at("settings").at("strength"), 0.5);
  EXPECT_EQ(report.at("frames"), 3 + 5);
  EXPECT_TRUE(std::filesystem::exists(file("frames") / "frame-007.png"));
  const auto steps = steps_of(*provenance_of(both));
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_EQ(steps[0].instruction, "make it night");
  EXPECT_EQ(steps[0].strength, 0.5);
  EXPECT_EQ(steps[1].instruction, "make it black and white");
}

TEST_F(EditProgram, ALookIsItsInstructionsInTurn) {
  const std::string source = photo("a.png");
  const std::string look = file("evening.v4elook").string();
  Look evening;
  for (const char* instruction : {"make it night", "make it a pencil sketch", "make it black and white"}) {
    evening.steps.emplace_back().settings.instruction = instruction;
    evening.steps.back().settings.model = "another model, which --model replaces";
  }
  evening.steps[0].settings.strength = 0.5;
  evening.steps[1].on = false;
  evening.steps[2].settings.seed = 3;
  evening.steps[2].keeps_seed = true;
  write_look(look, evening);
  const RunResult run = edit({source, "--look", look, "--json", "-o", file("look.png").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto report = nlohmann::json::parse(run.out);
  ASSERT_EQ(report.at("chain").size(), 2U);
  EXPECT_EQ(report.at("seed"), 3);
  ASSERT_EQ(edit({source, "make it night", "--strength", "0.5", "-o", file("one.png").string()}).exit_code, 0);
  ASSERT_EQ(edit({file("one.png").string(), "make it black and white", "--seed", "3", "-o", file("two.png").string()})
                .exit_code,
            0);
  const Image at_once = read_photo(file("look.png")).image;
  const Image in_turn = read_photo(file("two.png")).image;
  ASSERT_EQ(at_once.size_bytes(), in_turn.size_bytes());
  EXPECT_EQ(std::memcmp(at_once.data(), in_turn.data(), in_turn.size_bytes()), 0);
}

TEST_F(EditProgram, ALookThatCannotBeDoneIsRefusedBeforeAnythingRuns) {
  const std::string source = photo("a.png");
  const std::string look = file("x.v4elook").string();
  const auto refused = [&](const std::string& text, std::vector<std::string> more = {}) {
    std::ofstream(look) << text;
    std::vector<std::string> arguments{source, "--look", look, "-o", file("x.png").string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const RunResult run = edit(arguments);
    EXPECT_NE(run.exit_code, 0) << text;
    EXPECT_FALSE(std::filesystem::exists(file("x.png"))) << text;
    return run.err;
  };
  EXPECT_THAT(refused(R"({"v4e_look": 3})"), HasSubstr("newer version"));
  EXPECT_THAT(refused("no JSON"), HasSubstr("x.v4elook"));
  const std::string night = R"({"v4e_look": 1, "steps": [{"instruction": "make it night"}]})";
  EXPECT_THAT(refused(night, {"-i", "add fog"}), HasSubstr("leave --instruction out"));
  EXPECT_THAT(refused(R"({"v4e_look": 1, "steps": [{"instruction": "make it night"},
                          {"instruction": "replace the dog with a cat"}]})"),
              HasSubstr("replace the dog with a cat"));
  std::ofstream(look) << R"({"v4e_look": 1, "steps": [{"instruction": "make it night", "model": "a"},
                                                      {"instruction": "add fog", "model": "b"}]})";
  const RunResult models =
      run_v4e({"edit", source, "--look", look, "-o", file("x.png").string()}, log_.path());
  EXPECT_EQ(models.exit_code, 2);
  EXPECT_THAT(models.err, HasSubstr("choose one for all of them with --model"));
}

TEST_F(EditProgram, SeveralInstructionsThatDoNotFitAreRefused) {
  const std::string source = photo("a.png");
  const RunResult strengths = edit({source, "-i", "make it night", "-i", "make it black and white", "-i",
                                    "make it a pencil sketch", "--strength", "1", "--strength", "0.5"});
  EXPECT_EQ(strengths.exit_code, 2);
  EXPECT_THAT(strengths.err, HasSubstr("--strength is given 2 times for 3 instructions"));
  const RunResult caption = edit({source, "-i", "make it night", "-i", "make it black and white", "--caption", "x"});
  EXPECT_EQ(caption.exit_code, 2);
  EXPECT_THAT(caption.err, HasSubstr("--caption belongs to one instruction"));
  const RunResult unknown = edit({source, "-i", "make it night", "-i", "replace the dog with a cat"});
  EXPECT_NE(unknown.exit_code, 0);
  EXPECT_THAT(unknown.err, HasSubstr("replace the dog with a cat"));
  EXPECT_NE(edit({"-i", "make it night"}).exit_code, 0);
}

TEST_F(EditProgram, PaintStylesRunInTiles) {
  const std::string source = photo("a.png", 150, 110);
  const RunResult run = edit(
      {source, "turn it into a pencil sketch", "--merge", "texture", "-o", file("b.png").string(), "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(nlohmann::json::parse(run.out).at("merge").at("way"), "texture");
}

TEST_F(EditProgram, SeveralPhotosGoIntoAFolder) {
  const std::string one = photo("one.png");
  const std::string two = photo("two.jpg");
  const RunResult run = edit({one, two, "make it night", "-o", file("out").string()});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  EXPECT_THAT(names_in(file("out")), ElementsAre("one-edited.png", "two-edited.jpg"));
}

TEST_F(EditProgram, OneBadPhotoOfSeveralDoesNotStopTheOthers) {
  const std::string one = photo("one.png");
  std::ofstream(file("bad.jpg")) << "no picture";
  const std::string two = photo("two.png");
  const RunResult run =
      edit({one, file("bad.jpg").string(), two, "make it night", "-o", file("out").string(), "--json"});
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_THAT(run.err, HasSubstr("bad.jpg"));
  EXPECT_THAT(names_in(file("out")), ElementsAre("one-edited.png", "two-edited.png"));
  const auto reports = nlohmann::json::parse(run.out);
  ASSERT_EQ(reports.size(), 3u);
  EXPECT_TRUE(reports[0].contains("output"));
  EXPECT_THAT(reports[1].at("error").get<std::string>(), HasSubstr("not a picture"));
  EXPECT_TRUE(reports[2].contains("output"));
}

TEST_F(EditProgram, KeepsWhatTheCameraWrote) {
  WriteOptions taken;
  taken.extra_properties = {{"Exif.Image.Artist", "Ada"}};
  write_photo(file("a.jpg"), make_photo(120, 80), taken);
  ASSERT_EQ(edit({file("a.jpg").string(), "make it night", "-o", file("b.jpg").string()}).exit_code, 0);
  EXPECT_EQ(property(read_photo(file("b.jpg")).metadata, "Exif.Image.Artist"), "Ada");
}

TEST_F(EditProgram, NamesTheResultItselfAndNeverOverwritesUnasked) {
  const std::string source = photo("a.png");
  ASSERT_EQ(edit({source, "make it night"}).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(file("a-edited.png")));
  const auto first = std::filesystem::last_write_time(file("a-edited.png"));
  const RunResult again = edit({source, "make it night"});
  EXPECT_EQ(again.exit_code, 2);
  EXPECT_THAT(again.err, HasSubstr("a-edited.png is there already"));
  EXPECT_EQ(std::filesystem::last_write_time(file("a-edited.png")), first);
  EXPECT_EQ(edit({source, "make it night", "--overwrite"}).exit_code, 0);
}

TEST_F(EditProgram, NoTargetReplacesAnotherOrThePhoto) {
  const std::string source = photo("a.png");
  const std::string result = file("r.png").string();
  std::filesystem::create_symlink(file("a.png"), file("link.png"));
  std::filesystem::create_hard_link(file("a.png"), file("hard.png"));
  std::filesystem::create_directory_symlink(file("."), file("folder"));
  std::filesystem::create_directory(file("fr"));
  const std::string photo_bytes = bytes_of(file("a.png"));
  const std::vector<std::vector<std::string>> refused = {
      {"-o", result, "--mask-out", result},
      {"-o", result, "--mask-out", file("R.PNG").string()},
      {"-o", result, "--mask-out", file("folder/r.png").string()},
      {"-o", result, "--mask-out", source},
      {"-o", result, "--mask-out", file("link.png").string()},
      {"-o", result, "--mask-out", file("hard.png").string()},
      {"-o", source},
      {"-o", file("link.png").string()},
      {"-o", file("fr/frame-001.png").string(), "--frames-dir", file("fr").string()},
      {"-o", result, "--mask-out", file("m.jpg").string()}};
  for (const auto& options : refused) {
    std::vector<std::string> command{source, "make it night", "--overwrite"};
    command.insert(command.end(), options.begin(), options.end());
    const RunResult run = edit(command);
    EXPECT_EQ(run.exit_code, 2) << testing::PrintToString(options) << run.err;
  }
  EXPECT_EQ(bytes_of(file("a.png")), photo_bytes);
  EXPECT_FALSE(std::filesystem::exists(file("r.png")));
}

TEST_F(EditProgram, NamesAreAsLongAsNamesCanBe) {
  const std::string source = photo("a.png");
  const std::string longest = std::string(251, 'x') + ".png";
  const RunResult run = edit({source, "make it night", "-o", file(longest).string()});
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_TRUE(std::filesystem::exists(file(longest)));
  const RunResult too_long = edit({source, "make it night", "-o", file("x" + longest).string()});
  EXPECT_EQ(too_long.exit_code, 2);
  EXPECT_THAT(too_long.err, HasSubstr("give a shorter one"));
  const RunResult by_itself = edit({file(longest).string(), "make it night"});
  EXPECT_EQ(by_itself.exit_code, 0) << by_itself.err;
  EXPECT_TRUE(std::filesystem::exists(file(std::string(244, 'x') + "-edited.png")));
}

TEST_F(EditProgram, NamesMayHoldAnyBytes) {
  (void)photo("caf\xE9.png");
  const RunResult run = edit({file("caf\xE9.png").string(), "make it night", "--json"});
  ASSERT_EQ(run.exit_code, 0) << run.err;
  const auto report = nlohmann::json::parse(run.out);
  EXPECT_THAT(report.at("photo").get<std::string>(), testing::EndsWith("caf\\xE9.png"));
  EXPECT_TRUE(std::filesystem::exists(file("caf\xE9-edited.png")));
}

TEST_F(EditProgram, NarrowPhotosHaveAllTheirOutputs) {
  const std::vector<std::pair<int, int>> sizes = {{1, 1}, {1, 40}, {40, 1}, {22, 400}, {16, 300}};
  for (const auto& [width, height] : sizes) {
    const std::string name = std::to_string(width) + "x" + std::to_string(height);
    SCOPED_TRACE(name);
    const RunResult run =
        edit({photo(name + ".png", width, height), "make it night", "-o", file(name + "-r.png").string(),
              "--frames-dir", file(name).string(), "--video", file(name + ".gif").string()});
    EXPECT_EQ(run.exit_code, 0) << run.err;
    EXPECT_EQ(read_photo(file(name + "-r.png")).image.height(), height);
    EXPECT_TRUE(std::filesystem::exists(file(name) / "frame-000.png"));
    EXPECT_EQ(edit({file(name + ".png").string(), "make it night", "-o", file(name + "-s.png").string(),
                    "--video", file(name + ".mp4").string()})
                  .exit_code,
              0);
  }
}

TEST_F(EditProgram, BlackAndWhiteIsGreyInEveryKindOfPhoto) {
  const auto is_grey = [](const Image& image) {
    const auto check = [&image](auto sample) {
      using Sample = decltype(sample);
      for (int y = 0; y < image.height(); ++y) {
        const auto* pixel = image.row<Sample>(y);
        for (int x = 0; x < image.width(); ++x, pixel += image.channels())
          if (pixel[0] != pixel[1] || pixel[1] != pixel[2]) return false;
      }
      return true;
    };
    return image.channels() < 3 ||
           (image.type() == SampleType::U8 ? check(std::uint8_t{}) : check(std::uint16_t{}));
  };
  for (const std::string& profile :
       {std::string(), make_adobe_rgb_profile(), make_output_profile(OutputProfile::DisplayP3)}) {
    for (const SampleType type : {SampleType::U8, SampleType::U16}) {
      Photo colourful = make_photo(120, 80, 3, type);
      colourful.icc_profile = profile;
      write_photo(file("p.png"), colourful);
      std::filesystem::remove_all(file("fr"));
      const RunResult run =
          edit({file("p.png").string(), "make it black and white", "-o", file("bw.png").string(),
                "--frames-dir", file("fr").string(), "--overwrite"});
      ASSERT_EQ(run.exit_code, 0) << run.err;
      EXPECT_TRUE(is_grey(read_photo(file("bw.png")).image));
      EXPECT_FALSE(is_grey(read_photo(file("fr/frame-000.png")).image)) << "the evolution begins in colour";
      EXPECT_TRUE(is_grey(read_photo(file("fr/frame-004.png")).image)) << "and ends without";
    }
  }
}

TEST_F(EditProgram, SaysWhatTheModelCannotDo) {
  const std::string source = photo("a.png");
  const RunResult run = edit({source, "add a dragon above the house", "-o", file("b.png").string()});
  EXPECT_EQ(run.exit_code, 6);
  EXPECT_THAT(run.err, HasSubstr("black and white, night, pencil sketch"));
  EXPECT_THAT(run.err, HasSubstr("ChronoEdit"));
  EXPECT_FALSE(std::filesystem::exists(file("b.png")));
  EXPECT_EQ(edit({source, "add a dragon", "--force", "-o", file("b.png").string()}).exit_code, 0);
}

TEST_F(EditProgram, PlainLinesWhereNoTerminalIs) {
  const std::string source = photo("a.png");
  const RunResult run = edit({source, "make it night", "-o", file("b.png").string()});
  EXPECT_THAT(run.err, HasSubstr("denoise"));
  EXPECT_EQ(run.err.find('\r'), std::string::npos);
}

}  // namespace
}  // namespace v4e::test
