// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/experiment/claims_model.h"

#include <torch/torch.h>

#include <map>

#include "core/base/error.h"
#include "core/checkpoints/formats/safetensors.h"
#include "core/pipelines/denoise.h"
#include "core/pipelines/held_end.h"
#include "core/training/tokenizer_training.h"

namespace v4e::training {
namespace {

namespace fs = std::filesystem;

/// As the small edit model's recipe: 2 measures errors in pixels, less asks for more fine detail.
constexpr double kDetailExponent = 1.6;

fs::path tokenizer_of(const fs::path& shared) {
  return shared / "tokenizer" / "spiece.model";
}

std::vector<double> statistics(const SafetensorsFile& file, const char* name) {
  const auto tensor = file.read(name);
  return {tensor.data_ptr<double>(), tensor.data_ptr<double>() + tensor.numel()};
}

}  // namespace

void make_shared_parts(const ClaimsSettings& settings, const LinearCodec& codec,
                       const std::vector<std::string>& texts, const fs::path& shared) {
  fs::create_directories(tokenizer_of(shared).parent_path());
  train_tokenizer(texts, settings.recipe.text_encoder.vocab_size, tokenizer_of(shared));
  save_safetensors(shared / "codec.safetensors",
                   {{"encoder_weight", codec.encoder_weight},
                    {"decoder_weight", codec.decoder_weight},
                    {"latents_mean", torch::tensor(codec.latents_mean, torch::kDouble)},
                    {"latents_std", torch::tensor(codec.latents_std, torch::kDouble)}});
}

ClaimsModel::ClaimsModel(const ClaimsSettings& settings, const fs::path& shared, std::uint64_t seed) {
  const SafetensorsFile file(shared / "codec.safetensors");
  const LinearCodec codec{file.read("encoder_weight").clone(), file.read("decoder_weight").clone(),
                          statistics(file, "latents_mean"), statistics(file, "latents_std")};
  auto recipe = settings.recipe;
  recipe.vae.latents_mean = codec.latents_mean;
  recipe.vae.latents_std = codec.latents_std;
  recipe.seed = seed;
  nano_ = NanoModel::random(recipe, tokenizer_of(shared));
  install(codec, nano_.vae);
  scheduler_ = make_scheduler(nano_.scheduler, "recipe: scheduler");
  scheduler_->set_timesteps(1);
  composite_ = std::make_unique<CompositeLoss>(nano_.vae, recipe.state_channels);
  parameters_ = std::make_unique<FlatParameters>(
      FlatParameters::NamedModules{{"dit", nano_.dit.get()}, {"text", nano_.text_encoder.get()}});
  state_ = last_frame_channels(*nano_.vae);
  V4E_ASSERT(state_.defined());
  const auto deviations = torch::tensor(codec.latents_std, torch::kDouble).pow(kDetailExponent);
  all_weights_ = (deviations / deviations.mean()).to(torch::kFloat);
  state_weights_ = torch::where(state_, all_weights_, 0);
  way_weights_ = torch::where(state_, 0, all_weights_);
}

void ClaimsModel::load_weights(const fs::path& file) {
  const auto stored = SafetensorsFile(file).read("values");
  if (stored.numel() != parameters_->values().numel())
    throw Error(ErrorCode::CheckpointMismatch, file.string() + " has the weights of a model of another size");
  const torch::NoGradGuard no_grad;
  parameters_->values().copy_(stored);
}

void ClaimsModel::save_weights(const fs::path& file) const {
  save_safetensors(file, {{"values", parameters_->values().detach()}});
}

at::Tensor ClaimsModel::encode(const at::Tensor& pictures) {
  const torch::NoGradGuard no_grad;
  return encode_clip(*nano_.vae, pictures * 2 - 1, {}, {});
}

at::Tensor ClaimsModel::decode(const at::Tensor& still, const at::Tensor& moving) {
  const torch::NoGradGuard no_grad;
  const auto whole = torch::cat({still.unsqueeze(2), moving}, 2);
  return ((nano_.vae->decode(nano_.vae->denormalize(whole)) + 1) / 2).clamp(0, 1).transpose(1, 2);
}

at::Tensor ClaimsModel::last_frame(const at::Tensor& moving) const {
  const torch::NoGradGuard no_grad;
  return ((composite_->last_frame(moving.narrow(2, 1, 1)) + 1) / 2).clamp(0, 1);
}

at::Tensor ClaimsModel::condition(Given given, const at::Tensor& still, const at::Tensor& end) const {
  const auto& vae = nano_.vae->config();
  auto made =
      torch::zeros({still.size(0), vae.temporal_factor() + vae.z_dim, 2, still.size(2), still.size(3)});
  if (given == Given::Nothing) return made;
  auto latents = made.narrow(1, vae.temporal_factor(), vae.z_dim);
  latents.copy_(still.unsqueeze(2).expand_as(latents));
  if (given == Given::FirstAndLast) {
    latents.select(2, 1).copy_(end);
    // Of the four frames of the last latent frame, the last one is known.
    made.select(1, vae.temporal_factor() - 1).select(1, 1).fill_(1);
  }
  return made;
}

at::Tensor ClaimsModel::end_of(const at::Tensor& still, const at::Tensor& moving) const {
  // The way of any photo that stands still is the same.
  return torch::where(state_.view({1, -1, 1, 1}), moving.select(2, 1), still);
}

at::Tensor ClaimsModel::with_end(const at::Tensor& moving, const at::Tensor& end) const {
  // What the last latent frame tells of the way stays.
  const auto last = torch::where(state_.view({1, -1, 1, 1}), end, moving.select(2, 1));
  return torch::stack({moving.select(2, 0), last}, 2);
}

at::Tensor ClaimsModel::cross_fade(const at::Tensor& still, const at::Tensor& end) {
  return torch::stack({(still + end) / 2, end}, 2);
}

at::Tensor ClaimsModel::encode_texts_once(const std::vector<std::string>& texts) {
  std::map<std::string, std::int64_t> places;
  std::vector<std::string> distinct;
  std::vector<std::int64_t> rows;
  for (const auto& text : texts) {
    const auto [place, is_new] = places.emplace(text, static_cast<std::int64_t>(distinct.size()));
    if (is_new) distinct.push_back(text);
    rows.push_back(place->second);
  }
  return nano_.encode_text(distinct).index_select(0, torch::tensor(rows, torch::kLong));
}

at::Tensor ClaimsModel::sample(const std::vector<std::string>& texts, const at::Tensor& condition,
                               const at::Tensor& noise, const Sampling& sampling) {
  const torch::NoGradGuard no_grad;
  DenoiseInputs inputs;
  inputs.prediction = nano_.sampling.prediction;
  inputs.prompt_embeds = encode_texts_once(texts);
  inputs.condition = condition;
  inputs.start = sampling.start;
  inputs.start_sigma = sampling.start_sigma;
  const auto grid = make_scheduler(nano_.scheduler, "recipe: scheduler");
  grid->set_timesteps(sampling.steps);
  SingleDenoiser denoiser(nano_.dit, 1);
  return denoise(denoiser, conditioning(), *grid, noise, inputs, {}, {}).latents;
}

}  // namespace v4e::training
