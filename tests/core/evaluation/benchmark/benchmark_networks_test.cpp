// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/benchmark/benchmark_networks.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/evaluation/benchmark/made_benchmarks.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr const char* kImage = "clip_32_14_unprojected_image";

/// A run of two items, the second of which begins from the first one's edit.
class BenchmarkNetworks : public testing::Test {
 protected:
  void SetUp() override {
    benchmark_.name = "magicbrush";
    for (const char* id : {"first", "second"}) {
      BenchmarkItem item;
      item.id = id;
      item.source.file = folder_ / "source.png";
      item.target.file = folder_ / "target.png";
      item.output = item.id + ".png";
      if (item.id == "second") item.follows = "first";
      benchmark_.items.push_back(item);
      ItemOutcome outcome;
      outcome.id = id;
      outcome.state = ItemOutcome::State::Done;
      outcome.identity = item.id;
      outcomes_.push_back(outcome);
    }
    test::write_picture(folder_ / "source.png", 48, 32, 1);
    test::write_picture(folder_ / "target.png", 48, 32, 9);
    for (const auto& item : benchmark_.items) {
      for (const auto system : kSystems) test::write_picture(run_.edit_of(item, system), 48, 32, 5);
    }
    fs::copy(test::golden_path("clip/hf"), folder_ / "tower");
  }

  void measure(NetworkMeasures& networks, const std::string& hash = "hash") {
    measure_by_networks(benchmark_, outcomes_, run_, networks, {{"tower", hash}}, {},
                        [this](int done, int all) {
                          EXPECT_EQ(all, 2);
                          heard_ = done;
                        });
  }

  [[nodiscard]] NetworkMeasures tower() const {
    return NetworkMeasures({.image_encoder = folder_ / "tower", .device = "cpu"});
  }

  test::TemporaryFolder folder_;
  BenchmarkFolder run_{folder_ / "run"};
  Benchmark benchmark_;
  std::vector<ItemOutcome> outcomes_;
  int heard_ = 0;
};

TEST_F(BenchmarkNetworks, ATurnInARowIsMeasuredFromTheEditThatItBeganFrom) {
  NetworkMeasures networks = tower();
  measure(networks);
  EXPECT_EQ(heard_, 2);
  const Measures& first = outcomes_[0].measures.at("raw");
  EXPECT_LT(first.at(kImage), 0.9999);
  EXPECT_TRUE(first.contains(std::string("target_") + kImage));
  // Both turns ended at the same picture.
  EXPECT_NEAR(outcomes_[1].measures.at("composited").at(kImage), 1, 1e-6);
}

TEST_F(BenchmarkNetworks, WhatWasMeasuredIsKeptByTheFilesContents) {
  NetworkMeasures networks = tower();
  measure(networks);
  const Measures measured = outcomes_[0].measures.at("raw");
  // Networks whose weights are gone can only tell what was kept.
  NetworkMeasures again = tower();
  NetworkMeasures other = tower();
  NetworkMeasures later = tower();
  fs::remove(folder_ / "tower/model.safetensors");
  for (auto& outcome : outcomes_) outcome.measures.clear();
  measure(again);
  EXPECT_EQ(outcomes_[0].measures.at("raw"), measured);
  EXPECT_THROW(measure(other, "another hash"), Error);
  test::write_picture(run_.edit_of(benchmark_.items[0], "raw"), 48, 32, 6);
  EXPECT_THROW(measure(later), Error);
}

TEST_F(BenchmarkNetworks, OnlyEditsAreMeasuredAndOnlyByNetworks) {
  outcomes_[0].state = ItemOutcome::State::NotOffered;
  outcomes_[1].state = ItemOutcome::State::Failed;
  NetworkMeasures networks = tower();
  measure_by_networks(benchmark_, outcomes_, run_, networks, {});
  EXPECT_TRUE(outcomes_[0].measures.empty());
  outcomes_[0].state = ItemOutcome::State::Done;
  NetworkMeasures none({.device = "cpu"});
  measure_by_networks(benchmark_, outcomes_, run_, none, {});
  EXPECT_TRUE(outcomes_[0].measures.empty());
}

}  // namespace
}  // namespace v4e
