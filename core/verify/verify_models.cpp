// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <map>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_vae/keys.h"
#include "core/models/wan_vae/tiling.h"
#include "core/models/wan_vae/wan_vae.h"
#include "core/verify/verify_report.h"
#include "core/verify/verify_runs.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kModelTolerance = 1e-4;
constexpr double kBf16Tolerance = 3e-2;

template <typename Model, typename Config>
Model load_model(const fs::path& folder, const WeightFamily& family, const VerifyReport& report,
                 const LoadOptions& options = {}) {
  return load_verified<Model, Config>(folder / "config.json", *open_checkpoint(folder, family), report,
                                      options);
}

void compare_taps(VerifyReport& report, const std::string& name, const Taps& taps,
                  const SafetensorsFile& golden) {
  for (const std::string& key : golden.names()) {
    const auto found = taps.find(key);
    if (found == taps.end()) {
      report.compare(name + " " + key, at::empty({0}), golden.read(key), kModelTolerance);
      continue;
    }
    const at::Tensor expected = golden.read(key);
    at::Tensor actual = found->second;
    // The reference stores text rows up to the first row of padding; all later ones are alike.
    if (key.ends_with(".text") && actual.size(1) > expected.size(1))
      actual = actual.narrow(1, 0, expected.size(1));
    report.compare(name + " " + key, actual, expected, kModelTolerance);
  }
}

void verify_dit_bf16(VerifyReport& report, const fs::path& folder, const SafetensorsFile& inputs,
                     const std::string& name) {
  const SafetensorsFile golden(folder / "expected.safetensors");
  if (golden.contains("out.sample_bf16_weights_fp32_compute")) {
    auto model = load_model<WanDit, WanDitConfig>(folder, wan_dit_family(), report);
    report.compare(name + " bf16 weights, fp32 compute", run_dit(model, inputs, report),
                   golden.read("out.sample_bf16_weights_fp32_compute"), kModelTolerance);
  }
  if (golden.contains("out.sample_bf16_compute")) {
    LoadOptions options;
    options.dtype = at::kBFloat16;
    options.keep_fp32 = WanDitImpl::fp32_names();
    auto model = load_model<WanDit, WanDitConfig>(folder, wan_dit_family(), report, options);
    report.compare(name + " bf16 compute", run_dit(model, inputs, report),
                   golden.read("out.sample_bf16_compute"), kBf16Tolerance);
  }
}

Taps run_vae_taps(WanVae& vae, const SafetensorsFile& golden, VerifyReport& report) {
  Taps taps;
  VaeOptions options;
  options.context = report.context();
  options.tap = [&](const std::string& name, const at::Tensor& value) { taps[name] = value.cpu(); };
  taps["out.mean"] = vae->encode(golden.read("in.video").to(report.device()), options).cpu();
  taps["out.video"] = vae->decode(golden.read("in.latent").to(report.device()), options).cpu();
  return taps;
}

void verify_vae_clips(VerifyReport& report, WanVae& vae, const fs::path& folder) {
  const std::string name = folder.filename().string();
  const SafetensorsFile encode(folder / "encode.safetensors");
  for (const std::string& stem : stems(encode.names(), ".in.video")) {
    const at::Tensor video = encode.read(stem + ".in.video").to(report.device());
    report.compare(name + "/encode " + stem + ".moments", vae->encode_moments(video),
                   encode.read(stem + ".out.moments"), kModelTolerance);
    report.compare(name + "/encode " + stem + ".mean", vae->encode(video), encode.read(stem + ".out.mean"),
                   kModelTolerance);
  }
  const SafetensorsFile decode(folder / "decode.safetensors");
  for (const std::string& stem : stems(decode.names(), ".out.video")) {
    report.compare(name + "/decode " + stem,
                   vae->decode(decode.read(stem + ".in.latent").to(report.device())),
                   decode.read(stem + ".out.video"), kModelTolerance);
  }
  if (decode.contains("norm.in.latent")) {
    report.compare(name + "/decode norm", vae->normalize(decode.read("norm.in.latent").to(report.device())),
                   decode.read("norm.out.latent"), kModelTolerance);
  }
}

void verify_vae_tiles(VerifyReport& report, WanVae& vae, const fs::path& folder) {
  const std::string name = folder.filename().string();
  const SafetensorsFile golden(folder / "tiled.safetensors");
  const auto json = parse_json(golden.metadata().at("tiling"), name + "/tiled.safetensors: tiling");
  const TilingConfig tiling{.tile_height = json.at("tile_sample_min_height"),
                            .tile_width = json.at("tile_sample_min_width"),
                            .stride_height = json.at("tile_sample_stride_height"),
                            .stride_width = json.at("tile_sample_stride_width")};
  report.compare(name + "/tiled enc",
                 encode_tiled(*vae, golden.read("enc.in.video").to(report.device()), tiling),
                 golden.read("enc.out.mean"), kModelTolerance);
  report.compare(name + "/tiled dec",
                 decode_tiled(*vae, golden.read("dec.in.latent").to(report.device()), tiling),
                 golden.read("dec.out.video"), kModelTolerance);
}

}  // namespace

at::Tensor run_dit(WanDit& model, const SafetensorsFile& golden, const VerifyReport& report, Taps* taps) {
  const auto input = [&](const char* name) { return golden.read(name).to(report.device()); };
  WanDitOptions options;
  options.context = &report.context();
  if (taps != nullptr) {
    options.tap = [taps](std::string_view name, const at::Tensor& value) {
      (*taps)[std::string(name)] = value.detach().cpu().clone();
    };
  }
  at::Tensor image;
  if (golden.contains("in.encoder_hidden_states_image")) image = input("in.encoder_hidden_states_image");
  return model->forward(input("in.hidden_states"), input("in.timestep"), input("in.encoder_hidden_states"),
                        image, options);
}

void verify_dit(VerifyReport& report, const fs::path& folder) {
  const std::string name = folder.filename().string();
  const SafetensorsFile golden(folder / "forward.safetensors");
  Taps taps;
  {
    auto model = load_model<WanDit, WanDitConfig>(folder / "diffusers", wan_dit_family(), report);
    report.compare(name + " out.sample", run_dit(model, golden, report, &taps), golden.read("out.sample"),
                   kModelTolerance);
  }
  if (fs::exists(folder / "intermediates.safetensors")) {
    compare_taps(report, name, taps, SafetensorsFile(folder / "intermediates.safetensors"));
  }
  if (fs::is_directory(folder / "bf16")) {
    report.guard(name + " bf16", [&] { verify_dit_bf16(report, folder / "bf16", golden, name); });
  }
}

void verify_vae(VerifyReport& report, const fs::path& folder) {
  const std::string name = folder.filename().string();
  auto vae = load_model<WanVae, WanVaeConfig>(folder / "diffusers", wan_vae_family(), report);
  report.guard(name + "/clips", [&] { verify_vae_clips(report, vae, folder); });
  report.guard(name + "/intermediates", [&] {
    const fs::path file = folder / "intermediates.safetensors";
    if (!fs::exists(file)) return;
    const SafetensorsFile golden(file);
    const Taps taps = run_vae_taps(vae, golden, report);
    for (const std::string& key : golden.names()) {
      if (key.starts_with("in.")) continue;
      const auto found = taps.find(key);
      report.compare(name + "/" + key, found == taps.end() ? at::empty({0}) : found->second, golden.read(key),
                     kModelTolerance);
    }
  });
  report.guard(name + "/tiled", [&] { verify_vae_tiles(report, vae, folder); });
}

}  // namespace v4e
