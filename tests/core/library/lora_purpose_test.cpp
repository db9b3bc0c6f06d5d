// SPDX-License-Identifier: GPL-3.0-or-later
// LoRAs that are not added to every edit.
#include "core/library/lora_purpose.h"

#include <gtest/gtest.h>
#include <torch/types.h>

#include "core/library/kind_memory.h"
#include "core/library/lora_report.h"
#include "core/pipelines/component_paths.h"
#include "tests/core/library/loose_files.h"

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

class LoraPurposeOfFiles : public test::LooseModelTest {
 protected:
  LoraPurposeOfFiles() {
    model_.transformer = golden_path("dit_i2v/diffusers");
    model_.is_chronoedit = true;
  }
  [[nodiscard]] std::string write(const std::string& name,
                                  const std::map<std::string, std::string>& metadata = {},
                                  double value = 0) const {
    const fs::path file = folder_ / name;
    save_safetensors(file,
                     {{"transformer.blocks.0.attn1.to_q.lora_A.weight", torch::full({1, 64}, value)},
                      {"transformer.blocks.0.attn1.to_q.lora_B.weight", torch::full({64, 1}, value)}},
                     metadata);
    return file;
  }

  ComponentPaths model_;
};

TEST_F(LoraPurposeOfFiles, WhatTheFileSaysCountsWhateverItsName) {
  EXPECT_EQ(lora_purpose_of(write("style.safetensors", {{kLoraPurpose, "finish"}}), model_),
            (KnownPurpose{LoraPurpose::Finish, PurposeBasis::Own}));
  EXPECT_EQ(lora_purpose_of(write("upscale_style.safetensors", {{kLoraPurpose, "style"}}), model_),
            (KnownPurpose{LoraPurpose::Any, PurposeBasis::Own}));
  EXPECT_EQ(lora_purpose_of(write("plain.safetensors"), model_), KnownPurpose());
  EXPECT_EQ(lora_purpose_of(folder_ / "upsample_gone.safetensors", model_), KnownPurpose());
}

TEST_F(LoraPurposeOfFiles, WhatTheUserSaidIsKeptWhateverTheFileIsCalledThen) {
  const fs::path plain = write("plain.safetensors");
  say_lora_purpose(plain, LoraPurpose::Finish);
  const KnownPurpose said{LoraPurpose::Finish, PurposeBasis::Said};
  EXPECT_EQ(lora_purpose_of(plain, model_), said);
  fs::rename(plain, folder_ / "moved.safetensors");
  EXPECT_EQ(lora_purpose_of(folder_ / "moved.safetensors", model_), said);
  EXPECT_EQ(lora_purpose_of(write("other.safetensors", {}, 2), model_), KnownPurpose())
      << "another LoRA of the same shapes";
  say_lora_purpose(folder_ / "moved.safetensors", LoraPurpose::Any);
  EXPECT_EQ(lora_purpose_of(folder_ / "moved.safetensors", model_),
            (KnownPurpose{LoraPurpose::Any, PurposeBasis::Said}))
      << "an answer can be changed";
  const std::string named = write("upsample.safetensors", {{kLoraPurpose, "finish"}}, 3);
  say_lora_purpose(named, LoraPurpose::Sketch);
  EXPECT_EQ(lora_purpose_of(named, model_).purpose, LoraPurpose::Sketch) << "over its name and its file";
  model_.is_chronoedit = false;
  EXPECT_EQ(lora_purpose_of(named, model_), KnownPurpose());
}

TEST_F(LoraPurposeOfFiles, OfWhatIsNoLoraNothingIsKept) {
  test::refusal(ErrorCode::InvalidArgument,
                [&] { say_lora_purpose(golden_path("vae/diffusers"), LoraPurpose::Finish); });
  test::refusal(ErrorCode::FileUnreadable,
                [&] { say_lora_purpose(folder_ / "gone.safetensors", LoraPurpose::Finish); });
  EXPECT_FALSE(fs::exists(kind_memory_file()));
}

TEST_F(LoraPurposeOfFiles, IsPartOfTheReport) {
  const std::string file = write("upsample_lora_diffusers.safetensors");
  const LoraReport report = check_lora(file, model_);
  EXPECT_EQ(report.fit, LoraReport::Fit::Good) << report.detail;
  EXPECT_EQ(report.purpose, LoraPurpose::Finish);
  EXPECT_FALSE(report.few_steps);
  EXPECT_EQ(report.purpose_basis, PurposeBasis::Name);
  EXPECT_TRUE(report.may_say_purpose) << "a name may be wrong";
  EXPECT_FALSE(check_lora(write("own.safetensors", {{kLoraPurpose, "finish"}}), model_).may_say_purpose);
  EXPECT_TRUE(check_lora(write("plain.safetensors"), model_).may_say_purpose);
  model_.is_chronoedit = false;
  EXPECT_EQ(check_lora(file, model_).purpose, LoraPurpose::Any);
  EXPECT_FALSE(check_lora(file, model_).may_say_purpose);
}

}  // namespace
}  // namespace v4e
