// SPDX-License-Identifier: GPL-3.0-or-later
// v4e inspect, plan and convert from outside. Released models stand here at their full size as files without
// content: headers are all that is read.
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>

#include "tests/core/models/release_list.h"
#include "tests/end_to_end/program.h"

namespace v4e::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

const fs::path kGoldens = fs::path(V4E_SOURCE_DIR) / "tests/goldens";

Shapes umt5_xxl() {
  Shapes shapes{{"shared.weight", {256384, 4096}}, {"encoder.final_layer_norm.weight", {4096}}};
  for (int block = 0; block < 24; ++block) {
    const std::string layer = "encoder.block." + std::to_string(block) + ".layer.";
    for (const char* name : {"q", "k", "v", "o"})
      shapes[layer + "0.SelfAttention." + name + ".weight"] = {4096, 4096};
    shapes[layer + "0.SelfAttention.relative_attention_bias.weight"] = {32, 64};
    shapes[layer + "1.DenseReluDense.wi_0.weight"] = {10240, 4096};
    shapes[layer + "1.DenseReluDense.wi_1.weight"] = {10240, 4096};
    shapes[layer + "1.DenseReluDense.wo.weight"] = {4096, 10240};
  }
  return shapes;
}

/// A bf16 file of these tensors whose bytes are a hole.
void write_hollow(const fs::path& file, const Shapes& shapes) {
  json header;
  std::uint64_t offset = 0;
  for (const auto& [name, shape] : shapes) {
    std::uint64_t bytes = 2;
    for (const std::int64_t side : shape) bytes *= static_cast<std::uint64_t>(side);
    header[name] = {{"dtype", "BF16"}, {"shape", shape}, {"data_offsets", {offset, offset + bytes}}};
    offset += bytes;
  }
  const std::string text = header.dump();
  const std::uint64_t length = text.size();
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary).write(reinterpret_cast<const char*>(&length), sizeof length) << text;
  fs::resize_file(file, sizeof length + length + offset);
}

class WeightCommands : public testing::Test {
 protected:
  WeightCommands() { ::setenv("XDG_DATA_HOME", (folder_.path() / "data").c_str(), 1); }
  ~WeightCommands() override { ::unsetenv("XDG_DATA_HOME"); }

  /// ComfyUI's folders with a text-and-photo model of 5 billion weights.
  [[nodiscard]] fs::path write_models() const {
    const fs::path models = folder_.path() / "models";
    write_hollow(models / "diffusion_models/wan2.2_ti2v_5B_fp16.safetensors", release("ti2v-5b"));
    write_hollow(models / "text_encoders/umt5_xxl_fp16.safetensors", umt5_xxl());
    fs::create_directories(models / "vae");
    fs::create_directories(models / "text_encoders/google");
    fs::copy(kGoldens / "vae22/original/wan2.2_vae_bf16.safetensors", models / "vae/wan2.2_vae.safetensors");
    fs::copy(kGoldens / "tokenizer/spiece.model", models / "text_encoders/google/spiece.model");
    return models;
  }
  [[nodiscard]] json plan(const fs::path& model, const std::string& vram,
                          const std::string& ram = "16G") const {
    const RunResult run = run_v4e({"plan", model.string(), "--size", "832x480", "--frames", "5", "--vram",
                                   vram, "--ram", ram, "--json"},
                                  folder_.path());
    EXPECT_THAT(run.exit_code, testing::AnyOf(0, 1)) << run.err;
    EXPECT_LT(run.peak_mib, 1500) << "only headers are read";
    return json::parse(run.out);
  }

  TemporaryFolder folder_;
};

TEST_F(WeightCommands, PlanOfAFullSizeModelFollowsTheMemory) {
  const fs::path models = write_models();
  double before = 0;
  for (const char* vram : {"2G", "8G", "16G", "24G", "80G"}) {
    const json report = plan(models, vram);
    EXPECT_LE(report.at("peak_bytes").get<double>(),
              report.at("fits").get<bool>() ? report.at("free_bytes").get<double>() : 1e18);
    EXPECT_GE(report.at("peak_bytes").get<double>(), before) << "what there is, is used";
    if (report.at("fits").get<bool>()) before = report.at("peak_bytes").get<double>();
  }
  EXPECT_FALSE(plan(models, "512M").at("fits").get<bool>());
  EXPECT_TRUE(plan(models, "2G").at("encoders_on_cpu").get<bool>()) << "a card that is less than 11 GB";
  EXPECT_FALSE(plan(models, "2G", "4G").at("fits").get<bool>()) << "nor has main memory room for it";
  EXPECT_TRUE(plan(models, "16G").at("fits").get<bool>());
  const json plenty = plan(models, "80G");
  EXPECT_TRUE(plenty.at("keep_encoders").get<bool>());
  EXPECT_FALSE(plenty.at("stream_blocks").get<bool>());
  EXPECT_GT(plenty.at("peak_bytes").get<double>(), 2 * (5.0e9 + 5.6e9));

  const RunResult small = run_v4e({"plan", models.string(), "--vram", "512M"}, folder_.path());
  EXPECT_EQ(small.exit_code, 1);
  EXPECT_THAT(small.out, HasSubstr("does not fit"));
  for (const char* size : {"banana", "832x", "0x480", "-1"})
    EXPECT_EQ(run_v4e({"plan", models.string(), "--size", size}, folder_.path()).exit_code, 2) << size;
  EXPECT_EQ(run_v4e({"plan", models.string(), "--vram", "12Q"}, folder_.path()).exit_code, 2);
}

TEST_F(WeightCommands, InspectSaysWhatFilesAreAndWhatIsMissing) {
  const fs::path models = write_models();
  const RunResult whole = run_v4e({"inspect", models.string()}, folder_.path());
  EXPECT_EQ(whole.exit_code, 0) << whole.err;
  for (const char* text : {"Wan2.2 TI2V 5B", "the text encoder UMT5", "the VAE of Wan2.2", "825 tensors",
                           "bf16", "GiB", "tokenizer: "})
    EXPECT_THAT(whole.out, HasSubstr(text));
  fs::remove(models / "vae/wan2.2_vae.safetensors");
  write_hollow(models / "diffusion_models/unnamed.safetensors", release("i2v-14b"));
  const RunResult lacking = run_v4e({"inspect", "--json", models.string()}, folder_.path());
  const json report = json::parse(lacking.out);
  ASSERT_EQ(report.at("models").size(), 2u) << lacking.out;
  EXPECT_THAT(report.at("models").dump(), HasSubstr("wan2.2_vae.safetensors"));
  EXPECT_THAT(report.at("models").dump(), HasSubstr("clip_vision_h.safetensors"));
  EXPECT_THAT(report.dump(), HasSubstr("chronoedit")) << "what else the shapes could be";
  const std::string file = (models / "diffusion_models/unnamed.safetensors").string();
  EXPECT_EQ(run_v4e({"inspect", file, "--model-kind", "chronoedit"}, folder_.path()).exit_code, 0);
  EXPECT_THAT(run_v4e({"inspect", file}, folder_.path()).out, HasSubstr("ChronoEdit"))
      << "the answer is kept";
  EXPECT_EQ(run_v4e({"inspect", file, "--model-kind", "nonsense"}, folder_.path()).exit_code, 2);
}

TEST_F(WeightCommands, ErrorsOfInspectGoToStderr) {
  const fs::path file = folder_.path() / "model.safetensors";
  std::ofstream(file) << "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5678\n";
  const RunResult run = run_v4e({"inspect", file.string()}, folder_.path());
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, HasSubstr("git lfs pull"));
}

TEST_F(WeightCommands, WhatIsNoFileIsRefusedAtOnce) {
  const fs::path ring = folder_.path() / "ring.safetensors";
  fs::create_symlink(ring, ring);
  const fs::path pipe = folder_.path() / "pipe.safetensors";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const std::string out = (folder_.path() / "out.safetensors").string();
  for (const fs::path& file : {ring, pipe}) {
    for (const std::vector<std::string>& command : {std::vector<std::string>{"inspect", file.string()},
                                                    {"convert", file.string(), out},
                                                    {"plan", file.string()}}) {
      const RunResult run = run_v4e(command, folder_.path());
      EXPECT_EQ(run.exit_code, 3) << command[0] << ' ' << file << ": " << run.err;
      EXPECT_THAT(run.err, HasSubstr(file.string()));
    }
  }
}

TEST_F(WeightCommands, AFileIsNamedOnceInWhatIsWrongWithIt) {
  const fs::path file = folder_.path() / "cut.safetensors";
  std::ofstream(file, std::ios::binary) << std::string(4096, '\0');
  const RunResult run = run_v4e({"inspect", file.string()}, folder_.path());
  EXPECT_EQ(run.exit_code, 3);
  EXPECT_EQ(run.err.find("cut.safetensors"), run.err.rfind("cut.safetensors")) << run.err;
  EXPECT_THAT(run.err, HasSubstr("its download has not ended; fetch it again"));
}

TEST_F(WeightCommands, ConvertWritesWhatInspectThenFinds) {
  const fs::path in = kGoldens / "dit_i2v/original/model.safetensors";
  const fs::path out = folder_.path() / "small.gguf";
  const RunResult run =
      run_v4e({"convert", in.string(), out.string(), "--to", "gguf", "--dtype", "q8_0"}, folder_.path());
  EXPECT_EQ(run.exit_code, 0) << run.err;
  EXPECT_EQ(run.out, out.string() + "\n");
  const RunResult found = run_v4e({"inspect", out.string()}, folder_.path());
  EXPECT_THAT(found.out, HasSubstr("GGUF"));
  EXPECT_THAT(found.out, HasSubstr("Q8_0"));
  EXPECT_EQ(run_v4e({"convert", in.string(), out.string(), "--to", "gguf", "--dtype", "q4_0"}, folder_.path())
                .exit_code,
            2)
      << "it is there";
  EXPECT_EQ(run_v4e({"convert", (kGoldens / "lora/kohya.safetensors").string(), out.string()}, folder_.path())
                .exit_code,
            6);
  EXPECT_EQ(run_v4e({"convert", in.string(), out.string(), "--dtype", "nf4"}, folder_.path()).exit_code, 2);
}

}  // namespace
}  // namespace v4e::test
