// SPDX-License-Identifier: GPL-3.0-or-later
// LoRAs beside the reference model: an I2V transformer of two blocks with 12 linear layers each, and 8 more.
#include "core/library/lora_report.h"

#include <gmock/gmock.h>
#include <torch/types.h>

#include <fstream>

#include "core/checkpoints/formats/safetensors.h"
#include "core/pipelines/component_paths.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using Fit = LoraReport::Fit;
using test::golden_path;
using testing::HasSubstr;

class LoraReportTest : public testing::Test {
 protected:
  LoraReportTest() { model_.transformer = golden_path("dit_i2v/diffusers"); }
  using Tensors = std::vector<std::pair<std::string, at::Tensor>>;

  [[nodiscard]] std::string write(const Tensors& tensors) const {
    const fs::path file = folder_ / "lora.safetensors";
    save_safetensors(file, tensors);
    return file;
  }
  static void add_pair(Tensors& tensors, const std::string& module, std::int64_t width = 8) {
    tensors.emplace_back(module + ".lora_A.weight", torch::ones({1, width}));
    tensors.emplace_back(module + ".lora_B.weight", torch::ones({width, 1}));
  }
  [[nodiscard]] LoraReport check(const std::string& file) const { return check_lora(file, model_); }

  test::TemporaryFolder folder_;
  ComponentPaths model_;
};

TEST_F(LoraReportTest, CountsTheLayersThatAreReached) {
  const LoraReport kohya = check(golden_path("lora/kohya.safetensors"));
  EXPECT_EQ(kohya.fit, Fit::Good) << kohya.detail;
  EXPECT_EQ(kohya.reached, 20);
  EXPECT_EQ(kohya.layers, 32);
  EXPECT_EQ(kohya.unused, 0);
  const LoraReport distill = check(golden_path("lora/distill.safetensors"));
  EXPECT_EQ(distill.reached, 30) << "its 12 norms are no linear layers";
  EXPECT_EQ(distill.parts, 42);
}

TEST_F(LoraReportTest, OfAnotherModelFitsNowhere) {
  Tensors tensors;
  add_pair(tensors, "double_blocks.0.attn.qkv");
  const LoraReport report = check(write(tensors));
  EXPECT_EQ(report.fit, Fit::OtherModel);
  EXPECT_FALSE(report.is_usable());
  EXPECT_THAT(report.detail, HasSubstr("double_blocks.0.attn.qkv"));
}

TEST_F(LoraReportTest, OfAnotherSizeIsForAnotherModel) {
  Tensors tensors;
  add_pair(tensors, "blocks.0.attn1.to_q", 5120);
  const LoraReport report = check(write(tensors));
  EXPECT_EQ(report.fit, Fit::OtherModel);
  EXPECT_THAT(report.detail, HasSubstr("another size"));
}

TEST_F(LoraReportTest, WarnsWhereMostOfItHasNoPlace) {
  Tensors tensors;
  for (const char* stray : {"blocks.7.audio.q", "blocks.7.audio.k", "blocks.8.audio.q"})
    add_pair(tensors, stray);
  tensors.emplace_back("blocks.0.norm2.diff", torch::zeros({64}));
  const LoraReport report = check(write(tensors));
  EXPECT_EQ(report.fit, Fit::Partly) << report.detail;
  EXPECT_EQ(report.unused, 3);
  EXPECT_THAT(report.detail, HasSubstr("blocks.7.audio.k"));
  EXPECT_TRUE(report.is_usable());
}

TEST_F(LoraReportTest, SaysWhatIsNone) {
  const LoraReport model = check(golden_path("dit_i2v/diffusers/diffusion_pytorch_model.safetensors"));
  EXPECT_EQ(model.fit, Fit::NoLora);
  EXPECT_THAT(model.detail, HasSubstr("a transformer"));
  EXPECT_EQ(check("/nowhere/lora.safetensors").fit, Fit::Unreadable);
  std::ofstream(folder_ / "page.safetensors") << "<!DOCTYPE html><html>log in</html>";
  EXPECT_EQ(check(folder_ / "page.safetensors").fit, Fit::Unreadable);
  Tensors tensors;
  add_pair(tensors, "blocks.0.attn1.to_q");
  tensors.emplace_back("blocks.0.attn1.to_q.dora_scale", torch::ones({8}));
  EXPECT_EQ(check(write(tensors)).fit, Fit::UnreadKind);
}

TEST_F(LoraReportTest, AModelThatCannotBeReadIsNoFaultOfTheLora) {
  model_.transformer = "/nowhere/transformer";
  EXPECT_THAT(check(golden_path("lora/kohya.safetensors")).detail, HasSubstr("/nowhere/transformer"));
}

TEST_F(LoraReportTest, ABareNameIsLookedForBesideTheModel) {
  const fs::path root = folder_.path();
  fs::create_directories(root / "vae");
  fs::create_directories(root / "diffusion_models");
  fs::create_directories(root / "loras" / "wan");
  const fs::path file = root / "loras" / "wan" / "fog.safetensors";
  std::ofstream(file) << "x";
  ComponentPaths model;
  model.transformer = root / "diffusion_models" / "wan.safetensors";
  EXPECT_EQ(find_lora("fog.safetensors", model), file);
  EXPECT_EQ(find_lora("snow.safetensors", model), "snow.safetensors") << "as it was";
  EXPECT_EQ(find_lora("/elsewhere/fog.safetensors", model), "/elsewhere/fog.safetensors")
      << "a path is meant";
}

}  // namespace
}  // namespace v4e
