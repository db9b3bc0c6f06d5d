// SPDX-License-Identifier: GPL-3.0-or-later
// Times the engine on a model and inputs that make_model.py wrote:
//   v4e_benchmark FOLDER INPUTS fp32|bf16 THREADS STEPS RESULT [Google Benchmark's options]
// INPUTS names FOLDER/INPUTS.safetensors and .png; the last result is written to RESULT, so that it can be
// compared with the other program's.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <benchmark/benchmark.h>
#include <c10/core/InferenceMode.h>

#include <cstdio>
#include <filesystem>
#include <string>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/library/model_folder.h"
#include "core/pipelines/video_pipeline.h"
#include "core/verify/reference_picture.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

struct Setting {
  fs::path folder;
  std::string inputs;
  at::ScalarType dtype = at::kFloat;
  int steps = 1;
  fs::path result;

  [[nodiscard]] Components components() const {
    ComponentOptions options;
    options.dtype = dtype;
    options.vae_dtype = dtype;
    return {read_model_folder(folder / "model").paths, options};
  }
  [[nodiscard]] SafetensorsFile tensors() const {
    return SafetensorsFile(folder / (inputs + ".safetensors"));
  }
};

/// Runs `work` as often as asked for and keeps its last tensor.
template <typename Work>
void measure(benchmark::State& state, const Setting& setting, const Work& work) {
  const c10::InferenceMode mode;
  at::Tensor result;
  for ([[maybe_unused]] auto run : state) result = work();
  save_safetensors(setting.result, {{"result", result.to(at::kFloat)}});
}

void dit_forward(benchmark::State& state, const Setting& setting) {
  Components components = setting.components();
  const SafetensorsFile tensors = setting.tensors();
  WanDit& transformer = components.transformer();
  measure(state, setting, [&] {
    return transformer->forward(tensors.read("dit.latents"), tensors.read("dit.timestep"),
                                tensors.read("dit.prompt_embeds"), tensors.read("dit.image_embeds"));
  });
}

void vae_encode(benchmark::State& state, const Setting& setting) {
  Components components = setting.components();
  WanVae& vae = components.vae();
  const at::Tensor video = setting.tensors().read("vae.video").to(vae->parameters().front().scalar_type());
  measure(state, setting, [&] { return vae->encode(video); });
}

void vae_decode(benchmark::State& state, const Setting& setting) {
  Components components = setting.components();
  WanVae& vae = components.vae();
  const at::Tensor latents =
      setting.tensors().read("vae.latents").to(vae->parameters().front().scalar_type());
  measure(state, setting, [&] { return vae->decode(latents); });
}

void image_to_video(benchmark::State& state, const Setting& setting) {
  Components components = setting.components();
  VideoPipeline pipeline(components);
  VideoRequest request;
  request.prompt = "day slowly turns into night";
  request.image = read_reference_picture(setting.folder / (setting.inputs + ".png"));
  request.height = request.image.size(0);
  request.width = request.image.size(1);
  request.num_inference_steps = setting.steps;
  request.guidance_scale = 1;
  measure(state, setting, [&] { return pipeline.run(request).video; });
}

int main_of_benchmark(int argc, char** argv) {
  if (argc < 7) {
    std::fputs("v4e_benchmark FOLDER INPUTS fp32|bf16 THREADS STEPS RESULT [OPTIONS]\n", stderr);
    return 2;
  }
  at::set_num_threads(std::stoi(argv[4]));
  const Setting setting{argv[1], argv[2], std::string(argv[3]) == "bf16" ? at::kBFloat16 : at::kFloat,
                        std::stoi(argv[5]), argv[6]};
  const std::pair<const char*, void (*)(benchmark::State&, const Setting&)> all[] = {
      {"dit_forward", dit_forward},
      {"vae_encode", vae_encode},
      {"vae_decode", vae_decode},
      {"image_to_video", image_to_video}};
  for (const auto& [name, function] : all) {
    benchmark::RegisterBenchmark(
        name, [function = function, &setting](benchmark::State& state) { function(state, setting); })
        ->Unit(benchmark::kSecond)
        ->UseRealTime()
        ->Iterations(1);
  }
  argv[6] = argv[0];
  int rest = argc - 6;
  benchmark::Initialize(&rest, argv + 6);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace v4e

int main(int argc, char** argv) {
  try {
    return v4e::main_of_benchmark(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "v4e_benchmark: %s\n", error.what());
    return 1;
  }
}
