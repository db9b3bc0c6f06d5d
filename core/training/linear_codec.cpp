// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/linear_codec.h"

#include <torch/types.h>

#include <cmath>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"

namespace v4e::training {
namespace {

constexpr std::int64_t kChunkStates = 4;  // frames of a chunk; the fifth below is the frame before it

/// video [B, 3, 5, H, W] -> blocks [N, 5, 3 * side * side], inner order channel, y, x.
at::Tensor to_blocks(const at::Tensor& video, std::int64_t side) {
  const auto b = video.size(0);
  const auto rows = video.size(3) / side;
  const auto columns = video.size(4) / side;
  return video.view({b, 3, 5, rows, side, columns, side})
      .permute({0, 3, 5, 2, 1, 4, 6})
      .reshape({b * rows * columns, 5, 3 * side * side});
}

/// Orthonormal rows [count, D] that span most of the samples' energy [N, D].
at::Tensor principal_basis(const at::Tensor& samples, std::int64_t count) {
  const auto covariance = samples.t().to(torch::kDouble).matmul(samples.to(torch::kDouble)) / samples.size(0);
  const auto [values, vectors] = at::linalg_eigh(covariance);  // ascending
  return vectors.slice(1, vectors.size(1) - count).flip(1).t().to(torch::kFloat).contiguous();
}

/// The frames on the straight line between the first and the last of five: samples [N, 5, D] -> [N, 3, D].
at::Tensor straight_line(const at::Tensor& samples) {
  const auto share = torch::tensor({0.25F, 0.5F, 0.75F}).view({1, 3, 1});
  return samples.select(1, 0).unsqueeze(1) * (1 - share) + samples.select(1, 4).unsqueeze(1) * share;
}

struct Bases {
  at::Tensor state;  ///< [S, D] for a chunk's last frame
  at::Tensor way;    ///< [Z - S, 3 * D] for what the frames between differ from the straight line
};

at::Tensor encoder_weight(const Bases& bases) {
  const auto d = bases.state.size(1);
  const auto s = bases.state.size(0);
  const auto w = bases.way.size(0);
  auto weight = torch::zeros({s + w, kChunkStates + 1, d});
  weight.slice(0, 0, s).select(1, 4).copy_(bases.state);
  for (std::int64_t k = 1; k < kChunkStates; ++k) {
    const auto part = bases.way.slice(1, (k - 1) * d, k * d);  // [w, D]
    const double share = static_cast<double>(k) / kChunkStates;
    weight.slice(0, s).select(1, k).add_(part);
    weight.slice(0, s).select(1, 0).sub_(part * (1 - share));
    weight.slice(0, s).select(1, 4).sub_(part * share);
  }
  return weight.view({s + w, (kChunkStates + 1) * d});
}

at::Tensor decoder_weight(const Bases& bases) {
  const auto d = bases.state.size(1);
  const auto s = bases.state.size(0);
  const auto z = s + bases.way.size(0);
  auto weight = torch::zeros({kChunkStates, d, 2 * z});  // inputs: latent before, latent of this chunk
  for (std::int64_t k = 1; k <= kChunkStates; ++k) {
    const double share = static_cast<double>(k) / kChunkStates;
    auto frame = weight[k - 1];
    frame.slice(1, 0, s).copy_(bases.state.t() * (1 - share));
    frame.slice(1, z, z + s).copy_(bases.state.t() * share);
    if (k < kChunkStates) frame.slice(1, z + s).copy_(bases.way.slice(1, (k - 1) * d, k * d).t());
  }
  return weight.view({kChunkStates * d, 2 * z, 1, 1});
}

void set_parameter(torch::nn::Module& module, const std::string& name, const at::Tensor& value) {
  auto parameters = module.named_parameters();
  auto* parameter = parameters.find(name);
  V4E_ASSERT(parameter != nullptr && parameter->numel() == value.numel());
  parameter->set_data(value.view(parameter->sizes()).contiguous());
}

}  // namespace

LinearCodec fit_linear_codec(const WanVaeConfig& config, const LinearCodecOptions& options,
                             const std::function<at::Tensor()>& next_video) {
  const torch::NoGradGuard no_grad;
  std::vector<at::Tensor> blocks;
  for (std::int64_t count = 0; count < options.video_count;) {
    const auto video = next_video().cpu();
    count += video.size(0);
    blocks.push_back(to_blocks(video, config.spatial_factor()));
  }
  const auto samples = torch::cat(blocks);  // [N, 5, D]
  const auto edits = samples.select(1, 4);
  const auto ways = (samples.slice(1, 1, 4) - straight_line(samples)).flatten(1);
  Bases bases;
  bases.state = principal_basis(torch::cat({samples.select(1, 0), edits}), options.state_channels);
  bases.way = principal_basis(ways, config.z_dim - options.state_channels);

  LinearCodec codec;
  codec.encoder_weight = encoder_weight(bases);
  codec.decoder_weight = decoder_weight(bases);
  const auto latents = torch::cat({edits.matmul(bases.state.t()), ways.matmul(bases.way.t())}, 1);
  const auto mean = latents.mean(0).to(torch::kDouble).contiguous();
  const auto deviation = latents.std(0).clamp_min(1e-3).to(torch::kDouble).contiguous();
  codec.latents_mean.assign(mean.data_ptr<double>(), mean.data_ptr<double>() + mean.numel());
  codec.latents_std.assign(deviation.data_ptr<double>(), deviation.data_ptr<double>() + deviation.numel());
  return codec;
}

LinearCodec read_linear_codec(const std::filesystem::path& vae_folder, const WanVaeConfig& config) {
  const auto json = read_json_file(vae_folder / "config.json");
  const auto own = WanVaeConfig::from_json(json, (vae_folder / "config.json").string());
  const auto reader = open_checkpoint(vae_folder);
  const auto read = [&](const char* name, at::IntArrayRef shape) {
    auto weight = reader->read(name).to(torch::kFloat).clone();
    if (weight.sizes() == shape) return weight;
    throw Error(ErrorCode::CheckpointMismatch, vae_folder.string() + ": " + name + " has the shape " +
                                                   c10::str(weight.sizes()) + ", the recipe's " +
                                                   c10::str(shape));
  };
  const auto pixels = config.picture_channels() * config.spatial_factor() * config.spatial_factor();
  LinearCodec codec;
  codec.encoder_weight = read("encoder.shortcut.weight", {config.z_dim, (kChunkStates + 1) * pixels});
  codec.decoder_weight = read("decoder.shortcut.weight", {kChunkStates * pixels, 2 * config.z_dim, 1, 1});
  codec.latents_mean = own.latents_mean;
  codec.latents_std = own.latents_std;
  return codec;
}

void install(const LinearCodec& codec, WanVae& vae) {
  set_parameter(*vae, "encoder.shortcut.weight", codec.encoder_weight);
  set_parameter(*vae, "encoder.shortcut.bias", torch::zeros({codec.encoder_weight.size(0)}));
  set_parameter(*vae, "decoder.shortcut.weight", codec.decoder_weight);
  set_parameter(*vae, "decoder.shortcut.bias", torch::zeros({codec.decoder_weight.size(0)}));
  if (vae->config().linear_decoder) return;
  // The components' deviations differ by orders of magnitude; the convolutions start from equal ones.
  const auto deviation = torch::tensor(codec.latents_std, torch::kFloat).view({1, -1, 1, 1, 1});
  const auto first = vae->named_parameters()["decoder.conv_in.weight"].detach();
  set_parameter(*vae, "decoder.conv_in.weight", first / deviation);
}

}  // namespace v4e::training
