// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/nano_model.h"

#include <ATen/CPUGeneratorImpl.h>
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
  model.vae->initialise(at::make_generator<at::CPUGeneratorImpl>(recipe.seed));
  model.dit = WanDit(recipe.dit);
  model.text_encoder = Umt5Encoder(recipe.text_encoder);
  initialize_parameters(*model.dit, recipe.seed + 1);
  initialize_parameters(*model.text_encoder, recipe.seed + 2);
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
  save_component(folder, "transformer", dit->config().to_json(), *dit, dtype);
  save_component(folder, "text_encoder", text_encoder->config().to_json(), *text_encoder, dtype);
}

at::Tensor NanoModel::source_latents(const at::Tensor& photos) {
  const auto still = photos.unsqueeze(2).expand({-1, -1, 1 + vae->config().temporal_factor(), -1, -1});
  return vae->normalize(vae->encode(still)).slice(2, 1, 2);
}

at::Tensor NanoModel::encode_text(const std::vector<std::string>& texts) {
  const auto text_len = dit->config().text_len;
  const auto count = static_cast<std::int64_t>(texts.size());
  auto ids = torch::zeros({count, text_len}, torch::kLong);
  auto mask = torch::zeros({count, text_len}, torch::kLong);
  for (std::int64_t i = 0; i < count; ++i) {
    const auto text = tokenizer->encode(texts[static_cast<std::size_t>(i)], text_len);
    ids[i].copy_(torch::tensor(text.token_ids));
    mask[i].copy_(torch::tensor(text.attention_mask));
  }
  ids = ids.to(device);
  mask = mask.to(device);
  return text_encoder->forward(ids, mask) * mask.unsqueeze(2);
}

}  // namespace v4e::training
