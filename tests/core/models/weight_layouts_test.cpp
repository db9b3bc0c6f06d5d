// SPDX-License-Identifier: GPL-3.0-or-later
// The same model out of files of other programs: other names, eight bits, LoRAs on top.
#include <gtest/gtest.h>
#include <torch/types.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/checkpoints/recognise.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/keys.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

using test::close;
using test::golden_path;

constexpr double kTolerance = 1e-4;

at::Tensor run_i2v(const StateDictReader& weights) {
  WanDit model(WanDitConfig::from_json(read_json_file(golden_path("dit_i2v/diffusers/config.json"))));
  LoadOptions options;
  options.dtype = at::kFloat;
  load_state(*model, weights, options);
  const SafetensorsFile golden(golden_path("dit_i2v/forward.safetensors"));
  const c10::InferenceMode mode;
  return model->forward(golden.read("in.hidden_states"), golden.read("in.timestep"),
                        golden.read("in.encoder_hidden_states"),
                        golden.read("in.encoder_hidden_states_image"));
}

at::Tensor golden(const std::string& file, const std::string& name) {
  return SafetensorsFile(golden_path(file)).read(name);
}

/// Every tensor of the model's own file is there under the same name, alike.
void expect_same_weights(const std::string& own, const std::string& other, const WeightFamily& family,
                         double tolerance) {
  const auto expected = open_checkpoint(golden_path(own), family);
  const auto found = open_checkpoint(golden_path(other), family);
  int compared = 0;
  for (const std::string& name : found->names()) {
    if (!expected->contains(name)) continue;
    EXPECT_TRUE(close(found->read(name), expected->read(name), tolerance)) << name;
    ++compared;
  }
  EXPECT_GE(compared, static_cast<int>(expected->names().size()) - 8) << other;
}

TEST(WeightLayouts, OriginalWanNamesAreTheSameTransformer) {
  expect_same_weights("dit_i2v/diffusers", "dit_i2v/original/model.safetensors", wan_dit_family(), 0);
  expect_same_weights("dit_t2v/diffusers", "dit_t2v/original/model_fp16.safetensors", wan_dit_family(), 1e-3);
  expect_same_weights("dit_flf2v/diffusers", "dit_flf2v/original/model_bf16.safetensors", wan_dit_family(),
                      1e-2);
  EXPECT_TRUE(
      close(run_i2v(*open_checkpoint(golden_path("dit_i2v/original/model.safetensors"), wan_dit_family())),
            golden("dit_i2v/forward.safetensors", "out.sample"), kTolerance));
}

TEST(WeightLayouts, OriginalWanNamesAreTheSameVae) {
  expect_same_weights("vae/diffusers", "vae/original/wan_2.1_vae_bf16.safetensors", wan_vae_family(), 1e-2);
}

TEST(WeightLayouts, EveryPrefixIsTakenOff) {
  const SafetensorsFile file(golden_path("dit_i2v/original/model.safetensors"));
  const test::TemporaryFolder folder;
  for (const std::string& prefix : wan_dit_family().prefixes) {
    std::vector<std::pair<std::string, at::Tensor>> tensors;
    for (const std::string& name : file.names()) tensors.emplace_back(prefix + name, file.read(name));
    save_safetensors(folder / "model.safetensors", tensors);
    const auto reader = open_checkpoint(folder / "model.safetensors", wan_dit_family());
    EXPECT_TRUE(reader->contains("condition_embedder.text_embedder.linear_1.weight")) << prefix;
    EXPECT_TRUE(reader->contains("blocks.1.attn2.to_out.0.bias")) << prefix;
  }
}

TEST(WeightLayouts, EightBitTransformersGiveTheReferencesResult) {
  const auto scaled =
      open_checkpoint(golden_path("fp8/wan_i2v_fp8_e4m3fn_scaled.safetensors"), wan_dit_family());
  for (const auto& [stored, name] : std::map<std::string, std::string>{
           {"blocks.0.self_attn.q.weight", "blocks.0.attn1.to_q.weight"},
           {"blocks.0.cross_attn.k_img.weight", "blocks.0.attn2.add_k_proj.weight"},
           {"blocks.1.ffn.0.weight", "blocks.1.ffn.net.0.proj.weight"},
           {"blocks.1.ffn.2.weight", "blocks.1.ffn.net.2.weight"}}) {
    EXPECT_TRUE(
        close(scaled->read(name), golden("fp8/expected_scaled.safetensors", "dequant." + stored), 1e-6))
        << name;
  }
  EXPECT_TRUE(close(run_i2v(*scaled), golden("fp8/expected_scaled.safetensors", "out.sample"), kTolerance));
  EXPECT_TRUE(close(
      run_i2v(*open_checkpoint(golden_path("fp8/wan_i2v_fp8_e4m3fn_plain.safetensors"), wan_dit_family())),
      golden("fp8/expected_plain.safetensors", "out.sample"), kTolerance));
}

TEST(WeightLayouts, GgufTransformersGiveTheReferencesResult) {
  for (const std::string kind : {"Q8_0", "Q4_0"}) {
    const auto reader = open_checkpoint(golden_path("gguf/wan_i2v_" + kind + ".gguf"), wan_dit_family());
    EXPECT_TRUE(
        close(run_i2v(*reader), golden("gguf/expected_" + kind + ".safetensors", "out.sample"), kTolerance))
        << kind;
  }
}

TEST(WeightLayouts, PicklesAreTheSameEncodersAndVae) {
  expect_same_weights("vae/diffusers", "vae/original/Wan2.1_VAE.pth", wan_vae_family(), 0);
  expect_same_weights("umt5/hf", "umt5/original/models_t5_umt5-xxl-enc-bf16.pth", umt5_family(), 1e-2);
  expect_same_weights("clip/hf", "clip/original/models_clip_open-clip-xlm-roberta-large-vit-huge-14.pth",
                      clip_vision_family(), 1e-3);
}

/// transformers 5 saves the image encoder without the tower's name.
TEST(WeightLayouts, NamesWithoutTheTowersAreTheSameImageEncoder) {
  const auto own = open_checkpoint(golden_path("clip/hf"), clip_vision_family());
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  const std::string tower = "vision_model.";
  for (const std::string& name : own->names()) {
    ASSERT_TRUE(name.starts_with(tower)) << name;
    tensors.emplace_back(name.substr(tower.size()), own->read(name));
  }
  const auto file =
      std::filesystem::temp_directory_path() / ("v4e_clip_" + std::to_string(::getpid()) + ".safetensors");
  save_safetensors(file, tensors);
  expect_same_weights("clip/hf", file.string(), clip_vision_family(), 0);
  EXPECT_EQ(recognise(SafetensorsFile(file)).part, ModelPart::ImageEncoder);
  std::filesystem::remove(file);
}

TEST(WeightLayouts, EightBitTextEncoderGivesTheReferencesResult) {
  Umt5Encoder model(Umt5Config::from_json(read_json_file(golden_path("umt5/hf/config.json"))));
  LoadOptions options;
  options.dtype = at::kFloat;
  load_state(*model, *open_checkpoint(golden_path("fp8/umt5_fp8_e4m3fn_scaled.safetensors"), umt5_family()),
             options);
  const SafetensorsFile inputs(golden_path("umt5/forward.safetensors"));
  const at::Tensor mask = inputs.read("short.in.mask");
  const c10::InferenceMode mode;
  const at::Tensor rows = model->forward(inputs.read("short.in.ids"), mask);
  const at::Tensor real = mask.unsqueeze(2).to(at::kFloat);
  EXPECT_TRUE(close(rows * real,
                    golden("fp8/expected_umt5.safetensors", "short.out.last_hidden_state") * real,
                    kTolerance));
}

struct LoraCase {
  const char* file;
  double strength;
  const char* expected;
};

class Loras : public testing::TestWithParam<LoraCase> {};

TEST_P(Loras, GiveTheReferencesResult) {
  const LoraCase& lora = GetParam();
  const auto reader = open_checkpoint(golden_path("dit_i2v/original/model.safetensors"), wan_dit_family(),
                                      {{golden_path(std::string("lora/") + lora.file), lora.strength}});
  EXPECT_TRUE(close(run_i2v(*reader), golden("lora/expected.safetensors", lora.expected), kTolerance));
}

INSTANTIATE_TEST_SUITE_P(
    Files, Loras,
    testing::Values(LoraCase{"peft_diffusers.safetensors", 1.0, "peft_diffusers.scale1.out.sample"},
                    LoraCase{"peft_diffusers.safetensors", 0.6, "peft_diffusers.scale0.6.out.sample"},
                    LoraCase{"peft_diffusers.safetensors", 0.0, "nolora.out.sample"},
                    LoraCase{"peft_original.safetensors", 1.0, "peft_original.scale1.out.sample"},
                    LoraCase{"kohya.safetensors", 1.0, "kohya.scale1.out.sample"},
                    LoraCase{"kohya.safetensors", 0.6, "kohya.scale0.6.out.sample"},
                    LoraCase{"distill.safetensors", 0.8, "distill.scale0.8.out.sample"}));

/// Opening fails with this code; returns the message.
std::string refusal(const std::filesystem::path& path, const WeightFamily& family, ErrorCode code,
                    const std::vector<LoraFile>& loras = {}) {
  try {
    (void)open_checkpoint(path, family, loras);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "opened";
  return {};
}

TEST(WeightLayouts, LorasOfAnotherModelAreRefused) {
  const auto mismatch = ErrorCode::CheckpointMismatch;
  const test::TemporaryFolder folder;
  save_safetensors(folder / "wide.safetensors",
                   {{"blocks.0.self_attn.q.lora_A.weight", at::ones({2, 5120})},
                    {"blocks.0.self_attn.q.lora_B.weight", at::ones({5120, 2})}});
  const std::filesystem::path model = golden_path("dit_i2v/diffusers");
  EXPECT_NE(refusal(model, wan_dit_family(), mismatch, {{folder / "wide.safetensors"}}).find("5120"),
            std::string::npos);
  save_safetensors(folder / "odd.safetensors", {{"unet.down.lora_A.weight", at::ones({2, 4})},
                                                {"unet.down.lora_B.weight", at::ones({4, 2})}});
  EXPECT_NE(refusal(model, wan_dit_family(), mismatch, {{folder / "odd.safetensors"}}).find("unet.down"),
            std::string::npos);
  save_safetensors(folder / "half.safetensors", {{"blocks.0.self_attn.q.lora_A.weight", at::ones({2, 64})}});
  refusal(model, wan_dit_family(), mismatch, {{folder / "half.safetensors"}});
  save_safetensors(folder / "dora.safetensors", {{"blocks.0.self_attn.q.lora_A.weight", at::ones({2, 64})},
                                                 {"blocks.0.self_attn.q.dora_scale", at::ones({64})}});
  refusal(model, wan_dit_family(), ErrorCode::Unsupported, {{folder / "dora.safetensors"}});
  refusal(model, wan_dit_family(), ErrorCode::InvalidArgument, {{golden_path("dit_t2v/diffusers")}});
}

TEST(WeightLayouts, AnotherPartOfAModelIsCalledSo) {
  const auto mismatch = ErrorCode::CheckpointMismatch;
  EXPECT_NE(refusal(golden_path("vae/diffusers"), wan_dit_family(), mismatch)
                .find("is a VAE, but a transformer is needed"),
            std::string::npos);
  EXPECT_NE(refusal(golden_path("dit_i2v/original/model.safetensors"), wan_vae_family(), mismatch)
                .find("is a transformer"),
            std::string::npos);
  EXPECT_NE(refusal(golden_path("umt5/hf"), clip_vision_family(), mismatch).find("is a text encoder"),
            std::string::npos);
  EXPECT_NE(refusal(golden_path("clip/hf"), umt5_family(), mismatch).find("is an image encoder"),
            std::string::npos);
  for (const char* lora : {"peft_diffusers", "peft_original", "kohya", "distill"})
    EXPECT_NE(refusal(golden_path(std::string("lora/") + lora + ".safetensors"), wan_dit_family(),
                      ErrorCode::Unsupported)
                  .find("is a LoRA"),
              std::string::npos);
  const test::TemporaryFolder folder;
  save_safetensors(folder / "vace.safetensors", {{"vace_blocks.0.proj.weight", at::ones({2})},
                                                 {"blocks.0.self_attn.norm_q.weight", at::ones({2})}});
  EXPECT_NE(refusal(folder / "vace.safetensors", wan_dit_family(), ErrorCode::Unsupported).find("Wan VACE"),
            std::string::npos);
}

}  // namespace
}  // namespace v4e
