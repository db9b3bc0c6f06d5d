// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <map>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/verify/verify_report.h"
#include "core/verify/verify_runs.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance = 1e-4;

/// Nothing, which compares with nothing, where the model does not compute what the folder holds.
at::Tensor computed(const Taps& taps, const std::string& key) {
  const auto found = taps.find(key);
  return found == taps.end() ? at::empty({0}) : found->second;
}

/// Keeps real rows only: what is computed at padding has no use, and a port need not give the same there.
at::Tensor masked(const at::Tensor& rows, const at::Tensor& mask) {
  return rows.cpu() * mask.cpu().unsqueeze(2).to(at::kFloat);
}

void verify_umt5_batch(VerifyReport& report, Umt5Encoder& model, const SafetensorsFile& golden,
                       const std::string& stem) {
  const at::Tensor mask = golden.read(stem + ".in.mask");
  Taps taps;
  const at::Tensor rows = run_umt5(model, golden, stem, report, &taps);
  taps["out.last_hidden_state"] = taps["out.prompt_embeds"] = rows;
  for (const std::string& name : golden.names()) {
    if (!name.starts_with(stem + ".") || name.starts_with(stem + ".in.")) continue;
    const at::Tensor expected = golden.read(name);
    const at::Tensor value = computed(taps, name.substr(stem.size() + 1));
    if (value.dim() != 3 || expected.dim() != 3) {
      report.compare("umt5/" + name, value, expected, kTolerance);
    } else if (expected.size(1) == mask.size(1)) {
      report.compare("umt5/" + name, masked(value, mask), masked(expected, mask), kTolerance);
    } else {  // cut to the real rows
      report.compare("umt5/" + name, value.narrow(1, 0, expected.size(1)), expected, kTolerance);
    }
  }
}

}  // namespace

at::Tensor run_umt5(Umt5Encoder& model, const SafetensorsFile& golden, const std::string& stem,
                    const VerifyReport& report, Taps* taps) {
  const at::Tensor mask = golden.read(stem + ".in.mask");
  Umt5Options options;
  options.context = &report.context();
  if (taps != nullptr) {
    options.tap = [taps](std::string_view name, const at::Tensor& value) {
      (*taps)[std::string(name)] = value.cpu();
    };
  }
  const at::Tensor ids = golden.read(stem + ".in.ids").to(report.device());
  return masked(model->forward(ids, mask.to(report.device()), options), mask);
}

void verify_umt5(VerifyReport& report, const fs::path& folder) {
  auto model = load_verified<Umt5Encoder, Umt5Config>(folder / "hf/config.json",
                                                      *open_checkpoint(folder / "hf", umt5_family()), report);
  const SafetensorsFile golden(folder / "forward.safetensors");
  for (const std::string& stem : stems(golden.names(), ".in.ids")) {
    report.guard("umt5/" + stem, [&] { verify_umt5_batch(report, model, golden, stem); });
  }
}

void verify_clip(VerifyReport& report, const fs::path& folder) {
  auto model = load_verified<ClipVision, ClipVisionConfig>(
      folder / "hf/config.json", *open_checkpoint(folder / "hf", clip_vision_family()), report);
  const SafetensorsFile golden(folder / "forward.safetensors");
  Taps taps;
  ClipVisionOptions options;
  options.context = &report.context();
  options.tap = [&](std::string_view name, const at::Tensor& value) {
    taps[std::string(name)] = value.cpu();
  };
  taps["out.penultimate"] = model->forward(golden.read("in.pixel_values").to(report.device()), options).cpu();
  // The tower's last layer is no part of the model, so its outputs are not compared.
  const std::string last = "hidden_states." + std::to_string(model->config().num_hidden_layers);
  for (const std::string& key : golden.names()) {
    if (key.starts_with("in.") || key == last || key == "out.last_hidden_state") continue;
    report.compare("clip/" + key, computed(taps, key), golden.read(key), kTolerance);
  }
}

}  // namespace v4e
