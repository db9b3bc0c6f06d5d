// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/registry.h"

#include <gtest/gtest.h>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using nlohmann::json;
using test::golden_path;

const json& nano_json() {
  static const json config =
      read_json_file(std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/nano/transformer/config.json");
  return config;
}

ModelKind kind(const json& transformer, const WanVaeConfig& vae = {}, bool expand_timesteps = false) {
  SamplingConfig sampling = SamplingConfig::from_json(transformer, "test");
  sampling.expand_timesteps = expand_timesteps;
  return kind_of(WanDitConfig::from_json(transformer), sampling, vae, "test");
}

ModelKind golden_kind(const std::string& folder) {
  return kind(read_json_file(golden_path(folder + "/diffusers/config.json")));
}

template <typename Call>
std::string unsupported(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::Unsupported) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "was accepted";
  return {};
}

TEST(Registry, KnowsPipelinesByTheirWholeName) {
  EXPECT_EQ(family_of("WanImageToVideoPipeline", "file").name, "Wan");
  EXPECT_EQ(family_of("ChronoEditPipeline", "file").name, "ChronoEdit");
  for (const char* other : {"StableDiffusionPipeline", "WanVACEPipeline", "NotWan", ""}) {
    const std::string message = unsupported([&] { static_cast<void>(family_of(other, "folder/index")); });
    EXPECT_NE(message.find("folder/index"), std::string::npos) << message;
    EXPECT_NE(message.find("WanImageToVideoPipeline"), std::string::npos) << message;
  }
}

TEST(Registry, KnowsModelsThatFillPartsOfFrames) {
  EXPECT_FALSE(golden_kind("dit_i2v").part_masks);
  json small = read_json_file(golden_path("dit_i2v/diffusers/config.json"));
  small["num_attention_heads"] = 12;  // Fun-InP of 1.3B: what else gets a photo is wider
  small["attention_head_dim"] = 128;
  small["added_kv_proj_dim"] = 12 * 128;
  EXPECT_TRUE(kind(small).part_masks);
  SamplingConfig told = SamplingConfig::from_json(small, "test");
  told.read_index({{"v4e_part_masks", true}}, "index");
  small["num_attention_heads"] = 40;
  small["added_kv_proj_dim"] = 40 * 128;
  EXPECT_FALSE(kind(small).part_masks);
  EXPECT_TRUE(kind_of(WanDitConfig::from_json(small), told, {}, "test").part_masks);
  EXPECT_FALSE(golden_kind("dit_flf2v").part_masks);
}

TEST(Registry, TellsTheKindsApart) {
  EXPECT_EQ(golden_kind("dit_t2v").conditioning, ConditioningKind::TextOnly);
  EXPECT_FALSE(golden_kind("dit_t2v").edits());
  EXPECT_EQ(golden_kind("dit_i2v").conditioning, ConditioningKind::MaskAndLatents);
  EXPECT_TRUE(golden_kind("dit_i2v").edits());
  EXPECT_TRUE(golden_kind("dit_flf2v").needs_last_image);
  EXPECT_FALSE(golden_kind("dit_flf2v").edits());
}

TEST(Registry, KnowsTheModelsOfWan22) {
  json expert = read_json_file(golden_path("dit_i2v/diffusers/config.json"));
  expert["image_dim"] = nullptr;
  expert["added_kv_proj_dim"] = nullptr;
  EXPECT_EQ(kind(expert).conditioning, ConditioningKind::MaskAndLatents) << "A14B has no image branch";
  EXPECT_TRUE(kind(expert).edits());
  const json same_width = read_json_file(golden_path("dit_t2v/diffusers/config.json"));
  EXPECT_EQ(kind(same_width, {}, true).conditioning, ConditioningKind::FirstLatent) << "TI2V";
  EXPECT_TRUE(kind(same_width, {}, true).edits());
}

TEST(Registry, KnowsTheEmbeddedModel) {
  const WanVaeConfig vae = WanVaeConfig::from_json(
      read_json_file(std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/nano/vae/config.json"), "vae");
  const ModelKind nano = kind(nano_json(), vae);
  EXPECT_EQ(nano.conditioning, ConditioningKind::SourceEveryFrame);
  EXPECT_TRUE(nano.edits());
}

TEST(Registry, CountsTheChannelsOfARegion) {
  const WanVaeConfig vae = WanVaeConfig::from_json(
      read_json_file(std::filesystem::path(V4E_SOURCE_DIR) / "resources/models/nano/vae/config.json"), "vae");
  json nano = nano_json();
  nano["region_channels"] = 16;
  nano["in_channels"] = 2 * 48 + 4 + 16;
  EXPECT_EQ(kind(nano, vae).region_channels, 16);
  nano["in_channels"] = 2 * 48 + 4;
  EXPECT_NE(unsupported([&] { (void)kind(nano, vae); }).find("in_channels"), std::string::npos);
  nano["region_channels"] = 4;
  EXPECT_NE(unsupported([&] { (void)kind(nano, vae); }).find("region_channels"), std::string::npos);
  json wan = read_json_file(golden_path("dit_i2v/diffusers/config.json"));
  wan["region_channels"] = 16;
  wan["in_channels"] = 52;
  EXPECT_NE(unsupported([&] { (void)kind(wan); }).find("source_on_every_frame"), std::string::npos);
}

TEST(Registry, RefusesWhatFitsNoKind) {
  EXPECT_NE(unsupported([] { (void)kind(nano_json()); }).find("in_channels"), std::string::npos)
      << "100 channels beside a VAE of 16";
  json half = nano_json();
  half.erase("denoise_first_latent");
  EXPECT_NE(unsupported([&] { (void)kind(half); }).find("denoise_first_latent"), std::string::npos);
  json blind = read_json_file(golden_path("dit_t2v/diffusers/config.json"));
  blind["prediction"] = "x0_affine";
  EXPECT_NE(unsupported([&] { (void)kind(blind); }).find("x0_affine"), std::string::npos);
}

TEST(SamplingConfig, ReadsWhatItWrites) {
  json written = json::object();
  SamplingConfig::from_json(nano_json(), "nano").add_to(written);
  EXPECT_EQ(written, json({{"prediction", "x0_affine"},
                           {"source_on_every_frame", true},
                           {"denoise_first_latent", false},
                           {"region_channels", 16}}));
  json wan = json::object();
  SamplingConfig().add_to(wan);
  EXPECT_TRUE(wan.empty());
}

TEST(SamplingConfig, ReadsTheIndexOfWan22) {
  SamplingConfig config;
  config.read_index({{"boundary_ratio", 0.875}, {"expand_timesteps", false}}, "index");
  EXPECT_EQ(config.boundary_ratio, 0.875);
  EXPECT_FALSE(config.expand_timesteps);
  config.read_index({{"boundary_ratio", nullptr}, {"expand_timesteps", true}}, "index");
  EXPECT_EQ(config.boundary_ratio, std::nullopt);
  EXPECT_TRUE(config.expand_timesteps);
  EXPECT_THROW(config.read_index({{"boundary_ratio", 1.5}}, "index"), Error);
  EXPECT_THROW(config.read_index({{"expand_timesteps", 1}}, "index"), Error);
}

TEST(SamplingConfig, UnknownPredictionsAreRefused) {
  EXPECT_NE(unsupported([] {
              static_cast<void>(SamplingConfig::from_json({{"prediction", "epsilon"}}, "test"));
            }).find("prediction"),
            std::string::npos);
}

}  // namespace
}  // namespace v4e
