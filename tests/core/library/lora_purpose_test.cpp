// SPDX-License-Identifier: GPL-3.0-or-later
// LoRAs that are not added to every edit.
#include "core/library/lora_purpose.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/checkpoints/formats/safetensors.h"
#include "core/library/lora_report.h"
#include "core/pipelines/component_paths.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using Base = FewStepsBase;
using test::golden_path;

TEST(LoraPurpose, IsKnownByThePublishedNames) {
  EXPECT_EQ(lora_purpose("upsample_lora_diffusers.safetensors", Base::ChronoEdit), LoraPurpose::Finish);
  EXPECT_EQ(lora_purpose("ChronoEdit-14B-Upscaler-Lora.safetensors", Base::ChronoEdit), LoraPurpose::Finish);
  EXPECT_EQ(lora_purpose("paintbrush_lora_diffusers.safetensors", Base::ChronoEdit), LoraPurpose::Sketch);
  EXPECT_EQ(lora_purpose("chronoedit_distill_lora.safetensors", Base::ChronoEdit), LoraPurpose::Any);
  EXPECT_EQ(lora_purpose("upsample_lora_diffusers.safetensors", Base::Large), LoraPurpose::Any);
}

class LoraPurposeOfFiles : public testing::Test {
 protected:
  LoraPurposeOfFiles() {
    model_.transformer = golden_path("dit_i2v/diffusers");
    model_.is_chronoedit = true;
  }
  [[nodiscard]] std::string write(const std::string& name,
                                  const std::map<std::string, std::string>& metadata = {}) const {
    const fs::path file = folder_ / name;
    save_safetensors(file,
                     {{"transformer.blocks.0.attn1.to_q.lora_A.weight", torch::zeros({1, 64})},
                      {"transformer.blocks.0.attn1.to_q.lora_B.weight", torch::zeros({64, 1})}},
                     metadata);
    return file;
  }

  test::TemporaryFolder folder_;
  ComponentPaths model_;
};

TEST_F(LoraPurposeOfFiles, WhatTheFileSaysCountsWhateverItsName) {
  EXPECT_EQ(lora_purpose_of(write("style.safetensors", {{kLoraPurpose, "finish"}}), model_),
            LoraPurpose::Finish);
  EXPECT_EQ(lora_purpose_of(write("plain.safetensors"), model_), LoraPurpose::Any);
  EXPECT_EQ(lora_purpose_of(folder_ / "upsample_gone.safetensors", model_), LoraPurpose::Any);
}

TEST_F(LoraPurposeOfFiles, IsPartOfTheReport) {
  const std::string file = write("upsample_lora_diffusers.safetensors");
  const LoraReport report = check_lora(file, model_);
  EXPECT_EQ(report.fit, LoraReport::Fit::Good) << report.detail;
  EXPECT_EQ(report.purpose, LoraPurpose::Finish);
  EXPECT_FALSE(report.few_steps);
  model_.is_chronoedit = false;
  EXPECT_EQ(check_lora(file, model_).purpose, LoraPurpose::Any);
}

}  // namespace
}  // namespace v4e
