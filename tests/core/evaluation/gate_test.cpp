// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/evaluation/marked_damage.h"
#include "core/evaluation/metrics.h"
#include "core/evaluation/model_card.h"

namespace v4e {
namespace {

EffectGate make_gate(const char* effect, double error, double copy_error) {
  EffectGate gate;
  gate.effect = effect;
  gate.examples = 2;
  gate.error = error;
  gate.copy_error = copy_error;
  gate.unseen_error = error;
  return gate;
}

TEST(EffectGate, GainsInDecibels) {
  EXPECT_NEAR(make_gate("bw", 0.01, 0.1).gain_db(), 10, 1e-9);
  EXPECT_NEAR(make_gate("bw", 0.1, 0.1).gain_db(), 0, 1e-9);
  EXPECT_LT(make_gate("bw", 0.2, 0.1).gain_db(), 0);
  // An effect that changes nothing anywhere proves nothing.
  EXPECT_EQ(make_gate("bw", 0, 0).ratio(), 1);
}

TEST(EffectGate, PassesFromFiveDecibelsOn) {
  EXPECT_TRUE(make_gate("bw", 0.0155, 0.05).passes());
  EXPECT_FALSE(make_gate("bw", 0.0165, 0.05).passes());
}

TEST(EffectGate, HasToComeNearHoweverMuchIsGained) {
  EXPECT_TRUE(make_gate("sketch", 0.025, 0.5).passes());
  EXPECT_FALSE(make_gate("sketch", 0.0255, 0.5).passes());
}

PartGate make_part(const char* effect, double error) {
  PartGate gate;
  gate.effect = effect;
  gate.examples = 4;
  gate.error = 4 * error;
  gate.copy_error = 4 * 0.1;
  return gate;
}

TEST(PartGate, HasToReachItsEffectsDecibels) {
  EXPECT_TRUE(make_part("recolour", 0.0039).passes());
  EXPECT_FALSE(make_part("recolour", 0.0041).passes());
  EXPECT_TRUE(make_part("bgblur", 0.00099).passes());
  EXPECT_FALSE(make_part("bgblur", 0.00101).passes());
  EXPECT_TRUE(make_part("bgcolour", 0.00031).passes());
  EXPECT_FALSE(make_part("bgcolour", 0.00032).passes());
  EXPECT_FALSE(PartGate().passes());
}

TEST(PartGate, MayNotChangeAPixelOutside) {
  auto gate = make_part("recolour", 0.001);
  gate.changed_outside = 1;
  EXPECT_FALSE(gate.passes());
}

TEST(PartGate, RemovalHasToBeatEveryPeerAndBeCrisp) {
  auto gate = make_part("remove", 0.02);
  gate.sharpness = 4 * 0.7;
  gate.grid = 4 * 1.05;
  EXPECT_FALSE(gate.passes()) << "nothing to compare with";
  gate.peers = {{"Telea", 4 * 0.021}, {"push-pull", 4 * 0.03}};
  EXPECT_TRUE(gate.passes());
  EXPECT_NEAR(gate.needed_db(), 16.778, 1e-3);
  gate.peers[0].error = 4 * 0.019;
  EXPECT_FALSE(gate.passes()) << "a peer is nearer";
  gate.peers[0].error = 4 * 0.021;
  gate.sharpness = 4 * 0.59;
  EXPECT_FALSE(gate.passes()) << "soft";
  gate.sharpness = 4 * 0.7;
  gate.grid = 4 * 1.11;
  EXPECT_FALSE(gate.passes()) << "a grid is seen";
}

TEST(PartGate, RepairHasToBeatEveryPeerInBoth) {
  auto gate = make_part("repair", 0.02);
  gate.sharpness = 4 * 0.3;
  gate.grid = 4 * 3;
  gate.peers = {{"Telea", 4 * 0.021, 4 * 0.1}, {"push-pull", 4 * 0.03, 4 * 0.29}};
  EXPECT_TRUE(gate.passes());
  gate.sharpness = 4 * 0.28;
  EXPECT_FALSE(gate.passes()) << "softer than a fill";
  gate.sharpness = 4 * 0.3;
  gate.peers[0].error = 4 * 0.019;
  EXPECT_FALSE(gate.passes()) << "a fill is nearer";
}

TEST(MarkedDamage, ChangesWhatItMarksAlone) {
  Image photo(200, 150, 3, SampleType::U8);
  std::memset(photo.mutable_data(), 90, photo.size_bytes());
  for (const DamageKind kind : {DamageKind::Scratches, DamageKind::Stains}) {
    const MarkedDamage damage = with_damage(photo, kind, 7);
    const auto* before = reinterpret_cast<const std::uint8_t*>(photo.data());
    const auto* after = reinterpret_cast<const std::uint8_t*>(damage.photo.data());
    const auto* marked = reinterpret_cast<const float*>(damage.region.data());
    int changed = 0;
    int inside = 0;
    for (int i = 0; i < 200 * 150; ++i) {
      inside += marked[i] > 0 ? 1 : 0;
      const bool differs = before[3 * i] != after[3 * i];
      changed += differs ? 1 : 0;
      EXPECT_FALSE(differs && marked[i] < 1) << i;
    }
    EXPECT_GT(changed, 100);
    EXPECT_GT(inside, changed) << "with what is around";
    EXPECT_EQ(std::memcmp(after, with_damage(photo, kind, 7).photo.data(), photo.size_bytes()), 0);
    EXPECT_NE(std::memcmp(after, with_damage(photo, kind, 8).photo.data(), photo.size_bytes()), 0);
  }
}

/// One luma by pixel, as RGB.
template <typename Luma>
Image picture_of(int width, int height, const Luma& luma) {
  Image image(width, height, 3, SampleType::F32);
  auto* out = reinterpret_cast<float*>(image.mutable_data());
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < 3; ++c) *out++ = luma(x, y);
    }
  }
  return image;
}

Image mask_of(int width, int height, int until) {
  Image mask(width, height, 1, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(mask.mutable_data());
  for (int i = 0; i < width * height; ++i) *out++ = i % width < until ? 255 : 0;
  return mask;
}

TEST(GridEnergy, FindsStepsOnAGrid) {
  const auto ramp = [](int x, int y) {
    return 0.01F * static_cast<float>(x) + 0.001F * static_cast<float>(y);
  };
  const Image all = mask_of(64, 48, 64);
  EXPECT_NEAR(grid_energy(picture_of(64, 48, ramp), all, 8), 1, 1e-3);
  // Flat blocks of 8: every step lies on the grid, an eighth of all places (of the 63 in a row, 7 are).
  const auto blocks = [](int x, int /*y*/) { return 0.08F * static_cast<float>(x / 8); };
  EXPECT_NEAR(grid_energy(picture_of(64, 48, blocks), all, 8), 63.0 / 7, 1e-3);
  EXPECT_NEAR(grid_energy(picture_of(64, 48, blocks), all, 16), 63.0 / 7, 1e-3);
  EXPECT_EQ(grid_energy(picture_of(64, 48, [](int, int) { return 0.5F; }), all, 8), 1);
}

TEST(GridEnergy, LooksInTheMaskOnly) {
  const auto half = [](int x, int /*y*/) {
    return x < 32 ? 0.01F * static_cast<float>(x) : 0.5F + 0.08F * static_cast<float>(x / 8);
  };
  EXPECT_NEAR(grid_energy(picture_of(64, 48, half), mask_of(64, 48, 32), 8), 1, 1e-3);
  EXPECT_THROW((void)grid_energy(picture_of(64, 48, half), mask_of(64, 48, 0), 8), Error);
  EXPECT_THROW((void)grid_energy(picture_of(64, 48, half), mask_of(64, 40, 9), 8), Error);
}

TEST(LaplacianEnergy, IsTheMeanSquareOfTheFourNeighbourDifference) {
  // A checkerboard of 0 and 0.1: each pixel differs by 0.1 from all four neighbours, 0.4 in all.
  const auto board = [](int x, int y) { return (x + y) % 2 == 0 ? 0.1F : 0.0F; };
  EXPECT_NEAR(laplacian_energy(picture_of(32, 32, board), mask_of(32, 32, 32)), 0.16, 1e-5);
  const auto ramp = [](int x, int /*y*/) { return 0.01F * static_cast<float>(x); };
  EXPECT_NEAR(laplacian_energy(picture_of(32, 32, ramp), mask_of(32, 32, 31)), 0, 2e-5);
}

TEST(GateReport, CountsOnlyWhatIsListed) {
  GateReport report;
  report.effects = {make_gate("bw", 0.01, 0.1), make_gate("fog", 0.018, 0.1), make_gate("oil", 0.2, 0.1)};
  report.effects[1].unseen_error = 0.026;
  EXPECT_EQ(report.listed(), (std::vector<std::string>{"bw", "fog"}));
  EXPECT_NEAR(report.ratio(), 0.14, 1e-9);
  EXPECT_NEAR(report.unseen_cost(), (0.1 + 0.26) / (0.1 + 0.18) - 1, 1e-9);
  EXPECT_EQ(GateReport().ratio(), 1);
}

class ModelCard : public testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    write("README.md", "before\n<!-- measured -->\nold\n<!-- /measured -->\nafter\n");
    write("model_index.json", R"({"v4e_name": "nano", "v4e_capabilities": ["oil"]})");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void write(const char* name, const std::string& text) {
    AtomicFile file(folder_ / name);
    file.write(text);
    file.commit();
  }

  const std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) /
                                        testing::UnitTest::GetInstance()->current_test_info()->name();
  const CaptionRewriter rewriter_ = embedded_rewriter();
};

TEST_F(ModelCard, GetsTheTableAndTheListOfWhatPasses) {
  GateReport report;
  report.effects = {make_gate("bw", 0.01, 0.1), make_gate("oil", 0.2, 0.1)};
  write_gate(folder_, report, rewriter_);
  const auto card = read_file(folder_ / "README.md", 1 << 20);
  EXPECT_TRUE(card.starts_with("before\n<!-- measured -->\n|")) << card;
  EXPECT_TRUE(card.ends_with("<!-- /measured -->\nafter\n")) << card;
  EXPECT_EQ(card.find("old"), std::string::npos);
  EXPECT_NE(card.find("| black and white | 13.0 | 23.0 | +10.0 | 0.10 | +0 % | yes |"), std::string::npos)
      << card;
  EXPECT_NE(card.find("| -3.0 | 2.00 |"), std::string::npos) << card;
  const auto index = read_json_file(folder_ / "model_index.json");
  EXPECT_EQ(index.at("v4e_capabilities"), nlohmann::json({"bw"}));
  EXPECT_EQ(index.at("v4e_name"), "nano");
  EXPECT_FALSE(index.contains("v4e_region_capabilities"));
}

TEST_F(ModelCard, TellsWhatIsOfferedWithARegion) {
  GateReport report;
  report.effects = {make_gate("bw", 0.01, 0.1)};
  report.parts = {make_part("recolour", 0.001), make_part("bgblur", 0.1)};
  write_gate(folder_, report, rewriter_);
  const auto card = read_file(folder_ / "README.md", 1 << 20);
  EXPECT_NE(card.find("| recolour an object | 4 | 10.0 | 30.0 | 24.0 | 0.00 | 0.00 | 0 | yes |"),
            std::string::npos)
      << card;
  const auto index = read_json_file(folder_ / "model_index.json");
  EXPECT_EQ(index.at("v4e_region_capabilities"), nlohmann::json({"recolour"}));
}

TEST_F(ModelCard, WithoutMarksIsLeftAlone) {
  write("README.md", "no marks\n");
  EXPECT_THROW(write_gate(folder_, {}, rewriter_), Error);
  EXPECT_EQ(read_json_file(folder_ / "model_index.json").at("v4e_capabilities"), nlohmann::json({"oil"}));
}

}  // namespace
}  // namespace v4e
