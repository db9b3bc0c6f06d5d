// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>

#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json_file.h"
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

TEST(EffectGate, LocalEditsHaveToLeaveTheRestAlone) {
  auto gate = make_gate("remove", 0.01, 0.1);
  gate.local = true;
  gate.outside_unchanged = 0.89;
  EXPECT_FALSE(gate.passes());
  gate.outside_unchanged = 0.91;
  EXPECT_TRUE(gate.passes());
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
  EXPECT_NE(card.find("| black and white | 13.0 | 23.0 | +10.0 | 0.10 | +0 % |  | yes |"), std::string::npos)
      << card;
  EXPECT_NE(card.find("| -3.0 | 2.00 |"), std::string::npos) << card;
  const auto index = read_json_file(folder_ / "model_index.json");
  EXPECT_EQ(index.at("v4e_capabilities"), nlohmann::json({"bw"}));
  EXPECT_EQ(index.at("v4e_name"), "nano");
}

TEST_F(ModelCard, WithoutMarksIsLeftAlone) {
  write("README.md", "no marks\n");
  EXPECT_THROW(write_gate(folder_, {}, rewriter_), Error);
  EXPECT_EQ(read_json_file(folder_ / "model_index.json").at("v4e_capabilities"), nlohmann::json({"oil"}));
}

}  // namespace
}  // namespace v4e
