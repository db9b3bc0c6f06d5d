// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/few_steps.h"

#include <gtest/gtest.h>

#include "core/library/lora_report.h"
#include "core/library/model_description.h"
#include "core/pipelines/component_paths.h"
#include "tests/core/library/loose_files.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using Base = FewStepsBase;
using test::golden_path;

FewSteps lora(const std::string& name, Base base) {
  return few_steps_lora(name, base).value_or(FewSteps{.id = "none", .steps = 0});
}

// Names and numbers as their makers publish them.
TEST(FewSteps, OfPublishedLoras) {
  for (const char* name : {"Wan21_I2V_14B_lightx2v_cfg_step_distill_lora_rank64.safetensors",
                           "wan2.2_i2v_lightx2v_4steps_lora_v1_high_noise.safetensors",
                           "Wan2.2-Lightning_T2V-A14B-4steps-lora_HIGH_fp16.safetensors"}) {
    const FewSteps way = lora(name, Base::Large);
    EXPECT_EQ(way.steps, 4) << name;
    EXPECT_EQ(way.shift, 5) << name;
    EXPECT_EQ(way.sampler, Sampler::Euler) << name;
    EXPECT_EQ(lora(name, Base::TwoExperts), way) << name;
  }
  const FewSteps chronoedit = lora("chronoedit_distill_lora.safetensors", Base::ChronoEdit);
  EXPECT_EQ(chronoedit.steps, 8);
  EXPECT_EQ(chronoedit.shift, 2);
  EXPECT_EQ(chronoedit.sampler, Sampler::UniPc);
  EXPECT_EQ(lora("Wan21_CausVid_14B_T2V_lora_rank32_v2.safetensors", Base::Large).strength, 0.7);
  EXPECT_EQ(lora("Wan21_CausVid_bidirect2_T2V_1_3B_lora_rank32.safetensors", Base::Small).shift, 2);
  EXPECT_EQ(lora("Wan21_AccVid_I2V_480P_14B_lora_rank32_fp16.safetensors", Base::Large).steps, 10);
  EXPECT_EQ(lora("Wan2_2_5B_FastWanFullAttn_lora_rank_128.safetensors", Base::TextAndImage5B).steps, 3);
}

TEST(FewSteps, OfOtherLorasAndForOtherModelsAreNotKnown) {
  EXPECT_FALSE(few_steps_lora("old_film_style.safetensors", Base::Large));
  EXPECT_FALSE(few_steps_lora("chronoedit_paint_brush_lora.safetensors", Base::ChronoEdit));
  EXPECT_FALSE(few_steps_lora("Wan21_I2V_14B_lightx2v_rank64.safetensors", Base::Small));
}

TEST(FewSteps, ANameAloneIsNotEnough) {
  const test::TemporaryFolder folder;
  ComponentPaths model;
  model.transformer = golden_path("dit_i2v/diffusers");
  model.is_chronoedit = true;
  // Of 32 layers this one reaches 20, as what teaches a style may.
  const fs::path some = folder / "chronoedit_distill_lora.safetensors";
  fs::copy_file(golden_path("lora/kohya.safetensors"), some);
  EXPECT_FALSE(check_lora(some, model).few_steps);
  // And this one 30.
  const fs::path all = folder / "chronoedit_distill_lora_2.safetensors";
  fs::copy_file(golden_path("lora/distill.safetensors"), all);
  const LoraReport report = check_lora(all, model);
  ASSERT_TRUE(report.few_steps) << report.detail;
  EXPECT_EQ(report.few_steps->steps, 8);
  const fs::path unnamed = folder / "style.safetensors";
  fs::copy_file(all, unnamed);
  EXPECT_FALSE(check_lora(unnamed, model).few_steps) << "named for nothing";
}

class FewStepsModelTest : public test::LooseModelTest {};

TEST_F(FewStepsModelTest, ADistilledModelIsKnownByItsName) {
  const fs::path root = folder_ / "models";
  write_companions(root);
  const auto described = [&root](const std::string& name, const test::DitShape& shape) {
    test::write_dit(root / "diffusion_models" / name, shape);
    return describe_model(root / "diffusion_models" / name);
  };
  EXPECT_FALSE(described("wan2.1_i2v_480p.safetensors", {}).few_steps);
  test::write_dit(root / "diffusion_models/lightx2v_high_noise.safetensors", {.image = false, .seed = 1});
  const ModelDescription distilled = described("lightx2v_low_noise.safetensors", {.image = false, .seed = 2});
  ASSERT_TRUE(distilled.few_steps);
  EXPECT_EQ(distilled.few_steps->steps, 4);
  EXPECT_EQ(distilled.default_steps, 40) << "nothing is set that nobody asked for";
}

}  // namespace
}  // namespace v4e
