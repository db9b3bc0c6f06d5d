// SPDX-License-Identifier: GPL-3.0-or-later
// Edits of a part of the photo through the real program.
#include <gmock/gmock.h>

#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/image/geometry.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_provenance.h"
#include "tests/end_to_end/edit_fixture.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

/// How many pixels of the area, and of all else, differ.
std::pair<int, int> changed(const Image& before, const Image& after, const PixelArea& area) {
  int inside = 0;
  int outside = 0;
  for (int y = 0; y < before.height(); ++y) {
    for (int x = 0; x < before.width(); ++x) {
      const bool same =
          std::memcmp(before.row<std::uint8_t>(y) + 3 * x, after.row<std::uint8_t>(y) + 3 * x, 3) == 0;
      const bool is_in = x >= area.x && x < area.x + area.width && y >= area.y && y < area.y + area.height;
      (is_in ? inside : outside) += same ? 0 : 1;
    }
  }
  return {inside, outside};
}

class Region : public EditProgram {
 protected:
  /// White in the area.
  [[nodiscard]] std::string mask(const std::string& name, const PixelArea& area) const {
    Photo mask;
    mask.image = Image(120, 80, 1, SampleType::U8);
    for (int y = area.y; y < area.y + area.height; ++y)
      std::memset(mask.image.mutable_data() + 120 * y + area.x, 255, static_cast<std::size_t>(area.width));
    write_photo(file(name), mask);
    return file(name).string();
  }
  void expect_only(const std::string& source, const std::string& result, const PixelArea& area) const {
    const auto [inside, outside] =
        changed(read_photo(file(source)).image, read_photo(file(result)).image, area);
    EXPECT_GT(inside, area.width * area.height / 2) << result;
    EXPECT_EQ(outside, 0) << result;
  }
};

constexpr PixelArea kBox{30, 20, 40, 30};

TEST_F(Region, OnlyThatPartChanges) {
  const std::string source = photo("a.png");
  const std::string white = mask("mask.png", kBox);
  int n = 0;
  for (const std::string& region : {std::string("30,20,40,30"), white}) {
    const std::string name = "b" + std::to_string(n++) + ".png";
    const RunResult run = edit({source, "make it black and white", "-o", file(name).string(), "--region",
                                region, "--region-feather", "1", "--json"});
    ASSERT_EQ(run.exit_code, 0) << run.err;
    expect_only("a.png", name, kBox);
    const auto report = nlohmann::json::parse(run.out);
    EXPECT_EQ(report.at("region").at("kind"), region == white ? "mask" : "30,20,40,30");
    EXPECT_EQ(report.at("region").at("feather"), 1);
    EXPECT_LT(run.out.size(), 20000u) << "without the mask's pixels";
    const auto provenance = provenance_of(read_photo(file(name)));
    ASSERT_TRUE(provenance);
    EXPECT_EQ(provenance->settings.at("region").at("kind"), region == white ? "mask" : "rectangle");
    EXPECT_FALSE(provenance->settings.at("region").contains("mask"));
  }
}

TEST_F(Region, LiesInThePhotoAsItIsTurnedAndCropped) {
  const std::string source = photo("a.png");
  const std::vector<std::string> shape{"--rotate", "180", "--crop", "10,10,80,60"};
  std::vector<std::string> words{
      source, "make it black and white", "-o", file("b.png").string(), "--region", "20,10,30,20"};
  words.insert(words.end(), shape.begin(), shape.end());
  ASSERT_EQ(edit(words).exit_code, 0);
  words = {source, "make it black and white", "-o", file("plain.png").string(), "--strength", "0"};
  words.insert(words.end(), shape.begin(), shape.end());
  ASSERT_EQ(edit(words).exit_code, 0);
  expect_only("plain.png", "b.png", {20, 10, 30, 20});
}

TEST_F(Region, WrongOnesSayWhatToDo) {
  const std::string source = photo("a.png");
  const auto run = [&](const std::string& region) {
    return edit({source, "make it black and white", "-o", file("b.png").string(), "--region", region});
  };
  EXPECT_EQ(run("1,2,3").exit_code, 2);
  EXPECT_THAT(run("1,2,3").err, HasSubstr("X,Y,WIDTH,HEIGHT"));
  EXPECT_EQ(run("200,0,10,10").exit_code, 2);
  EXPECT_THAT(run("200,0,10,10").err, HasSubstr("outside the photo"));
  EXPECT_EQ(run(file("none.png").string()).exit_code, 3);
  EXPECT_EQ(run(mask("empty.png", {0, 0, 0, 0})).exit_code, 2);
  EXPECT_FALSE(fs::exists(file("b.png")));
}

TEST_F(Region, EachRowOfABatchHasItsOwn) {
  fs::create_directories(file("in"));
  fs::create_directories(file("masks"));
  (void)photo("in/a.png");
  (void)photo("in/b.png");
  (void)mask("masks/b.png", kBox);
  std::ofstream(file("in/list.csv"))
      << "photo,instruction,region\na.png,make it black and white,\"30,20,40,30\"\n"
         "b.png,make it black and white,../masks/b.png\n";
  const auto batch = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "batch");
    words.insert(words.end(),
                 {"--model", model().string(), "--device", "cpu", "--dtype", "fp32", "--pattern", "{name}"});
    return run_v4e(words, log_.path());
  };
  const RunResult list = batch({file("in/list.csv").string(), "-o", file("out").string()});
  ASSERT_EQ(list.exit_code, 0) << list.err;
  expect_only("in/a.png", "out/a.png", kBox);
  expect_only("in/b.png", "out/b.png", kBox);
  const RunResult folder =
      batch({file("in/a.png").string(), file("in/b.png").string(), "-i", "make it black and white", "-o",
             file("out2").string(), "--region", file("masks").string()});
  EXPECT_EQ(folder.exit_code, 1) << "one of the photos was not edited";
  EXPECT_THAT(folder.err, HasSubstr("a.png: there is no mask of its name"));
  EXPECT_THAT(folder.err, HasSubstr("1 left out for want of a mask"));
  EXPECT_THAT(folder.out, HasSubstr("1 done, 0 failed"));
  EXPECT_FALSE(fs::exists(file("out2/a.png")));
  expect_only("in/b.png", "out2/b.png", kBox);
  std::ofstream(file("in/bad.csv"))
      << "photo,instruction,region\na.png,make it black and white,nowhere.png\n";
  const RunResult bad = batch({file("in/bad.csv").string(), "-o", file("out3").string()});
  EXPECT_EQ(bad.exit_code, 3);
  EXPECT_THAT(bad.err, HasSubstr("entry 1"));
}

TEST_F(Region, AnInstructionThatPointsNeedsOne) {
  const RunResult plain = run_v4e({"caption", "remove this", "--json"}, log_.path());
  EXPECT_TRUE(nlohmann::json::parse(plain.out).at("needs_region").get<bool>());
  const RunResult region = run_v4e({"caption", "remove this", "--region", "--json"}, log_.path());
  EXPECT_FALSE(nlohmann::json::parse(region.out).at("needs_region").get<bool>());
  EXPECT_EQ(nlohmann::json::parse(region.out).at("target"), "selected part");
}

}  // namespace
}  // namespace v4e::test
