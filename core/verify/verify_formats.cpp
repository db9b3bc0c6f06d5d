// SPDX-License-Identifier: GPL-3.0-or-later
// The same models out of other files: original names, 8 and 4 bits, pickles, LoRAs.
#include <ATen/ATen.h>

#include <algorithm>
#include <cstdlib>
#include <optional>

#include "core/base/error.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/scaled_reader.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_vae/keys.h"
#include "core/models/wan_vae/wan_vae.h"
#include "core/verify/verify_report.h"
#include "core/verify/verify_runs.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kFormatTolerance = 1e-4;
constexpr double kUnpackTolerance = 1e-6;
constexpr std::string_view kExpected = "expected_";

/// The files of a folder that hold weights, sorted.
std::vector<fs::path> weight_files(const fs::path& folder) {
  std::vector<fs::path> files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const bool weights = entry.is_regular_file() && entry.path().extension() != ".json" &&
                         !entry.path().filename().string().starts_with("expected");
    if (weights) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// The stored result of a weight file: expected_KIND.safetensors beside it, where KIND ends the file's name.
std::optional<fs::path> expected_of(const fs::path& file) {
  for (const auto& entry : fs::directory_iterator(file.parent_path())) {
    const std::string stem = entry.path().stem().string();
    const bool expected = stem.starts_with(kExpected) && entry.path() != file;
    if (expected && file.stem().string().ends_with(stem.substr(kExpected.size()))) return entry.path();
  }
  return std::nullopt;
}

at::Tensor first_starting(const SafetensorsFile& golden, const std::string& start) {
  for (const std::string& name : golden.names()) {
    if (name.starts_with(start)) return golden.read(name);
  }
  throw Error(ErrorCode::FileMalformed, "the reference has no " + start);
}

/// Weights as they are read, before they get the model's names: "dequant.NAME" of the reference.
void compare_unpacked(VerifyReport& report, const std::string& name, const fs::path& file,
                      const SafetensorsFile& golden, const std::string& start) {
  std::shared_ptr<const StateDictReader> reader = open_checkpoint(file);
  if (ScaledReader::applies_to(*reader)) reader = std::make_shared<ScaledReader>(std::move(reader));
  for (const std::string& key : golden.names()) {
    if (!key.starts_with(start) || key.starts_with("out.")) continue;
    const std::string tensor = key.substr(start.size());
    report.compare(name + " " + tensor, reader->read(tensor), golden.read(key), kUnpackTolerance);
  }
}

void verify_dit_file(VerifyReport& report, const fs::path& model_folder, const fs::path& file,
                     const std::string& name, const at::Tensor& expected,
                     const std::vector<LoraFile>& loras = {}) {
  const SafetensorsFile inputs(model_folder / "forward.safetensors");
  auto model = load_verified<WanDit, WanDitConfig>(model_folder / "diffusers/config.json",
                                                   *open_checkpoint(file, wan_dit_family(), loras), report);
  report.compare(name + " out.sample", run_dit(model, inputs, report), expected, kFormatTolerance);
}

void verify_vae_file(VerifyReport& report, const fs::path& folder, const fs::path& file,
                     const std::string& name) {
  auto vae = load_verified<WanVae, WanVaeConfig>(folder / "diffusers/config.json",
                                                 *open_checkpoint(file, wan_vae_family()), report);
  const SafetensorsFile encode(folder / "encode.safetensors");
  const SafetensorsFile decode(folder / "decode.safetensors");
  const auto stored = expected_of(file);
  const at::Tensor mean =
      stored ? first_starting(SafetensorsFile(*stored), "enc5.out.mean") : encode.read("enc5.out.mean");
  const at::Tensor video =
      stored ? first_starting(SafetensorsFile(*stored), "dec2.out.video") : decode.read("dec2.out.video");
  report.compare(name + " enc5", vae->encode(encode.read("enc5.in.video").to(report.device())), mean,
                 kFormatTolerance);
  report.compare(name + " dec2", vae->decode(decode.read("dec2.in.latent").to(report.device())), video,
                 kFormatTolerance);
}

void verify_umt5_file(VerifyReport& report, const fs::path& folder, const fs::path& file,
                      const std::string& name) {
  auto model = load_verified<Umt5Encoder, Umt5Config>(folder / "hf/config.json",
                                                      *open_checkpoint(file, umt5_family()), report);
  const SafetensorsFile inputs(folder / "forward.safetensors");
  const auto stored = expected_of(file);
  if (!stored) throw Error(ErrorCode::FileUnreadable, file.string() + " has no expected_*.safetensors");
  const at::Tensor mask = inputs.read("short.in.mask").unsqueeze(2).to(at::kFloat);
  const at::Tensor expected = first_starting(SafetensorsFile(*stored), "short.out.last_hidden_state");
  report.compare(name + " short", run_umt5(model, inputs, "short", report), expected * mask, kFormatTolerance);
}

void verify_clip_file(VerifyReport& report, const fs::path& folder, const fs::path& file,
                      const std::string& name) {
  auto model = load_verified<ClipVision, ClipVisionConfig>(
      folder / "hf/config.json", *open_checkpoint(file, clip_vision_family()), report);
  const SafetensorsFile inputs(folder / "forward.safetensors");
  const at::Tensor penultimate = model->forward(inputs.read("in.pixel_values").to(report.device()));
  report.compare(
      name + " penultimate", penultimate,
      first_starting(SafetensorsFile(folder / "original/expected_fp16.safetensors"), "out.penultimate"),
      kFormatTolerance);
}

void verify_packed_file(VerifyReport& report, const fs::path& root, const fs::path& file,
                        const std::string& name) {
  const fs::path folder = file.parent_path();
  const bool is_umt5 = file.filename().string().starts_with("umt5");
  const auto stored = is_umt5 ? std::optional(folder / "expected_umt5.safetensors") : expected_of(file);
  if (!stored) throw Error(ErrorCode::FileUnreadable, file.string() + " has no expected_*.safetensors");
  const SafetensorsFile golden(*stored);
  if (is_umt5) {
    auto model = load_verified<Umt5Encoder, Umt5Config>(root / "umt5/hf/config.json",
                                                        *open_checkpoint(file, umt5_family()), report);
    const SafetensorsFile inputs(root / "umt5/forward.safetensors");
    const at::Tensor mask = inputs.read("short.in.mask").unsqueeze(2).to(at::kFloat);
    report.compare(name + " short", run_umt5(model, inputs, "short", report),
                   golden.read("short.out.last_hidden_state") * mask, kFormatTolerance);
    return;
  }
  const bool is_model = golden.contains("out.sample");
  compare_unpacked(report, name, file, golden, is_model ? "dequant." : "");
  if (is_model) verify_dit_file(report, root / "dit_i2v", file, name, golden.read("out.sample"));
}

/// The transformer with one LoRA, for each strength that the reference has a result for.
void verify_lora_file(VerifyReport& report, const fs::path& root, const fs::path& file,
                      const std::string& name) {
  const SafetensorsFile golden(file.parent_path() / "expected.safetensors");
  const std::string start = file.stem().string() + ".scale";
  for (const std::string& stem : stems(golden.names(), ".out.sample")) {
    if (!stem.starts_with(start)) continue;
    const std::string strength = stem.substr(start.size());
    verify_dit_file(report, root / "dit_i2v", root / "dit_i2v/diffusers", name + " x" + strength,
                    golden.read(stem + ".out.sample"), {{file, std::strtod(strength.c_str(), nullptr)}});
  }
}

}  // namespace

void verify_other_files(VerifyReport& report, const fs::path& root, const fs::path& part) {
  const std::string part_name = part.filename().string();
  const bool packed = part_name == "fp8" || part_name == "gguf";
  const bool lora = part_name == "lora";
  for (const fs::path& file : weight_files(packed || lora ? part : part / "original")) {
    const std::string name = file.lexically_relative(root).generic_string();
    report.guard(name, [&] {
      if (packed) return verify_packed_file(report, root, file, name);
      if (lora) return verify_lora_file(report, root, file, name);
      if (part_name.starts_with("vae")) return verify_vae_file(report, part, file, name);
      if (part_name == "umt5") return verify_umt5_file(report, part, file, name);
      if (part_name == "clip") return verify_clip_file(report, part, file, name);
      if (!part_name.starts_with("dit_")) return;
      const auto stored = expected_of(file);
      const SafetensorsFile golden(stored ? *stored : part / "forward.safetensors");
      verify_dit_file(report, part, file, name, first_starting(golden, "out.sample"));
    });
  }
}

}  // namespace v4e
