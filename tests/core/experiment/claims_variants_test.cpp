// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_variants.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/experiment/claims_settings.h"

namespace v4e::training {
namespace {

ClaimsSettings shipped(const char* name) {
  const std::filesystem::path root = V4E_SOURCE_DIR;
  return ClaimsSettings::from_file(root / "packaging/experiments" / name,
                                   root / "resources/models/nano/recipe.json");
}

TEST(ClaimsVariants, AreThirtyEightInThreeGroups) {
  const auto variants = claims_variants(shipped("claims.json").colours);
  EXPECT_EQ(variants.size(), 38U);
  std::map<char, std::set<std::string>> groups;
  for (const auto& variant : variants) groups[group_of(variant.id)].insert(variant.id);
  EXPECT_EQ(groups['A'], (std::set<std::string>{"night", "fog", "snow", "warm", "cool", "brighter", "darker",
                                                "bgblur", "remove"}));
  EXPECT_EQ(groups['B'], (std::set<std::string>{"cast", "sepia", "bw", "vivid", "bgcolour", "recolour"}));
  EXPECT_EQ(groups['C'],
            (std::set<std::string>{"sketch", "oil", "watercolour", "cartoon", "restore", "colourise"}));
  EXPECT_EQ(groups.size(), 3U);
}

TEST(ClaimsVariants, RefuseAColourThatNoInstructionAsksFor) {
  EXPECT_THROW(static_cast<void>(claims_variants({{"recolour", {"teal"}}})), Error);
  EXPECT_THROW(static_cast<void>(claims_variants({{"night", {"red"}}})), Error);
}

TEST(StratifiedOrder, ASmallerSetIsTheBeginningOfALargerOne) {
  const auto all = stratified_order(38, 2000, 7);
  const auto few = stratified_order(38, 20, 7);
  EXPECT_TRUE(std::equal(few.begin(), few.end(), all.begin()));
  EXPECT_NE(stratified_order(38, 20, 8), few);
}

TEST(StratifiedOrder, HasEachVariantEquallyOften) {
  const auto order = stratified_order(38, 200, 1);
  std::map<std::size_t, int> counts;
  for (const auto variant : order) ++counts[variant];
  ASSERT_EQ(counts.size(), 38U);
  // 200 = 5 * 38 + 10
  for (const auto& [variant, count] : counts)
    EXPECT_TRUE(count == 5 || count == 6) << variant << ": " << count;
}

TEST(ClaimsSettings, TheShippedOnesSayWhatTheDesignSays) {
  const auto settings = shipped("claims.json");
  EXPECT_EQ(settings.recipe.dit.width(), 192);
  EXPECT_EQ(settings.recipe.dit.in_channels, 100);  // 48 noisy, 4 of the mask, 48 known
  const auto row = [&](const std::string& name) {
    return *std::ranges::find(settings.rows, name, &ClaimsRow::name);
  };
  EXPECT_EQ(settings.triplets_of(row("c1")), 200);
  EXPECT_EQ(settings.triplets_of(row("d10")), 2000);
  EXPECT_EQ(settings.triplets_of(row("a100")), 20000);
  EXPECT_EQ(settings.updates_of(row("a100")), 2000);
  EXPECT_EQ(settings.updates_of(row("aL")), 14000);
  EXPECT_EQ(settings.updates_of(row("c0")), 0);
  EXPECT_EQ(settings.steps_of(row("c1")), (std::vector<int>{1, 4}));
  int runs = 0;
  for (const auto& each : settings.rows) runs += settings.updates_of(each) > 0 ? each.seeds : 0;
  EXPECT_EQ(runs, 33 + 1 + 12) << "the design's, the one in few steps, and those asked by captions";
  const auto small = shipped("claims_small.json");
  ASSERT_EQ(small.rows.size(), settings.rows.size());
  EXPECT_EQ(small.json.at("claims"), settings.json.at("claims"));
}

TEST(ClaimsSettings, GoOnWhereOnlyRowsCameToThem) {
  auto settings = shipped("claims_small.json");
  auto earlier = settings.json;
  EXPECT_TRUE(settings.goes_on(earlier));
  earlier["rows"].erase(3);
  earlier["claims"].erase(0);
  EXPECT_TRUE(settings.goes_on(earlier));
  auto other = earlier;
  other["rows"][0]["share"] = 0.5;
  EXPECT_FALSE(settings.goes_on(other)) << "a row that was done is another one now";
  other = earlier;
  other["updates"] = 7;
  EXPECT_FALSE(settings.goes_on(other));
}

TEST(ClaimsSettings, NameWhatIsWrong) {
  const std::filesystem::path root = V4E_SOURCE_DIR;
  const auto path = std::filesystem::temp_directory_path() / "v4e_claims_wrong.json";
  auto json = read_json_file(root / "packaging/experiments/claims_small.json");
  json["rows"][0]["start"] = "film";
  write_json_file(path, json);
  try {
    static_cast<void>(ClaimsSettings::from_file(path, root / "resources/models/nano/recipe.json"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("row a1: start"), std::string::npos) << error.what();
  }
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace v4e::training
