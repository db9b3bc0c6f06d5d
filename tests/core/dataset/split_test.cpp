// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/split.h"

#include <gmock/gmock.h>

#include <map>
#include <set>

#include "core/base/error.h"

namespace v4e {
namespace {

std::vector<PairRecord> numbered(int count, int first = 0) {
  std::vector<PairRecord> pairs;
  for (int i = first; i < first + count; ++i) pairs.push_back({.id = "pair" + std::to_string(i)});
  return pairs;
}

std::map<std::string, std::string> parts_of(const std::vector<PairRecord>& pairs) {
  std::map<std::string, std::string> parts;
  for (const auto& pair : pairs) parts[pair.id] = pair.split;
  return parts;
}

std::set<std::string> ids_in(const std::vector<PairRecord>& pairs, const std::string& split) {
  std::set<std::string> ids;
  for (const auto& pair : pairs) {
    if (pair.split == split) ids.insert(pair.id);
  }
  return ids;
}

TEST(Split, SharesAreAboutThoseAskedFor) {
  const auto pairs = split_pairs(numbered(4000), {.val = 0.1, .test = 0.2});
  EXPECT_EQ(pairs.size(), 4000u);
  EXPECT_NEAR(static_cast<double>(ids_in(pairs, "test").size()), 800, 80);
  EXPECT_NEAR(static_cast<double>(ids_in(pairs, "val").size()), 400, 60);
}

TEST(Split, MorePairsMoveNoneOfTheOthers) {
  const auto few = parts_of(split_pairs(numbered(500), {.val = 0.1, .test = 0.1}));
  const auto many = parts_of(split_pairs(numbered(2000), {.val = 0.1, .test = 0.1}));
  for (const auto& [id, split] : few) EXPECT_EQ(many.at(id), split) << id;
}

TEST(Split, SmallerFractionsLieWithinLargerOnes) {
  const auto all = numbered(1000);
  const auto one = ids_in(split_pairs(all, {.fraction = 0.01}), "train");
  const auto ten = ids_in(split_pairs(all, {.fraction = 0.1}), "train");
  EXPECT_NEAR(static_cast<double>(one.size()), 10, 1);
  EXPECT_NEAR(static_cast<double>(ten.size()), 98, 3);
  EXPECT_THAT(ten, testing::IsSupersetOf(one));
  EXPECT_EQ(ids_in(split_pairs(all, {.fraction = 0.01}), "test"), ids_in(split_pairs(all, {}), "test"));
}

TEST(Split, TurnsOfOnePictureStayTogether) {
  auto pairs = numbered(600);
  for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i].group = "picture" + std::to_string(i / 3);
  std::map<std::string, std::set<std::string>> splits;
  for (const auto& pair : split_pairs(pairs, {.val = 0.2, .test = 0.2}))
    splits[pair.group].insert(pair.split);
  for (const auto& [group, found] : splits) EXPECT_EQ(found.size(), 1u) << group;
}

TEST(Split, SmallSetsHaveAllPartsThatAreAskedFor) {
  for (int first = 0; first < 200; first += 5) {
    const auto pairs = split_pairs(numbered(5, first), {.val = 0.01, .test = 0.01});
    EXPECT_EQ(ids_in(pairs, "test").size(), 1u) << first;
    EXPECT_EQ(ids_in(pairs, "val").size(), 1u) << first;
  }
  EXPECT_TRUE(ids_in(split_pairs(numbered(5), {.val = 0, .test = 0}), "test").empty());
}

TEST(Split, TheDataSetsOwnSplitStays) {
  auto pairs = numbered(100);
  for (auto& pair : pairs) pair.split = "val";
  EXPECT_EQ(ids_in(split_pairs(pairs, {}), "val").size(), 100u);
  EXPECT_LT(ids_in(split_pairs(pairs, {.keep_given = false}), "val").size(), 20u);
}

TEST(Split, SharesOutOfRangeAreRefused) {
  EXPECT_THROW(static_cast<void>(split_pairs({}, {.val = 0.6, .test = 0.5})), Error);
  EXPECT_THROW(static_cast<void>(split_pairs({}, {.fraction = 0})), Error);
}

}  // namespace
}  // namespace v4e
