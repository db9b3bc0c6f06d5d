// SPDX-License-Identifier: GPL-3.0-or-later
// --finish-2k and --sketch through the real program.
#include <ATen/ATen.h>
#include <gmock/gmock.h>
#include <signal.h>

#include <chrono>
#include <limits>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/checkpoints/formats/safetensors.h"
#include "core/edit/edit_provenance.h"
#include "core/edit/finish.h"
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

class FinishBatch : public FinishProgram {
 protected:
  FinishBatch() {
    std::filesystem::create_directories(file("in"));
    (void)photo("in/a.png");
    (void)photo("in/b.png", 90, 60);
  }
  [[nodiscard]] std::vector<std::string> words(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), {"batch", file("in").string(), "-i", "make it snow"});
    arguments.insert(arguments.end(), {"--model", file("chronoedit").string(), "--device", "cpu", "--dtype",
                                       "fp32", "-o", file("out").string()});
    return arguments;
  }
  [[nodiscard]] RunResult batch(const std::vector<std::string>& arguments) const {
    return run_v4e(words(arguments), log_.path());
  }
};

TEST_F(FinishBatch, EachResultIsFinishedAndMadeOnce) {
  const std::vector<std::string> command{"--lora", upscaler_, "--finish-2k"};
  const RunResult made = batch(command);
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(made.out, "2 done, 0 failed\n");
  const Photo result = read_photo(file("out/in/b - make it snow.png"));
  EXPECT_EQ(result.image.width(), 90);
  const auto steps = steps_of(provenance_of(result).value());
  ASSERT_EQ(steps.size(), 2u);
  EXPECT_EQ(steps[0].instruction, "make it snow");
  EXPECT_TRUE(is_finish(steps[1]));
  EXPECT_EQ(batch(command).out, "0 done, 0 failed\n") << "it is there already";
  EXPECT_EQ(batch({"--lora", upscaler_, "--finish-2k", "--missing"}).out,
            "2 done, 0 failed, 0 not done yet\n");
  const RunResult plain = batch({"--lora", upscaler_});
  EXPECT_EQ(plain.out, "2 done, 0 failed\n") << "the unfinished edit is another picture";
  EXPECT_THAT(plain.err, HasSubstr("--finish-2k does that"));
}

TEST_F(FinishBatch, KilledItGoesOnWithTheFinish) {
  const std::vector<std::string> command{"--lora", upscaler_, "--finish-2k"};
  {
    Program program(words(command), log_.path());
    while (!std::filesystem::exists(file("out/in/a - make it snow.png")) && program.is_running())
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    program.send(SIGKILL);
    (void)program.wait();
  }
  ASSERT_EQ(batch(command).exit_code, 0);
  for (const char* name : {"a", "b"}) {
    const Photo result = read_photo(file(std::string("out/in/") + name + " - make it snow.png"));
    EXPECT_EQ(steps_of(provenance_of(result).value()).size(), 2u) << name;
  }
}

TEST_F(FinishBatch, WithoutTheUpscalerNothingIsBegun) {
  const RunResult made = batch({"--finish-2k"});
  EXPECT_EQ(made.exit_code, 6);
  EXPECT_THAT(made.err, HasSubstr("upscaler LoRA"));
  EXPECT_FALSE(std::filesystem::exists(file("out")));
}

TEST_F(FinishProgram, WhatARenamedLoraIsForIsSaidOnce) {
  const EnvironmentValue data("XDG_DATA_HOME", file("data").string());
  const std::string renamed = write_tiny_lora(file("renamed.safetensors"));
  const RunResult refused = run_edit({"--lora", renamed, "--finish-2k"});
  EXPECT_NE(refused.exit_code, 0);
  EXPECT_THAT(refused.err, HasSubstr("v4e inspect LORA --lora-purpose"));
  const auto inspect = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"inspect"});
    return run_v4e(arguments, log_.path());
  };
  EXPECT_THAT(inspect({renamed}).out, HasSubstr("say it once: --lora-purpose finish"));
  EXPECT_EQ(inspect({renamed, "--lora-purpose", "poem"}).exit_code, 2);
  const RunResult said = inspect({renamed, "--lora-purpose", "finish"});
  EXPECT_EQ(said.exit_code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("finishes edits at 2K, with a ChronoEdit model, by what you said"));
  const auto report = nlohmann::json::parse(inspect({renamed, "--json"}).out);
  EXPECT_EQ(report.at("renamed.safetensors").at("purpose"),
            (nlohmann::json{{"is", "finish"}, {"by", "what you said"}}));
  EXPECT_THAT(inspect({upscaler_}).out, HasSubstr("by what you said")) << "the same file by another name";
  const RunResult made = run_edit({"--lora", renamed, "--finish-2k", "--json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  EXPECT_EQ(nlohmann::json::parse(made.out).at("chain").size(), 2u);
  const RunResult no_lora = inspect({file("chronoedit/vae").string(), "--lora-purpose", "finish"});
  EXPECT_EQ(no_lora.exit_code, 2);
  EXPECT_THAT(no_lora.err, HasSubstr("is no LoRA"));
}

TEST_F(FinishProgram, ADamagedLoraIsNamedAndNotTheModel) {
  const SafetensorsFile whole(upscaler_);
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const std::string& name : whole.names()) tensors.emplace_back(name, whole.read(name).clone());
  tensors.front().second.fill_(std::numeric_limits<double>::quiet_NaN());
  const std::string damaged = file("damaged.safetensors").string();
  save_safetensors(damaged, tensors);
  const RunResult made = run_edit({"--lora", damaged});
  EXPECT_EQ(made.exit_code, 5);
  EXPECT_THAT(made.err, HasSubstr(damaged + ": weight " + tensors.front().first + " holds NaN"));
}

TEST_F(FinishProgram, WithoutTheUpscalerNothingIsBegun) {
  const RunResult made = run_edit({"--finish-2k"});
  EXPECT_NE(made.exit_code, 0);
  EXPECT_THAT(made.err, HasSubstr("upscaler LoRA"));
  EXPECT_FALSE(std::filesystem::exists(file("out.png")));
}

}  // namespace
}  // namespace v4e::test
