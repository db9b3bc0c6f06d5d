// SPDX-License-Identifier: GPL-3.0-or-later
// Expected numbers are those of transformers' CLIP models and of the Python package lpips,
// with the same weights and pictures.
#include "core/evaluation/network_measures.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include "core/base/error.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/safetensors.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/evaluation/made_levels.h"
#include "tests/core/evaluation/made_pictures.h"
#include "tests/core/golden.h"
#include "tests/core/models/made_clip_text.h"
#include "tests/core/models/made_lpips.h"
#include "tests/core/tokenizers/clip_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::made_levels;
using testing::HasSubstr;

/// The golden tower (32 wide, patches of 14) with a projection to eight values.
fs::path write_projected_tower(const fs::path& folder) {
  fs::create_directories(folder);
  fs::copy_file(test::golden_path("clip/hf/config.json"), folder / "config.json");
  const auto tower = open_checkpoint(test::golden_path("clip/hf"));
  std::vector<std::pair<std::string, at::Tensor>> weights;
  for (const auto& name : tower->names()) weights.emplace_back(name, tower->read(name));
  weights.emplace_back("visual_projection.weight",
                       (test::spread_values(8 * 32, 0) - 0.5).to(at::kFloat).view({8, 32}));
  save_safetensors(folder / "model.safetensors", weights);
  return folder;
}

std::vector<std::string> keys_of(const NetworkMeasures& networks) {
  std::vector<std::string> keys;
  for (const auto& kind : networks.kinds()) keys.push_back(kind.key);
  return keys;
}

std::string message_of(const NetworkFiles& files) {
  try {
    const NetworkMeasures networks(files);
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(NetworkMeasures, ClipOfProjectedPicturesIsTransformers) {
  const test::TemporaryFolder folder;
  write_projected_tower(folder / "image_encoder");
  NetworkMeasures networks({.image_encoder = folder.path(), .device = "cpu"});
  EXPECT_THAT(keys_of(networks),
              testing::ElementsAre("clip_32_14_image", "target_clip_32_14_image", "clip_32_14_structure"));
  const MeasuredPhoto photo{.photo = made_levels(56, 56, 5, 3, 40), .target = made_levels(56, 56, 1, 1, 0)};
  const auto measures = networks.measure(photo, {made_levels(56, 56, 4, 6, 11), photo.photo});
  ASSERT_EQ(measures.size(), 2u);
  EXPECT_NEAR(measures[0].at("clip_32_14_image"), 0.7423577, 1e-5);
  EXPECT_NEAR(measures[0].at("target_clip_32_14_image"), 0.8201577, 1e-5);
  EXPECT_NEAR(measures[0].at("clip_32_14_structure"), 0.2175616, 1e-5);
  EXPECT_NEAR(measures[1].at("clip_32_14_image"), 1, 1e-5);
  EXPECT_NEAR(measures[1].at("clip_32_14_structure"), 0, 1e-9);
  EXPECT_EQ(networks.weight_files().size(), 1u);
}

TEST(NetworkMeasures, AWholeClipReadsTexts) {
  const test::TemporaryFolder folder;
  write_projected_tower(folder / "tower");
  const auto tower = open_checkpoint(folder / "tower");
  auto weights = test::made_clip_text();
  for (const auto& name : tower->names()) weights.emplace_back(name, tower->read(name));
  fs::create_directories(folder / "clip");
  save_safetensors(folder / "clip/model.safetensors", weights);
  nlohmann::json config = test::made_clip_text_config();
  config["vision_config"] = read_json_file(test::golden_path("clip/hf/config.json"));
  write_json_file(folder / "clip/config.json", config);
  // Without its tokenizer it is an image encoder.
  EXPECT_EQ(NetworkMeasures({.image_encoder = folder / "clip", .device = "cpu"}).kinds().size(), 3u);
  test::write_clip_tokenizer(folder / "clip");
  NetworkMeasures networks({.image_encoder = folder / "clip", .device = "cpu"});
  EXPECT_EQ(networks.kinds().size(), 5u);
  for (const auto& one : networks.not_measured()) EXPECT_EQ(one.find("CLIP"), std::string::npos) << one;
  MeasuredPhoto photo{.photo = made_levels(56, 56, 5, 3, 40), .target_caption = "a Low newer CAT"};
  const std::vector<Image> edits{made_levels(56, 56, 4, 6, 11), photo.photo};
  auto measures = networks.measure(photo, edits);
  EXPECT_NEAR(measures[0].at("clip_32_14_image"), 0.7423577, 1e-5);
  EXPECT_NEAR(measures[0].at("clip_32_14_text"), 0.0061633, 1e-5);
  EXPECT_FALSE(measures[0].contains("clip_32_14_direction")) << "where the photo's caption is not known";
  photo.caption = "the dog";
  measures = networks.measure(photo, edits);
  EXPECT_NEAR(measures[0].at("clip_32_14_direction"), -0.2657850, 1e-5);
  EXPECT_FALSE(measures[1].contains("clip_32_14_direction")) << "no edit goes nowhere";
}

TEST(NetworkMeasures, WithoutAProjectionItIsCalledOtherwise) {
  NetworkMeasures networks({.image_encoder = test::golden_path("clip/hf"), .device = "cpu"});
  EXPECT_THAT(networks.kinds().front().title, HasSubstr("(unprojected)"));
  const auto measures =
      networks.measure({.photo = made_levels(56, 56, 5, 3, 40)}, {made_levels(56, 56, 4, 6, 11)});
  EXPECT_NEAR(measures[0].at("clip_32_14_unprojected_image"), 0.8253935, 1e-5);
  EXPECT_FALSE(measures[0].contains("target_clip_32_14_unprojected_image"));
  EXPECT_NEAR(measures[0].at("clip_32_14_structure"), 0.2175616, 1e-5) << "needs no projection";
}

TEST(NetworkMeasures, TheOriginalWansNamesHaveAProjection) {
  const test::TemporaryFolder folder;
  fs::copy_file(test::golden_path("clip/hf/config.json"), folder / "config.json");
  const auto original = open_checkpoint(
      test::golden_path("clip/original/models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth"));
  std::vector<std::pair<std::string, at::Tensor>> weights;
  for (const auto& name : original->names()) weights.emplace_back(name, original->read(name));
  save_safetensors(folder / "model.safetensors", weights);
  NetworkMeasures networks({.image_encoder = folder.path(), .device = "cpu"});
  const auto measures =
      networks.measure({.photo = made_levels(56, 56, 5, 3, 40)}, {made_levels(56, 56, 4, 6, 11)});
  EXPECT_TRUE(measures[0].contains("clip_32_14_image"));
  // The same tower as transformers', in 16 bits.
  EXPECT_NEAR(measures[0].at("clip_32_14_structure"), 0.2175616, 1e-3);
}

TEST(NetworkMeasures, LpipsIsThePackages) {
  const test::TemporaryFolder folder;
  save_safetensors(folder / "lpips.safetensors", test::made_lpips(LpipsBackbone::AlexNet));
  NetworkMeasures networks({.lpips = folder / "lpips.safetensors", .device = "cpu"});
  EXPECT_EQ(networks.kinds().front().title, "LPIPS (AlexNet)");
  MeasuredPhoto photo{.photo = made_levels(64, 48, 5, 3, 40), .target = made_levels(64, 48, 4, 6, 11)};
  photo.mask = test::made_mask(64, 48, [](int, int) { return true; });
  const auto measures = networks.measure(photo, {photo.target});
  EXPECT_NEAR(measures[0].at("lpips_alex"), test::kAlexNetDistance, 1e-5);
  EXPECT_EQ(measures[0].at("target_lpips_alex"), 0);
  EXPECT_EQ(measures[0].at("outside_lpips_alex"), 0) << "all is in the mask";
  const auto small =
      networks.measure({.photo = made_levels(24, 48, 5, 3, 40)}, {made_levels(24, 48, 4, 6, 11)});
  EXPECT_TRUE(small[0].empty());
}

TEST(NetworkMeasures, SayWhatIsNotMeasured) {
  NetworkMeasures none({.device = "cpu"});
  EXPECT_TRUE(none.kinds().empty());
  std::string all;
  for (const auto& one : none.not_measured()) all += one + "\n";
  for (const char* name : {"CLIP-I", "CLIP-T", "LPIPS", "DINO"}) EXPECT_THAT(all, HasSubstr(name));
  NetworkMeasures clip({.image_encoder = test::golden_path("clip/hf"), .device = "cpu"});
  for (const auto& one : clip.not_measured()) EXPECT_EQ(one.find("CLIP-I"), std::string::npos) << one;
}

TEST(NetworkMeasures, OtherWeightsAreRefusedByTheirFile) {
  const test::TemporaryFolder folder;
  save_safetensors(folder / "other.safetensors", {{"features.0.weight", at::zeros({64, 3, 7, 7})}});
  EXPECT_THAT(message_of({.lpips = folder / "other.safetensors", .device = "cpu"}),
              testing::AllOf(HasSubstr("other.safetensors"), HasSubstr("lin0.model.1.weight")));
  EXPECT_THAT(message_of({.image_encoder = test::golden_path("umt5/hf"), .device = "cpu"}),
              HasSubstr("umt5"));
  // A head too few is found with the weights.
  auto weights = test::made_lpips(LpipsBackbone::AlexNet);
  std::erase_if(weights, [](const auto& one) { return one.first == "lin4.model.1.weight"; });
  save_safetensors(folder / "few.safetensors", weights);
  NetworkMeasures few({.lpips = folder / "few.safetensors", .device = "cpu"});
  EXPECT_THROW((void)few.measure({.photo = made_levels(64, 48, 5, 3, 40)}, {made_levels(64, 48, 4, 6, 11)}),
               Error);
  EXPECT_THROW((void)few.measure({.photo = made_levels(64, 48, 5, 3, 40)}, {made_levels(64, 47, 4, 6, 11)}),
               Error);
}

}  // namespace
}  // namespace v4e
