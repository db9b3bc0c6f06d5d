// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/vae_objective.h"

#include <ATen/CPUGeneratorImpl.h>
#include <torch/torch.h>

#include "core/training/seeded_noise.h"

namespace v4e::training {
namespace {

// Deviations of a normalised latent. In use the decoder gets the transformer's latents, which are a little
// off; having met such errors it smooths them instead of showing the seams of the blocks.
constexpr double kMostLatentNoise = 0.25;

}  // namespace

VaeObjective::VaeObjective(NanoModel& model, const TripletMaker& maker, const StageRecipe& recipe,
                           std::uint64_t seed)
    : model_(model), maker_(maker), recipe_(recipe), seed_(seed) {}

at::Tensor VaeObjective::video(std::int64_t size_px, std::int64_t count, bool heldout,
                               std::uint64_t seed) const {
  const auto& config = model_.vae->config();
  const auto side = size_px / config.spatial_factor();
  const auto noise = seeded_noise({count, config.z_dim, side, side}, seed);
  TripletOptions options;
  options.size_px = size_px;
  options.heldout = heldout;
  return maker_.batch(options, noise, seed).video.to(model_.device);
}

at::Tensor VaeObjective::loss(std::int64_t step) {
  const auto& phase = recipe_.phase_at(step);
  const auto seed = mixed_seed(seed_, static_cast<std::uint64_t>(step));
  const auto clip = video(phase.size_px, phase.batch_size, false, seed);
  at::Tensor latents;
  {
    const torch::NoGradGuard no_grad;
    const auto clean = model_.vae->normalize(model_.vae->encode(clip));
    const auto level = (kMostLatentNoise * torch::rand({clip.size(0), 1, 1, 1, 1},
                                                       at::make_generator<at::CPUGeneratorImpl>(seed)))
                           .to(clean.device());
    const auto noise = seeded_noise(clean.sizes(), mixed_seed(seed, 1)).to(clean.device());
    latents = model_.vae->denormalize(clean + level * noise);
  }
  VaeOptions options;
  options.clamp = false;
  const auto difference = model_.vae->decode(latents, options) - clip;
  const auto last = difference.select(2, 4);
  return difference.abs().mean() + last.abs().mean() +
         2 * (difference.square().mean() + last.square().mean());
}

double VaeObjective::heldout_error() {
  const torch::NoGradGuard no_grad;
  const auto clip = video(128, 16, true, mixed_seed(kHeldoutStream, 0));
  const auto difference = (model_.vae->decode(model_.vae->encode(clip)) - clip) / 2;
  return 0.5 *
         (difference.select(2, 0).square().mean() + difference.select(2, 4).square().mean()).item<double>();
}

}  // namespace v4e::training
