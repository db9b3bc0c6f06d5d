// SPDX-License-Identifier: GPL-3.0-or-later
// v4e edit --finish-2k and --sketch through the real program.
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "core/image/io/photo_io.h"
#include "tests/end_to_end/edit_fixture.h"
#include "tests/end_to_end/tiny_chronoedit.h"

namespace v4e::test {
namespace {

using testing::HasSubstr;

class FinishProgram : public EditProgram {
 protected:
  FinishProgram() {
    write_tiny_chronoedit(file("chronoedit"));
    upscaler_ = write_tiny_lora(file("upsample_lora_diffusers.safetensors"));
  }
  [[nodiscard]] RunResult run_edit(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"edit", photo("a.png"), "make it snow"});
    arguments.insert(arguments.end(), {"--model", file("chronoedit").string(), "--device", "cpu", "--dtype",
                                       "fp32", "-o", file("out.png").string()});
    return run_v4e(arguments, log_.path());
  }

  std::string upscaler_;
};

TEST_F(FinishProgram, MakesALastStepWithTheUpscaler) {
  const RunResult made = run_edit({"--lora", upscaler_, "--finish-2k", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto report = nlohmann::json::parse(made.out);
  ASSERT_EQ(report.at("chain").size(), 2u);
  EXPECT_THAT(report.at("chain").at(1).dump(), HasSubstr("super-resolution"));
  EXPECT_EQ(report.at("size"), (nlohmann::json{120, 80}));
}

TEST_F(FinishProgram, WithTheFewStepLoraItIsFast) {
  const std::string few = write_tiny_lora(file("chronoedit_distill_lora.safetensors"));
  const RunResult made = run_edit({"--lora", upscaler_, "--lora", few, "--fast", "--finish-2k", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  for (const auto& step : nlohmann::json::parse(made.out).at("chain")) EXPECT_EQ(step.at("steps"), 8);
}

TEST_F(FinishProgram, ASketchIsMadeRealByThePaintBrush) {
  Photo strokes;
  strokes.image = Image(120, 80, 4, SampleType::U8);
  auto* pixels = reinterpret_cast<std::uint8_t*>(strokes.image.mutable_data());
  for (int x = 30; x < 60; ++x) pixels[4 * (40 * 120 + x) + 3] = 255;
  write_photo(file("strokes.png"), strokes, WriteOptions{});
  const std::string brush = write_tiny_lora(file("paintbrush_lora_diffusers.safetensors"));
  const RunResult made = run_edit({"--lora", brush, "--sketch", file("strokes.png").string(), "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_THAT(made.out, HasSubstr("Turn the pencil sketch"));
  const RunResult refused = run_edit({"--sketch", file("strokes.png").string(), "--overwrite"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("paint-brush LoRA"));
}

TEST_F(FinishProgram, WithoutTheUpscalerNothingIsBegun) {
  const RunResult made = run_edit({"--finish-2k"});
  EXPECT_NE(made.exit_code, 0);
  EXPECT_THAT(made.err, HasSubstr("upscaler LoRA"));
  EXPECT_FALSE(std::filesystem::exists(file("out.png")));
}

}  // namespace
}  // namespace v4e::test
