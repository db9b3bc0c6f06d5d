// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/paired_bootstrap.h"

#include <gtest/gtest.h>

#include <cmath>

namespace v4e {
namespace {

TEST(PairedBootstrap, ADifferenceThatNeverVariesIsCertain) {
  const PairedDifference difference = paired_bootstrap({{0.5, 0.5, 0.5}, {0.5}}, false);
  EXPECT_EQ(difference.mean, 0.5);
  EXPECT_EQ(difference.low, 0.5);
  EXPECT_EQ(difference.high, 0.5);
  EXPECT_EQ(difference.pairs, 4);
  EXPECT_TRUE(difference.is_clear());
}

TEST(PairedBootstrap, GroupsCountAsOneWhereTheyAreAskedTo) {
  const std::vector<std::vector<double>> groups{{1, 1, 1}, {0}};
  EXPECT_EQ(paired_bootstrap(groups, false).mean, 0.75);
  EXPECT_EQ(paired_bootstrap(groups, true).mean, 0.5);
}

TEST(PairedBootstrap, TheIntervalIsThatOfTheMean) {
  // 100 differences of 0 and 1 in equal parts: their mean has a deviation of 0.05, and 1.96 of that are 95 %.
  std::vector<double> group;
  for (int i = 0; i < 100; ++i) group.push_back(i % 2);
  const PairedDifference difference = paired_bootstrap({group}, false);
  EXPECT_NEAR(difference.low, 0.5 - 0.098, 0.011);
  EXPECT_NEAR(difference.high, 0.5 + 0.098, 0.011);
}

TEST(PairedBootstrap, WhatMayBeChanceIsNotClear) {
  EXPECT_FALSE(paired_bootstrap({{-1, 1, -1, 1}}, false).is_clear());
  EXPECT_FALSE(paired_bootstrap({{1}}, false).is_clear()) << "one pair says nothing";
  EXPECT_FALSE(paired_bootstrap({{}, {}}, true).is_clear());
}

TEST(PairedBootstrap, IsTheSameEachTime) {
  const std::vector<std::vector<double>> groups{{0.1, 0.4, -0.2}, {0.3, 0.9}};
  EXPECT_EQ(paired_bootstrap(groups, false).low, paired_bootstrap(groups, false).low);
}

}  // namespace
}  // namespace v4e
