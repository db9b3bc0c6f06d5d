// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <map>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/models/umt5/umt5_encoder.h"
#include "core/verify/verify_report.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kTolerance = 1e-4;

using Taps = std::map<std::string, at::Tensor>;

template <typename Model, typename Config>
Model load_encoder(const fs::path& folder, const VerifyReport& report) {
  Model model(Config::from_json(read_json_file(folder / "config.json"), (folder / "config.json").string()));
  LoadOptions options;
  options.dtype = at::kFloat;
  options.device = report.device();
  load_state(*model, *open_checkpoint(folder), options, report.context());
  return model;
}

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
  Umt5Options options;
  options.context = &report.context();
  options.tap = [&](std::string_view name, const at::Tensor& value) {
    taps[std::string(name)] = value.cpu();
  };
  const at::Tensor rows =
      model->forward(golden.read(stem + ".in.ids").to(report.device()), mask.to(report.device()), options);
  taps["out.last_hidden_state"] = rows.cpu();
  taps["out.prompt_embeds"] = masked(rows, mask);
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

void verify_umt5(VerifyReport& report, const fs::path& folder) {
  auto model = load_encoder<Umt5Encoder, Umt5Config>(folder / "hf", report);
  const SafetensorsFile golden(folder / "forward.safetensors");
  for (const std::string& stem : stems(golden.names(), ".in.ids")) {
    report.guard("umt5/" + stem, [&] { verify_umt5_batch(report, model, golden, stem); });
  }
}

void verify_clip(VerifyReport& report, const fs::path& folder) {
  auto model = load_encoder<ClipVision, ClipVisionConfig>(folder / "hf", report);
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
