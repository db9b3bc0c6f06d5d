// SPDX-License-Identifier: GPL-3.0-or-later
// Expected distances are those of the Python package lpips, see made_lpips.h.
#include "core/evaluation/gate_networks.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "core/checkpoints/formats/safetensors.h"
#include "core/evaluation/edit_gate.h"
#include "core/evaluation/model_card.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/evaluation/made_levels.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::made_levels;
using testing::ElementsAre;
using testing::HasSubstr;

TEST(MeasureMeans, AreOfTheEditsThatHaveThem) {
  const std::vector<MeasureKind> kinds{
      {"a", "A"}, {"b", "B", MeasureKind::Better::Lower, 2, "of b"}, {"c", "C"}};
  MeasureMeans means;
  means.add({{"a", 1}, {"b", 5}, {"other", 3}});
  means.add({{"a", 2}});
  EXPECT_EQ(means.mean("a"), 1.5);
  EXPECT_EQ(means.mean("c"), std::nullopt);
  EXPECT_EQ(means.to_json(kinds),
            nlohmann::json::parse(R"({"a": {"mean": 1.5, "items": 2}, "b": {"mean": 5.0, "items": 1}})"));
  EXPECT_EQ(to_json(kinds)[1],
            nlohmann::json::parse(R"({"key": "b", "title": "B", "better": "lower", "digits": 2,
                                                         "meaning": "of b"})"));
}

/// A photo of 64 x 48 whose right edit is as far from it as made_lpips.h says; the region is its left half.
Question question() {
  Question question;
  question.photo = std::make_shared<Photo>();
  question.photo->image = made_levels(64, 48, 5, 3, 40);
  question.target = made_levels(64, 48, 4, 6, 11);
  Image region(64, 48, 1, SampleType::F32);
  auto* share = reinterpret_cast<float*>(region.mutable_data());
  for (int i = 0; i < 64 * 48; ++i) share[i] = i % 64 < 32 ? 1.0F : 0.0F;
  question.region = std::make_shared<const Image>(std::move(region));
  return question;
}

class GateNetworksTest : public testing::Test {
 protected:
  GateNetworksTest() {
    save_safetensors(folder_ / "lpips.safetensors", test::made_lpips(LpipsBackbone::AlexNet));
    networks_ = std::make_unique<NetworkMeasures>(
        NetworkFiles{.lpips = folder_ / "lpips.safetensors", .device = "cpu"});
  }

  const test::TemporaryFolder folder_;
  std::unique_ptr<NetworkMeasures> networks_;
};

TEST_F(GateNetworksTest, MeasureEditsBesideTheUntouchedPhoto) {
  const Question asked = question();
  GateNetworks measuring(*networks_);
  measuring.add({"bw", asked, asked.target});
  measuring.add({"bw", asked, asked.photo->image});
  const NetworkReport report = measuring.report({{"lpips.safetensors", "12ab"}});
  ASSERT_EQ(report.rows.size(), 1u);
  const NetworkRow& row = report.rows.front();
  // The first edit is the right one, the second the photo itself.
  EXPECT_NEAR(*row.edit.mean("lpips_alex"), test::kAlexNetDistance / 2, 1e-5);
  EXPECT_NEAR(*row.edit.mean("target_lpips_alex"), test::kAlexNetDistance / 2, 1e-5);
  EXPECT_NEAR(*row.photo.mean("target_lpips_alex"), test::kAlexNetDistance, 1e-5);
  EXPECT_FALSE(row.photo.mean("lpips_alex")) << "of the photo to itself nothing is said";
  EXPECT_FALSE(row.edit.mean("outside_lpips_alex")) << "no region was asked for";
  ASSERT_EQ(report.kinds.size(), 2u);
  EXPECT_THAT(report.not_measured, testing::Contains(HasSubstr("LPIPS (AlexNet) outside")));
}

TEST_F(GateNetworksTest, EditsOfARegionAreMeasuredOutsideIt) {
  const Question asked = question();
  Image edited = asked.photo->image;
  auto* sample = reinterpret_cast<std::uint8_t*>(edited.mutable_data());
  for (int y = 0; y < 48; ++y) std::fill_n(sample + y * 3 * 64, 3 * 32, std::uint8_t{7});
  GateNetworks measuring(*networks_);
  measuring.add({"recolour", asked, edited, true});
  measuring.add({"blur", asked, asked.target, true});
  const auto rows = measuring.report({}).rows;
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].edit.mean("outside_lpips_alex"), 0) << "all that changed lies in the region";
  EXPECT_GT(*rows[0].edit.mean("lpips_alex"), 0.01);
  EXPECT_GT(*rows[1].edit.mean("outside_lpips_alex"), 0.01);
}

TEST_F(GateNetworksTest, AreInTheReportAndInTheTable) {
  const Question asked = question();
  GateNetworks measuring(*networks_);
  measuring.add({"bw", asked, asked.target});
  GateReport report;
  for (const char* effect : {"bw", "oil"}) {
    EffectGate& gate = report.effects.emplace_back();
    gate.effect = effect;
    gate.examples = 1;
    gate.error = 0.01;
    gate.copy_error = 0.1;
  }
  report.networks = measuring.report({{"lpips.safetensors", "0123456789abcdef"}});
  const nlohmann::json json = report.to_json();
  EXPECT_EQ(json.at("networks"), nlohmann::json({{"lpips.safetensors", "0123456789abcdef"}}));
  EXPECT_EQ(json.at("kinds")[1].at("key"), "target_lpips_alex");
  const auto& measures = json.at("effects")[0].at("measures");
  EXPECT_EQ(measures.at("edit").at("target_lpips_alex").at("mean"), 0);
  EXPECT_EQ(measures.at("photo").at("target_lpips_alex").at("items"), 1);
  EXPECT_FALSE(json.at("effects")[1].contains("measures")) << "no example of it was seen";
  const CaptionRewriter rewriter = embedded_rewriter();
  const std::string table = gate_table(report, rewriter);
  EXPECT_THAT(table, HasSubstr("| edit | LPIPS (AlexNet) | LPIPS (AlexNet) to target |\n|---|---|---|\n"
                               "| black and white | 0.8277 | 0.0000 (0.8277) |\n"));
  EXPECT_THAT(table, HasSubstr("lpips.safetensors 0123456789ab."));
  EXPECT_THAT(table, HasSubstr("Not measured: CLIP image similarity"));
}

TEST(GateNetworks, WithoutNetworksNothingIsSaid) {
  NetworkMeasures none({.device = "cpu"});
  GateNetworks measuring(none);
  const Question asked = question();
  measuring.add({"bw", asked, asked.target});
  GateReport report;
  report.networks = measuring.report({});
  EXPECT_TRUE(report.networks.rows.empty());
  EXPECT_TRUE(report.to_json().at("kinds").empty());
  EXPECT_EQ(gate_table(report, embedded_rewriter()).find("networks"), std::string::npos);
}

}  // namespace
}  // namespace v4e
