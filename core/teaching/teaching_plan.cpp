// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/error.h"
#include "core/library/model_sizes.h"
#include "core/nn/device.h"
#include "core/teaching/teach.h"
#include "core/training/plan/distill_plan.h"
#include "core/training/plan/step_time.h"

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

constexpr double kSecondsPerPair = 0.6;  ///< opening, fitting and encoding, for a photo of 12 megapixels

TrainingWork work_of(const ModelSizes& sizes, const TeachingSettings& settings, std::int64_t tokens) {
  TrainingWork work;
  work.model = sizes;
  work.as_stored = sizes.transformer > kLargeWeights;  // as training::FrozenWeights::Auto has it
  work.tokens = tokens;
  work.batch = settings.batch_size;
  work.adapter_weights = adapter_weights(sizes, settings.rank);
  work.look = {settings.area_px, 5};
  return work;
}

/// A lesson's, whose process also opens photos and encodes them, before it trains.
std::int64_t bytes_of(const ModelSizes& sizes, const TrainingPlan& plan) {
  constexpr std::int64_t kPhoto = 300'000'000;  ///< one of 24 megapixels in floats
  const std::int64_t encoding = sizes.encoders() * 4 + sizes.vae * 4 + plan.program_bytes;
  return std::max(plan.peak_bytes(), encoding) + kPhoto;
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
  const TrainingPlan training =
      plan_training(work_of(sizes, settings, tokens), training::training_memory(device));
  plan.needs_bytes = bytes_of(sizes, training);
  plan.free_bytes = free_memory(device);
  const double rate =
      training::step_rate(device, parse_dtype("auto", device), std::max<std::int64_t>(64, sizes.width));
  plan.seconds =
      settings.steps * training.step_operations / rate + kSecondsPerPair * static_cast<double>(pairs);
  if (sizes.transformer > kLargeWeights) {
    // Encoding is the VAE's work then: about what a step takes, for each view.
    plan.seconds *= 1.0 + static_cast<double>(settings.views * static_cast<int>(pairs)) / settings.steps;
  }
  if (plan.free_bytes > 0 && plan.needs_bytes > plan.free_bytes) plan.refusal = TeachingPlan::Refusal::Memory;
  return plan;
}

}  // namespace v4e
