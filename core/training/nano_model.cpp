// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/nano_model.h"

#include <torch/types.h>

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

/// The input weights [D, C, …] of a transformer with more channels behind: zeros there. Where regions are new
/// to it, nothing has ever come in through the mask of a frame that is made, so its weights are still those
/// of a random start.
at::Tensor widened(const at::Tensor& weight, std::int64_t channels, const WanVaeConfig& vae,
                   bool learns_regions) {
  auto wide = at::constant_pad_nd(weight, {0, 0, 0, 0, 0, 0, 0, channels - weight.size(1)});
  if (learns_regions) wide.narrow(1, vae.z_dim, vae.temporal_factor()).zero_();
  return wide;
}

/// Copies weights into a transformer of the same sizes that may have a region's channels and depthwise
/// convolutions on top.
void take_over(WanDitImpl& into, WanDitImpl& from, const WanVaeConfig& vae, bool learns_regions,
               const std::string& origin) {
  const torch::NoGradGuard no_grad;
  const auto stored = from.named_parameters();
  for (auto& item : into.named_parameters()) {
    const auto& name = item.key();
    const auto* found = stored.find(name);
    at::Tensor value = found != nullptr ? found->detach() : at::zeros_like(item.value());
    if (name == "patch_embedding.weight" && value.size(1) <= item.value().size(1))
      value = widened(value, item.value().size(1), vae, learns_regions);
    if ((found == nullptr && !name.ends_with(".depthwise")) || value.sizes() != item.value().sizes()) {
      throw Error(
          ErrorCode::CheckpointMismatch,
          origin + ": " + name + " does not fit the recipe's transformer, " + c10::str(item.value().sizes()));
    }
    item.value().set_data(value.to(item.value().device(), /*non_blocking=*/false, /*copy=*/true));
  }
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
    options.device = module.parameters().front().device();
    const auto reader = open_checkpoint(folder / component, family);
    load_state(module, *reader, options);
  };
  const auto path = folder / "transformer" / "config.json";
  const auto config = read_json_file(path);
  WanDit stored(WanDitConfig::from_json(config, path.string()));
  load_one(*stored, "transformer", wan_dit_family());
  const bool learns_regions =
      sampling.region_channels > 0 && SamplingConfig::from_json(config, path.string()).region_channels == 0;
  take_over(*dit, *stored, vae->config(), learns_regions, folder.string());
  load_one(*text_encoder, "text_encoder", umt5_family());
  // Loaded weights may be views of the file; training needs memory of its own.
  const torch::NoGradGuard no_grad;
  for (auto& parameter : text_encoder->parameters()) parameter.set_data(parameter.detach().clone());
}

void NanoModel::save(const std::filesystem::path& folder, at::ScalarType dtype) const {
  save_component(folder, "vae", vae->config().to_json(), *vae, dtype);
  nlohmann::json transformer = dit->config().to_json();
  sampling.add_to(transformer);
  save_component(folder, "transformer", transformer, *dit, dtype);
  save_component(folder, "text_encoder", text_encoder->config().to_json(), *text_encoder, dtype);
}

KnownFrames NanoModel::known(const Source& source) const {
  const auto placed = [&](const at::Tensor& tensor) { return tensor.defined() ? tensor.to(device) : tensor; };
  return {.first_image = placed(source.photos),
          .last_image = {},
          .num_frames = num_frames(),
          .region = placed(source.region),
          .shown = placed(source.shown)};
}

at::Tensor NanoModel::condition(const Source& source) const {
  WanVae encoder = vae;
  return conditioning->encode(*encoder, known(source), {}, {});
}

HeldOutside NanoModel::outside(const Source& source, const at::Tensor& noise) const {
  WanVae encoder = vae;
  return photo_outside(*conditioning, *encoder, known(source), noise.to(device), {}, {});
}

at::Tensor NanoModel::noise(std::int64_t count, std::int64_t size_px, std::uint64_t seed) const {
  const ClipSize size{.num_frames = num_frames(), .height = size_px, .width = size_px};
  return draw_noise(conditioning->noise_shape(size, count), seed).squeeze(2);
}

at::Tensor NanoModel::encode_text(const std::vector<std::string>& texts) {
  return encode_texts(text_encoder, *tokenizer, texts, dit->config().text_len);
}

at::Tensor NanoModel::sample(const std::vector<std::string>& texts, const at::Tensor& condition,
                             const at::Tensor& noise, int sampling_steps, const HeldOutside& outside) {
  const torch::NoGradGuard no_grad;
  DenoiseInputs inputs;
  inputs.outside = outside;
  inputs.prediction = sampling.prediction;
  inputs.prompt_embeds = encode_text(texts);
  inputs.condition = conditioning->denoised_part(condition);
  const auto steps = make_scheduler(scheduler, "recipe: scheduler");
  steps->set_timesteps(sampling_steps);
  SingleDenoiser denoiser(dit, 1);
  return denoise(denoiser, *conditioning, *steps, noise, inputs, {}, {}).latents;
}

at::Tensor NanoModel::edit(const std::vector<std::string>& texts, const Source& source,
                           const at::Tensor& noise, int sampling_steps) {
  const torch::NoGradGuard no_grad;
  const at::Tensor condition = this->condition(source);
  const at::Tensor start = noise.unsqueeze(2).to(device);
  return conditioning->whole_clip(sample(texts, condition, start, sampling_steps, outside(source, start)),
                                  condition);
}

}  // namespace v4e::training
