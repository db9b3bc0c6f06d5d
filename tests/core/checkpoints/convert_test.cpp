// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoints/convert.h"

#include <ATen/Parallel.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <torch/types.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <fstream>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/ggml_pack.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_vae/keys.h"
#include "tests/core/checkpoints/temporary_folder.h"
#include "tests/core/golden.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;
using test::close;
using test::golden_path;
using test::TemporaryFolder;

std::string bytes_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// Converting fails with this code; returns the message.
std::string refusal(const fs::path& in, const fs::path& out, const WeightFamily& family,
                    const ConvertOptions& options, ErrorCode code) {
  try {
    (void)convert_weights(in, out, family, options);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code) << error.what();
    return error.what();
  }
  ADD_FAILURE() << "converted";
  return {};
}

/// All weights of `expected` are in `found` under the model's names, alike.
void expect_weights(const fs::path& found, const fs::path& expected, const WeightFamily& family,
                    double tolerance) {
  const auto one = open_checkpoint(found, family);
  const auto other = open_checkpoint(expected, family);
  EXPECT_EQ(one->names(), other->names());
  for (const std::string& name : other->names())
    EXPECT_TRUE(close(one->read(name), other->read(name), tolerance)) << name;
}

/// Against what the Python package gguf packs the same values into (make_packed.py).
TEST(GgmlPack, GivesTheBytesOfTheFormatsOwnProgram) {
  const SafetensorsFile golden(golden_path("packed/gguf.safetensors"));
  const at::Tensor values = golden.read("values").contiguous();
  for (const auto& [name, pack, block_bytes] :
       {std::tuple{"Q8_0", &pack_q8_0, 34}, std::tuple{"Q4_0", &pack_q4_0, 18}}) {
    const at::Tensor expected = golden.read(name).contiguous().view(-1);
    at::Tensor packed = at::zeros({values.numel() / 32 * block_bytes}, at::kByte);
    pack(values.const_data_ptr<float>(), values.numel(), packed.mutable_data_ptr<std::uint8_t>());
    EXPECT_TRUE(at::equal(packed, expected))
        << name << ": " << packed.ne(expected).sum().item<int>() << " bytes differ";
  }
}

TEST(Convert, EveryNameStyleLeadsBackBitForBit) {
  const TemporaryFolder folder;
  struct Case {
    const char* in;
    const WeightFamily& family;
    std::vector<NameStyle> styles;
  };
  for (const Case& item :
       {Case{
            "dit_i2v/diffusers", wan_dit_family(), {NameStyle::Comfy, NameStyle::Diffusers, NameStyle::Gguf}},
        Case{"dit_flf2v/diffusers", wan_dit_family(), {NameStyle::Original, NameStyle::Diffusers}},
        Case{"vae/diffusers", wan_vae_family(), {NameStyle::Comfy, NameStyle::Diffusers}},
        Case{"vae22/diffusers", wan_vae_family(), {NameStyle::Original, NameStyle::Diffusers}},
        Case{"umt5/hf", umt5_family(), {NameStyle::Original, NameStyle::Gguf, NameStyle::Comfy}},
        Case{"clip/hf", clip_vision_family(), {NameStyle::Comfy, NameStyle::Diffusers}}}) {
    fs::path in = golden_path(item.in);
    const std::string stem = in.parent_path().filename().string();
    for (std::size_t i = 0; i < item.styles.size(); ++i) {
      const bool gguf = item.styles[i] == NameStyle::Gguf;
      const fs::path out = folder / (stem + std::to_string(i) + (gguf ? ".gguf" : ".safetensors"));
      ConvertOptions options{.names = item.styles[i], .format = WeightFormat::F32, .overwrite = true};
      (void)convert_weights(in, out, item.family, options);
      EXPECT_FALSE(fs::exists(out.string() + ".part"));
      EXPECT_FALSE(fs::exists(out.string() + ".part.json"));
      expect_weights(out, golden_path(item.in), item.family, 0);
      in = out;
    }
  }
}

TEST(Convert, TheFileHasTheNamesThatOthersExpect) {
  const TemporaryFolder folder;
  (void)convert_weights(golden_path("dit_i2v/diffusers"), folder / "a.safetensors", wan_dit_family(),
                        {.names = NameStyle::Original, .format = WeightFormat::F32});
  const SafetensorsFile original(golden_path("dit_i2v/original/model.safetensors"));
  EXPECT_EQ(SafetensorsFile(folder / "a.safetensors").names(), original.names());
  (void)convert_weights(golden_path("dit_i2v/original/model.safetensors"), folder / "b.safetensors",
                        wan_dit_family(), {.names = NameStyle::Diffusers, .format = WeightFormat::F32});
  EXPECT_EQ(SafetensorsFile(folder / "b.safetensors").names(),
            open_checkpoint(golden_path("dit_i2v/diffusers"))->names());
}

TEST(Convert, PackedFilesAreWithinTheirSteps) {
  const TemporaryFolder folder;
  const auto expected = open_checkpoint(golden_path("dit_i2v/diffusers"), wan_dit_family());
  struct Format {
    WeightFormat format;
    NameStyle names;
    const char* packing;
    double step;  ///< largest error, as a share of the largest value that a scale is for
  };
  for (const Format& item : {Format{WeightFormat::Q8_0, NameStyle::Gguf, "Q8_0", 0.6 / 127},
                             Format{WeightFormat::Q4_0, NameStyle::Gguf, "Q4_0", 1.05 / 8},
                             Format{WeightFormat::Fp8, NameStyle::Comfy, "f8_e4m3, scaled", 1.0 / 16}}) {
    const fs::path out = folder / (item.names == NameStyle::Gguf ? "x.gguf" : "x.safetensors");
    const ConvertReport report =
        convert_weights(golden_path("dit_i2v/diffusers"), out, wan_dit_family(),
                        {.names = item.names, .format = item.format, .overwrite = true});
    EXPECT_EQ(report.bytes, fs::file_size(out));
    EXPECT_GT(report.packed, 20u);
    const auto found = open_checkpoint(out, wan_dit_family());
    std::size_t packed = 0;
    for (const std::string& name : expected->names()) {
      if (found->info(name).packing.empty()) {
        EXPECT_TRUE(at::equal(found->read(name), expected->read(name))) << name;
        continue;
      }
      EXPECT_EQ(found->info(name).packing, item.packing);
      EXPECT_LE(test::relative_error(found->read(name), expected->read(name)), item.step) << name;
      ++packed;
    }
    EXPECT_EQ(packed, report.packed);
  }
}

TEST(Convert, LorasAreAddedForGoodAndMetadataIsWritten) {
  const TemporaryFolder folder;
  const std::vector<LoraFile> loras{{golden_path("lora/kohya.safetensors"), 0.5}};
  (void)convert_weights(
      golden_path("dit_i2v/diffusers"), folder / "x.safetensors", wan_dit_family(),
      {.format = WeightFormat::F32, .loras = loras, .metadata = {{"v4e.kind", "chronoedit"}}});
  const auto found = open_checkpoint(folder / "x.safetensors", wan_dit_family());
  const auto expected = open_checkpoint(golden_path("dit_i2v/diffusers"), wan_dit_family(), loras);
  EXPECT_EQ(found->metadata().at("v4e.kind"), "chronoedit");
  for (const std::string& name : expected->names())
    EXPECT_TRUE(close(found->read(name), expected->read(name), 0)) << name;
}

TEST(Convert, WhatDoesNotGoTogetherIsRefused) {
  const TemporaryFolder folder;
  const fs::path dit = golden_path("dit_i2v/diffusers");
  const auto argument = ErrorCode::InvalidArgument;
  refusal(dit, folder / "x.safetensors", wan_dit_family(), {.format = WeightFormat::Q8_0}, argument);
  refusal(dit, folder / "x.gguf", wan_dit_family(), {.names = NameStyle::Gguf, .format = WeightFormat::Fp8},
          argument);
  refusal(dit, folder / "x.gguf", wan_dit_family(), {}, argument);
  refusal(golden_path("vae/diffusers"), folder / "x.gguf", wan_vae_family(), {.names = NameStyle::Gguf},
          ErrorCode::Unsupported);
  refusal(golden_path("vae/diffusers"), folder / "x.safetensors", wan_vae_family(),
          {.format = WeightFormat::Fp8}, argument);
  refusal(golden_path("clip/hf"), folder / "x.safetensors", clip_vision_family(),
          {.names = NameStyle::Original}, ErrorCode::Unsupported);
  EXPECT_NE(refusal(golden_path("gguf/wan_i2v_Q8_0.gguf"), folder / "x.gguf", wan_dit_family(),
                    {.names = NameStyle::Gguf, .format = WeightFormat::Q4_0}, argument)
                .find("packing it again"),
            std::string::npos);
  EXPECT_TRUE(fs::is_empty(folder.path())) << "nothing is begun that is refused";
  (void)convert_weights(dit, folder / "x.safetensors", wan_dit_family(), {});
  EXPECT_NE(refusal(dit, folder / "x.safetensors", wan_dit_family(), {}, argument).find("there already"),
            std::string::npos);
}

/// Other programs refuse a patch embedding of another form than [out, in, 1, 2, 2], or in bf16.
TEST(Convert, AConvolutionInAGgufHasItsFiveDimensions) {
  const TemporaryFolder folder;
  (void)convert_weights(golden_path("dit_i2v/diffusers"), folder / "x.gguf", wan_dit_family(),
                        {.names = NameStyle::Gguf, .format = WeightFormat::BF16});
  const std::string bytes = bytes_of(folder / "x.gguf");
  EXPECT_EQ(bytes.find("orig_shape"), std::string::npos);
  const std::string name = "patch_embedding.weight";
  const std::size_t found = bytes.find(name);
  ASSERT_NE(found, std::string::npos);
  std::uint32_t dimensions = 0;
  std::memcpy(&dimensions, bytes.data() + found + name.size(), sizeof dimensions);
  ASSERT_EQ(dimensions, 5U);
  std::array<std::uint64_t, 5> sides{};
  std::uint32_t type = 1;
  std::memcpy(&type, bytes.data() + found + name.size() + sizeof dimensions + sizeof sides, sizeof type);
  EXPECT_EQ(type, 0U) << "fp32, as all that is no matrix";
  std::memcpy(sides.data(), bytes.data() + found + name.size() + sizeof dimensions, sizeof sides);
  const auto expected = open_checkpoint(golden_path("dit_i2v/diffusers"), wan_dit_family())->info(name).shape;
  EXPECT_TRUE(std::ranges::equal(sides, std::vector<std::uint64_t>(expected.rbegin(), expected.rend())))
      << "the innermost one first";
}

/// Stopped at every tensor in turn, and gone on with: the same bytes, and nothing is made twice.
TEST(Convert, StoppedAnywhereItGoesOnToTheSameFile) {
  const TemporaryFolder folder;
  const fs::path in = golden_path("dit_i2v/diffusers");
  ConvertOptions options{.names = NameStyle::Gguf, .format = WeightFormat::Q8_0, .keep_every = 1};
  (void)convert_weights(in, folder / "whole.gguf", wan_dit_family(), options);
  for (const int stop_at : {0, 1, 7, 40, 80}) {
    const fs::path out = folder / ("part" + std::to_string(stop_at) + ".gguf");
    std::stop_source stop;
    RunContext context{stop.get_token(), [&](const Progress& progress) {
                         if (progress.step == stop_at) stop.request_stop();
                       }};
    EXPECT_THROW((void)convert_weights(in, out, wan_dit_family(), options, context), Cancelled);
    EXPECT_FALSE(fs::exists(out));
    const ConvertReport report = convert_weights(in, out, wan_dit_family(), options);
    EXPECT_EQ(report.resumed_bytes > 0, stop_at > 0) << stop_at;
    EXPECT_EQ(bytes_of(out), bytes_of(folder / "whole.gguf")) << stop_at;
  }
}

TEST(Convert, KilledAnywhereItGoesOnToTheSameFile) {
  const TemporaryFolder folder;
  const fs::path in = golden_path("dit_i2v/diffusers");
  const ConvertOptions options{.names = NameStyle::Comfy, .format = WeightFormat::Fp8, .keep_every = 1};
  (void)convert_weights(in, folder / "whole.safetensors", wan_dit_family(), options);
  int resumed = 0;
  for (const int kill_at : {1, 20, 60, 85}) {
    const fs::path out = folder / ("x" + std::to_string(kill_at) + ".safetensors");
    const pid_t child = fork();
    if (child == 0) {
      at::set_num_threads(1);  // a forked process has no others
      const RunContext context{{}, [&](const Progress& progress) {
                                 if (progress.step == kill_at) (void)std::raise(SIGKILL);
                               }};
      (void)convert_weights(in, out, wan_dit_family(), options, context);
      _exit(0);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "it was not killed";
    // What was being written when it died is there in part.
    std::ofstream(out.string() + ".part", std::ios::app | std::ios::binary) << "half a weight";
    resumed += convert_weights(in, out, wan_dit_family(), options).resumed_bytes > 0 ? 1 : 0;
    EXPECT_EQ(bytes_of(out), bytes_of(folder / "whole.safetensors")) << kill_at;
  }
  EXPECT_EQ(resumed, 4);
}

TEST(Convert, AnotherInputOrOtherOptionsBeginAnew) {
  const TemporaryFolder folder;
  fs::copy(golden_path("dit_i2v/original/model.safetensors"), folder / "in.safetensors");
  const ConvertOptions options{.format = WeightFormat::F32, .keep_every = 1};
  const auto stopped = [&] {
    std::stop_source stop;
    RunContext context{stop.get_token(), [&](const Progress& progress) {
                         if (progress.step == 50) stop.request_stop();
                       }};
    EXPECT_THROW((void)convert_weights(folder / "in.safetensors", folder / "x.safetensors", wan_dit_family(),
                                       options, context),
                 Cancelled);
  };
  stopped();
  ConvertOptions other = options;
  other.format = WeightFormat::F16;
  EXPECT_EQ(convert_weights(folder / "in.safetensors", folder / "x.safetensors", wan_dit_family(), other)
                .resumed_bytes,
            0u);
  fs::remove(folder / "x.safetensors");
  stopped();
  fs::last_write_time(folder / "in.safetensors", fs::file_time_type::clock::now() + std::chrono::hours(1));
  EXPECT_EQ(convert_weights(folder / "in.safetensors", folder / "x.safetensors", wan_dit_family(), options)
                .resumed_bytes,
            0u);
}

}  // namespace
}  // namespace v4e
