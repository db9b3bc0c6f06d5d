// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/nano_model.h"

#include <torch/torch.h>

#include <nlohmann/json.hpp>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/checkpoints/load_state.h"
#include "core/models/umt5/keys.h"
#include "core/models/wan_dit/keys.h"
#include "core/nn/placeholder.h"
#include "core/pipelines/denoise.h"
#include "core/pipelines/noise.h"
#include "core/pipelines/prompt.h"

namespace v4e::training {
namespace {

/// Name of a component's weights as diffusers or transformers call it.
std::filesystem::path weights_path(const std::filesystem::path& folder, const std::string& component) {
  return folder / component /
         (component == "text_encoder" ? "model.safetensors" : "diffusion_pytorch_model.safetensors");
}

void save_component(const std::filesystem::path& folder, const std::string& component,
                    const nlohmann::json& config, const torch::nn::Module& module, at::ScalarType dtype) {
  std::filesystem::create_directories(folder / component);
  write_json_file(folder / component / "config.json", config);
  std::vector<std::pair<std::string, at::Tensor>> tensors;
  for (const auto& [name, tensor] : state_of(module)) tensors.emplace_back(name, tensor.detach().to(dtype));
  save_safetensors(weights_path(folder, component), tensors);
}

}  // namespace

NanoModel NanoModel::random(const Recipe& recipe, const std::filesystem::path& tokenizer_file) {
  NanoModel model;
  model.vae = WanVae(recipe.vae);
  model.dit = WanDit(recipe.dit);
  model.text_encoder = Umt5Encoder(recipe.text_encoder);
  initialize_parameters(*model.vae, recipe.seed);
  initialize_parameters(*model.dit, recipe.seed + 1);
  initialize_parameters(*model.text_encoder, recipe.seed + 2);
  model.sampling = recipe.sampling;
  const ModelKind kind = kind_of(recipe.dit, recipe.sampling, recipe.vae, "recipe: transformer");
  model.conditioning = make_conditioning(kind, recipe.vae, recipe.dit.patch_size);
  model.scheduler = recipe.scheduler;
  const torch::NoGradGuard no_grad;
  // Starts as "nothing changes", from where gentle edits are near.
  auto parameters = model.dit->named_parameters();
  parameters["proj_out.weight"].zero_();
  parameters["proj_out.bias"].zero_();
  model.tokenizer = std::make_shared<Tokenizer>(Tokenizer::open_model(tokenizer_file));
  return model;
}

void NanoModel::load_transformer(const std::filesystem::path& folder) {
  const auto load_one = [&](torch::nn::Module& module, const std::string& component,
                            const WeightFamily& family) {
    LoadOptions options;
    options.dtype = at::kFloat;
    const auto reader = open_checkpoint(folder / component, family);
    load_state(module, *reader, options);
    // Loaded weights may be views of the file; training needs memory of its own.
    const torch::NoGradGuard no_grad;
    for (auto& parameter : module.parameters()) parameter.set_data(parameter.detach().clone());
  };
  load_one(*dit, "transformer", wan_dit_family());
  load_one(*text_encoder, "text_encoder", umt5_family());
}

void NanoModel::save(const std::filesystem::path& folder, at::ScalarType dtype) const {
  save_component(folder, "vae", vae->config().to_json(), *vae, dtype);
  nlohmann::json transformer = dit->config().to_json();
  sampling.add_to(transformer);
  save_component(folder, "transformer", transformer, *dit, dtype);
  save_component(folder, "text_encoder", text_encoder->config().to_json(), *text_encoder, dtype);
}

at::Tensor NanoModel::condition(const at::Tensor& photos) const {
  const KnownFrames known{.first_image = photos, .last_image = {}, .num_frames = num_frames()};
  WanVae encoder = vae;
  return conditioning->encode(*encoder, known, {}, {});
}

at::Tensor NanoModel::noise(std::int64_t count, std::int64_t size_px, std::uint64_t seed) const {
  const ClipSize size{.num_frames = num_frames(), .height = size_px, .width = size_px};
  return draw_noise(conditioning->noise_shape(size, count), seed).squeeze(2);
}

at::Tensor NanoModel::encode_text(const std::vector<std::string>& texts) {
  return encode_texts(text_encoder, *tokenizer, texts, dit->config().text_len);
}

at::Tensor NanoModel::sample(const std::vector<std::string>& texts, const at::Tensor& condition,
                             const at::Tensor& noise, int sampling_steps) {
  const torch::NoGradGuard no_grad;
  DenoiseInputs inputs;
  inputs.prediction = sampling.prediction;
  inputs.prompt_embeds = encode_text(texts);
  inputs.condition = conditioning->denoised_part(condition);
  const auto steps = make_scheduler(scheduler, "recipe: scheduler");
  steps->set_timesteps(sampling_steps);
  SingleDenoiser denoiser(dit, 1);
  return denoise(denoiser, *conditioning, *steps, noise, inputs, {}, {}).latents;
}

at::Tensor NanoModel::edit(const std::vector<std::string>& texts, const at::Tensor& photos,
                           const at::Tensor& noise, int sampling_steps) {
  const torch::NoGradGuard no_grad;
  const at::Tensor known = condition(photos.to(device));
  return conditioning->whole_clip(sample(texts, known, noise.unsqueeze(2).to(device), sampling_steps), known);
}

}  // namespace v4e::training
