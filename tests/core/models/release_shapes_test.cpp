// SPDX-License-Identifier: GPL-3.0-or-later
// The published models at full size, without their weights: names and shapes against lists made from the
// specification (tests/goldens/releases), configurations out of them, and the modules that these make.
#include <ATen/ATen.h>
#include <gtest/gtest.h>

#include <map>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/checkpoints/mapped_reader.h"
#include "core/models/clip_vision/clip_vision_config.h"
#include "core/models/umt5/keys.h"
#include "core/models/umt5/umt5_config.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/config.h"
#include "core/models/wan_vae/keys.h"
#include "tests/core/golden.h"
#include "tests/core/models/release_list.h"

namespace v4e {
namespace {

using test::golden_path;
using test::release;
using test::Shapes;

/// Names and shapes of a file that is not there.
class ShapesOnly final : public StateDictReader {
 public:
  explicit ShapesOnly(Shapes shapes) : shapes_(std::move(shapes)) {
    for (const auto& [name, shape] : shapes_) names_.push_back(name);
  }
  [[nodiscard]] const std::vector<std::string>& names() const override { return names_; }
  [[nodiscard]] TensorInfo info(const std::string& name) const override {
    return {.shape = shapes_.at(name), .dtype = at::kBFloat16};
  }
  [[nodiscard]] at::Tensor read(const std::string& name) const override {
    throw Error(ErrorCode::Internal, name + " was read");
  }
  [[nodiscard]] std::string source(const std::string&) const override { return "a list"; }
  [[nodiscard]] const std::map<std::string, std::string>& metadata() const override { return metadata_; }

 private:
  Shapes shapes_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> metadata_;
};

std::shared_ptr<StateDictReader> mapped(const Shapes& shapes, const WeightFamily& family) {
  auto reader = std::make_shared<ShapesOnly>(shapes);
  const auto layout = find_layout(*reader, family);
  EXPECT_TRUE(layout.has_value());
  return std::make_shared<MappedReader>(reader, *layout);
}

struct Release {
  const char* list;
  std::size_t tensors;
  std::int64_t parameters;
  std::int64_t width, layers, channels_in, channels_out;
};

TEST(Releases, TransformersHaveTheNamesAndShapesOfTheSpecification) {
  for (const Release& expected : {Release{"t2v-1.3b", 825, 1'418'996'800, 1536, 30, 16, 16},
                                  Release{"fun-inp-1.3b", 983, 1'564'428'608, 1536, 30, 36, 16},
                                  Release{"t2v-14b", 1095, 14'288'491'584, 5120, 40, 16, 16},
                                  Release{"i2v-14b", 1303, 16'394'878'784, 5120, 40, 36, 16},
                                  Release{"flf2v-14b", 1304, 16'395'536'704, 5120, 40, 36, 16},
                                  Release{"i2v-a14b", 1095, 14'288'901'184, 5120, 40, 36, 16},
                                  Release{"ti2v-5b", 825, 4'999'787'712, 3072, 30, 48, 48}}) {
    SCOPED_TRACE(expected.list);
    const Shapes list = release(expected.list);
    ASSERT_EQ(list.size(), expected.tensors);
    const auto reader = mapped(list, wan_dit_family());
    const WanDitConfig config = WanDitConfig::of_weights(*reader);
    EXPECT_EQ(config.width(), expected.width);
    EXPECT_EQ(config.num_layers, expected.layers);
    EXPECT_EQ(config.in_channels, expected.channels_in);
    EXPECT_EQ(config.out_channels, expected.channels_out);
    const WanDit model(config);
    std::int64_t parameters = 0;
    std::size_t matched = 0;
    for (const auto& [name, weight] : state_of(*model)) {
      parameters += weight.numel();
      ASSERT_TRUE(reader->contains(name)) << name;
      EXPECT_EQ(reader->info(name).shape, weight.sizes().vec()) << name;
      ++matched;
    }
    EXPECT_EQ(matched, expected.tensors);
    EXPECT_EQ(parameters, expected.parameters);
  }
}

/// As ggml writes them: sides of 1 in front are dropped.
TEST(Releases, OfGgmlsFilesTheConfigurationIsTheSame) {
  for (const char* name : {"i2v-14b", "flf2v-14b", "ti2v-5b"}) {
    Shapes list = release(name);
    const auto whole = WanDitConfig::of_weights(*mapped(list, wan_dit_family())).to_json();
    std::size_t cut = 0;
    for (auto& [tensor, shape] : list) {
      while (shape.size() > 1 && shape.front() == 1) {
        shape.erase(shape.begin());
        ++cut;
      }
    }
    EXPECT_GT(cut, 30U);
    EXPECT_EQ(WanDitConfig::of_weights(*mapped(list, wan_dit_family())).to_json(), whole) << name;
  }
}

TEST(Releases, RelativesAndUnfinishedFilesAreNamed) {
  const auto refusal = [](Shapes shapes) {
    try {
      (void)WanDitConfig::of_weights(*mapped(shapes, wan_dit_family()));
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("none");
  };
  Shapes shapes = release("fun-inp-1.3b");
  shapes["patch_embedding.weight"][1] = 48;
  EXPECT_NE(refusal(shapes).find("Wan Fun Control"), std::string::npos) << refusal(shapes);
  shapes.erase("patch_embedding.weight");
  EXPECT_NE(refusal(shapes).find("not finished by its converter"), std::string::npos);
  shapes = release("t2v-1.3b");
  std::erase_if(shapes, [](const auto& item) { return item.first.starts_with("blocks.7."); });
  EXPECT_NE(refusal(shapes).find("some are not there"), std::string::npos);
}

TEST(Releases, SizesOfSmallModelsAreFoundInTheirWeights) {
  const auto dit = open_checkpoint(golden_path("dit_i2v/original/model.safetensors"), wan_dit_family());
  const auto original = read_json_file(golden_path("dit_i2v/original/config.json"));
  const WanDitConfig config =
      WanDitConfig::from_json(read_json_file(golden_path("dit_i2v/diffusers/config.json")));
  EXPECT_EQ(WanDitConfig::of_weights(*dit, original).to_json(), config.to_json());
  EXPECT_THROW((void)WanDitConfig::of_weights(*dit), Error) << "the width of a head is not known";

  const auto umt5 = open_checkpoint(golden_path("umt5/hf"), umt5_family());
  EXPECT_EQ(Umt5Config::of_weights(*umt5).to_json(),
            Umt5Config::from_json(read_json_file(golden_path("umt5/hf/config.json"))).to_json());

  for (const std::string folder : {"vae", "vae22"}) {
    const auto vae = open_checkpoint(golden_path(folder + "/diffusers"), wan_vae_family());
    auto expected =
        WanVaeConfig::from_json(read_json_file(golden_path(folder + "/diffusers/config.json")), "").to_json();
    auto found = WanVaeConfig::of_weights(*vae).to_json();
    // The small one's statistics are made up; its decoder's base may be said or not.
    for (const char* key : {"latents_mean", "latents_std", "decoder_base_dim"}) {
      expected.erase(key);
      found.erase(key);
    }
    EXPECT_EQ(found, expected) << folder;
  }
}

TEST(Releases, OtherTextEncodersAreNamed) {
  Shapes shapes{{"shared.weight", {32128, 4096}}};
  for (int block = 0; block < 24; ++block) {
    const std::string layer = "encoder.block." + std::to_string(block) + ".layer.";
    shapes[layer + "0.SelfAttention.q.weight"] = {4096, 4096};
    shapes[layer + "1.DenseReluDense.wi_0.weight"] = {10240, 4096};
  }
  const std::string table = ".layer.0.SelfAttention.relative_attention_bias.weight";
  shapes["encoder.block.0" + table] = {32, 64};
  try {
    (void)Umt5Config::of_weights(ShapesOnly(shapes));
    ADD_FAILURE() << "T5 was taken for UMT5";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("UMT5-XXL"), std::string::npos) << error.what();
  }
  for (int block = 1; block < 24; ++block)
    shapes["encoder.block." + std::to_string(block) + table] = {32, 64};
  shapes["shared.weight"] = {256384, 4096};
  EXPECT_EQ(Umt5Config::of_weights(ShapesOnly(shapes)).to_json(), Umt5Config().to_json());
}

TEST(Releases, ImageEncodersAreToldApart) {
  const auto tower = [](std::int64_t width, std::int64_t hidden, int layers, std::int64_t positions) {
    Shapes shapes{{"vision_model.embeddings.patch_embedding.weight", {width, 3, 14, 14}},
                  {"vision_model.embeddings.position_embedding.weight", {positions, width}}};
    for (int i = 0; i < layers; ++i)
      shapes["vision_model.encoder.layers." + std::to_string(i) + ".mlp.fc1.weight"] = {hidden, width};
    return shapes;
  };
  const ClipVisionConfig found = ClipVisionConfig::of_weights(ShapesOnly(tower(1280, 5120, 32, 257)));
  const ClipVisionConfig expected;
  EXPECT_EQ(found.hidden_size, expected.hidden_size);
  EXPECT_EQ(found.intermediate_size, expected.intermediate_size);
  EXPECT_EQ(found.num_hidden_layers, expected.num_hidden_layers);
  EXPECT_EQ(found.num_attention_heads, expected.num_attention_heads);
  EXPECT_EQ(found.image_size, expected.image_size);
  EXPECT_THROW((void)ClipVisionConfig::of_weights(ShapesOnly(tower(1024, 4096, 24, 257))), Error) << "ViT-L";
  EXPECT_THROW((void)ClipVisionConfig::of_weights(ShapesOnly(tower(1152, 4304, 27, 729))), Error) << "SigLIP";
}

}  // namespace
}  // namespace v4e
