// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/pipelines/video_pipeline.h"
#include "core/verify/reference_picture.h"
#include "core/verify/verify_report.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

constexpr double kPipelineTolerance = 1e-4;

ComponentPaths component_paths(const fs::path& root, const nlohmann::json& json) {
  ComponentPaths paths;
  // "dit_i2v", or "dit_i2v weights, pipelines/other_config.json".
  const std::string transformer = json.at("transformer");
  const std::size_t end = transformer.find(" weights, ");
  paths.transformer = root / transformer.substr(0, end) / "diffusers";
  if (end != std::string::npos) paths.transformer_config = root / transformer.substr(end + 10);
  if (json.contains("transformer_2") && json.at("transformer_2").is_string())
    paths.transformer_2 = root / json.at("transformer_2").get<std::string>() / "diffusers";
  SamplingConfig sampling;
  sampling.read_index(json, "cases.json");
  paths.expand_timesteps = sampling.expand_timesteps;
  paths.part_masks = sampling.part_masks;
  paths.boundary_ratio = sampling.boundary_ratio;
  paths.vae = root / json.value("vae", "vae") / "diffusers";
  paths.text_encoder = root / "umt5/hf";
  paths.tokenizer = root / "tokenizer";
  paths.image_encoder = root / "clip/hf";
  const bool euler = json.at("scheduler") == "FlowMatchEulerDiscreteScheduler";
  paths.scheduler =
      root / "schedulers" / (euler ? "scheduler_config_euler.json" : "scheduler_config_unipc.json");
  return paths;
}

VideoRequest make_request(const fs::path& root, const nlohmann::json& json, const SafetensorsFile& golden) {
  VideoRequest request;
  request.prompt = json.at("prompt");
  request.negative_prompt = json.value("negative_prompt", "");
  if (json.at("image").is_string())
    request.image = read_reference_picture(root / json.at("image").get<std::string>());
  if (json.contains("last_image") && json.at("last_image").is_string()) {
    request.last_image = read_reference_picture(root / json.at("last_image").get<std::string>());
  }
  request.num_frames = json.at("num_frames");
  request.height = json.at("height");
  request.width = json.at("width");
  request.num_inference_steps = json.at("steps");
  request.guidance_scale = json.at("guidance_scale");
  if (json.contains("guidance_scale_2") && json.at("guidance_scale_2").is_number())
    request.guidance_scale_2 = json.at("guidance_scale_2").get<double>();
  request.shift = json.at("flow_shift").get<double>();
  request.noise = golden.read("in.latents");
  if (json.value("enable_temporal_reasoning", false)) {
    request.reasoning_steps = json.at("num_temporal_reasoning_steps").get<std::int64_t>();
  }
  return request;
}

/// Stages that have a stored result, each computed from the request alone.
void verify_stages(VerifyReport& report, VideoPipeline& pipeline, const VideoRequest& request,
                   const SafetensorsFile& golden, const std::string& name) {
  const auto compare = [&](const char* key, const at::Tensor& actual) {
    report.compare(name + " " + key, actual, golden.read(key), kPipelineTolerance);
  };
  const auto compare_text = [&](const char* key, const std::string& prompt) {
    if (!golden.contains(key)) return;
    const at::Tensor expected = golden.read(key);  // cut behind its first row of zeros
    const at::Tensor embeds = pipeline.encode_prompt(prompt, report.context());
    compare(key, embeds.narrow(1, 0, std::min(embeds.size(1), expected.size(1))));
  };
  compare_text("mid.prompt_embeds", request.prompt);
  compare_text("mid.negative_prompt_embeds", request.negative_prompt);
  if (golden.contains("mid.image_embeds")) {
    compare("mid.image_embeds", pipeline.encode_image(request, report.context()));
  }
}

/// Steps that have stored results, as they come.
StepCallback compare_steps(VerifyReport& report, const SafetensorsFile& golden, const std::string& name) {
  return [&report, &golden, name](const StepReport& step) {
    const std::string prefix = "step" + std::to_string(step.step_index) + ".";
    const auto compare = [&](const char* what, const at::Tensor& actual) {
      if (actual.defined() && golden.contains(prefix + what)) {
        report.compare(name + " " + prefix + what, actual, golden.read(prefix + what), kPipelineTolerance);
      }
    };
    compare("model_input", step.model_input);
    compare("cond", step.conditional);
    compare("uncond", step.unconditional);
    compare("latents", step.latents);
    return StepDecision::Continue;
  };
}

void verify_case(VerifyReport& report, const fs::path& root, const std::string& folder,
                 const std::string& key, const nlohmann::json& json) {
  const std::string name = folder + "/" + key;
  const SafetensorsFile golden(root / folder / (key + ".safetensors"));
  Components components(component_paths(root, json), {.device = report.device()});
  VideoRequest request = make_request(root, json, golden);
  VideoPipeline pipeline(components);
  verify_stages(report, pipeline, request, golden, name);
  at::Tensor sampled;
  request.on_step = [compare = compare_steps(report, golden, name), &sampled](const StepReport& step) {
    sampled = step.latents;
    return compare(step);
  };
  const VideoResult result = pipeline.run(request, report.context());
  if (golden.contains("mid.condition")) {
    report.compare(name + " mid.condition", result.condition, golden.read("mid.condition"), kPipelineTolerance);
  }
  // The reference notes these down before it puts the photo's frame back; the video is of both.
  const bool holds_photo = json.value("expand_timesteps", false);
  report.compare(name + " out.latents", holds_photo ? sampled : result.latents, golden.read("out.latents"),
                 kPipelineTolerance);
  constexpr double kVideoTolerance = 2e-4;
  report.compare(name + " out.video", result.video, golden.read("out.video"), kVideoTolerance,
                 VerifyReport::Measure::Absolute);
}

}  // namespace

void verify_pipelines(VerifyReport& report, const fs::path& root, const std::string& folder) {
  const auto cases = read_json_file(root / folder / "cases.json");
  for (const auto& [key, json] : cases.items()) {
    const std::string name = folder + "/" + key;
    report.guard(name, [&, &key = key, &json = json] { verify_case(report, root, folder, key, json); });
  }
}

}  // namespace v4e
