// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>

#include "core/base/error.h"
#include "core/library/model_sizes.h"
#include "core/nn/device.h"
#include "core/teaching/teach.h"

namespace v4e {
namespace {

constexpr std::int64_t kLargeWeights = 300'000'000;

int held_out_of(std::size_t pairs) {
  if (pairs < 10) return 1;
  return pairs < 20 ? 2 : pairs < 35 ? 3 : 5;
}

/// Latent frames that are denoised: of models that are given the photo on every frame the edit's alone.
std::int64_t tokens_of(const ModelSizes& sizes, std::int64_t area_px, bool has_photo_apart) {
  const std::int64_t side = std::max(1, sizes.token_px);
  return (has_photo_apart ? 1 : 2) * std::max<std::int64_t>(1, area_px / (side * side));
}

/// Multiplications and additions a second of products like the model's.
double measured_rate(const at::Device& device, at::ScalarType dtype, std::int64_t width) {
  using Clock = std::chrono::steady_clock;
  constexpr std::int64_t kRows = 384;
  constexpr double kSeconds = 0.1;
  const auto options = at::TensorOptions().device(device).dtype(dtype);
  const auto rows = at::ones({kRows, width}, options);
  const auto weights = at::ones({width, 2 * width}, options);
  const auto product = [&] { return at::mm(rows, weights)[0][0].item<float>(); };  // waits for the device
  product();
  const auto start = Clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  int count = 0;
  for (; count == 0 || elapsed() < kSeconds; ++count) product();
  return 4.0 * kRows * static_cast<double>(width * width) * count / elapsed();
}

/// Forward and backward of a step, gradients of the weights included: a LoRA's come out of them.
double operations_of_step(const ModelSizes& sizes, double tokens, int batch_size) {
  const double attention =
      12.0 * static_cast<double>(sizes.blocks * sizes.width) * tokens * tokens * batch_size;
  return 6.0 * static_cast<double>(sizes.transformer) * tokens * batch_size + attention;
}

/// Of the products' rate, what a step reaches with all that is between them; measured with the embedded
/// model.
constexpr double kStepEfficiency = 0.35;
constexpr double kSecondsPerPair = 0.6;  ///< opening, fitting and encoding, for a photo of 12 megapixels

std::int64_t bytes_of(const ModelSizes& sizes, const TeachingSettings& settings, std::int64_t tokens) {
  // The transformer in fp32, and as it is multiplied, in 16 bits; its VAE.
  const std::int64_t weights = sizes.transformer * (4 + 2) + sizes.vae * 4;
  // What a block keeps for the way back: about sixteen values of a token's width and three of the hidden.
  const std::int64_t activations = settings.batch_size * tokens * std::max<std::int64_t>(1, sizes.blocks) *
                                   (16 * sizes.width + 3 * sizes.hidden_width) * 4;
  // While the pairs are encoded, the encoders in fp32 are there instead.
  constexpr std::int64_t kProgram = 500'000'000;  ///< LibTorch itself, and a photo of 24 megapixels in floats
  return std::max(weights + activations, sizes.encoders() * 4 + sizes.vae * 4) + kProgram;
}

}  // namespace

TeachingSettings teaching_settings(const ModelDescription& model, std::size_t pairs) {
  TeachingSettings settings;
  settings.held_out = held_out_of(pairs);
  // Few pairs have more views each; a round of more pairs is longer.
  settings.views = pairs < 10 ? 12 : pairs < 25 ? 8 : 6;
  settings.steps = pairs < 10 ? 160 : pairs < 25 ? 200 : 240;
  if (model.wants_short_captions()) return settings;
  settings.views = 4;
  settings.steps = 500;
  settings.batch_size = 1;
  settings.learning_rate = 1e-4;
  settings.area_px = std::min<std::int64_t>(model.working_area_px, 256 * 1024);
  return settings;
}

TeachingPlan plan_teaching(const ModelDescription& model, std::size_t pairs) {
  TeachingPlan plan;
  if (pairs < kFewestPairs) {
    plan.refusal = TeachingPlan::Refusal::TooFewPairs;
    return plan;
  }
  if (!model.paths.transformer_2.empty()) {
    plan.refusal = TeachingPlan::Refusal::Model;
    plan.detail = "a model with two experts cannot be taught yet; choose one with one transformer";
    return plan;
  }
  const ModelSizes sizes = measure_model(model.paths);
  const TeachingSettings settings = teaching_settings(model, pairs);
  const at::Device device = parse_device("auto");
  const std::int64_t tokens = tokens_of(sizes, settings.area_px, model.wants_short_captions());
  plan.held_out = settings.held_out;
  plan.needs_bytes = bytes_of(sizes, settings, tokens);
  plan.free_bytes = free_memory(device);
  const double rate =
      measured_rate(device, parse_dtype("auto", device), std::max<std::int64_t>(64, sizes.width));
  plan.seconds = settings.steps *
                     operations_of_step(sizes, static_cast<double>(tokens), settings.batch_size) /
                     (rate * kStepEfficiency) +
                 kSecondsPerPair * static_cast<double>(pairs);
  if (sizes.transformer > kLargeWeights) {
    // Encoding is the VAE's work then: about what a step takes, for each view.
    plan.seconds *= 1.0 + static_cast<double>(settings.views * static_cast<int>(pairs)) / settings.steps;
  }
  if (plan.free_bytes > 0 && plan.needs_bytes > plan.free_bytes) plan.refusal = TeachingPlan::Refusal::Memory;
  return plan;
}

}  // namespace v4e
