// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/recipe.h"

#include "core/base/error.h"
#include "core/base/json_file.h"

namespace v4e::training {
namespace {

StageRecipe stage_from_json(const nlohmann::json& json) {
  StageRecipe stage;
  auto& optimiser = stage.optimiser;
  optimiser.steps = 0;
  for (const auto& entry : json.at("phases")) {
    Phase phase{entry.at("steps"), entry.at("size_px"), entry.at("batch_size")};
    if (phase.steps < 1 || phase.batch_size < 1 || phase.size_px < 16 || phase.size_px % 16 != 0) {
      throw Error(ErrorCode::InvalidArgument,
                  "a phase needs steps and batch_size of at least 1 and a size_px that is a multiple of 16");
    }
    optimiser.steps += phase.steps;
    stage.phases.push_back(phase);
  }
  if (stage.phases.empty()) throw Error(ErrorCode::InvalidArgument, "a stage needs at least one phase");
  stage.effect_weights = json.value("effect_weights", stage.effect_weights);
  stage.detail_exponent = json.value("detail_exponent", stage.detail_exponent);
  stage.pointing_share = json.value("pointing_share", stage.pointing_share);
  stage.pixel_share = json.value("pixel_share", stage.pixel_share);
  if (!(stage.pixel_share >= 0 && stage.pixel_share <= 1))
    throw Error(ErrorCode::InvalidArgument, "pixel_share goes from 0 to 1");
  for (const auto& [effect, weight] : stage.effect_weights) {
    if (!(weight >= 0)) {
      throw Error(ErrorCode::InvalidArgument, "the weight of effect " + effect + " must not be negative");
    }
  }
  optimiser.batch_size = stage.phases.front().batch_size;
  optimiser.learning_rate = json.value("learning_rate", optimiser.learning_rate);
  optimiser.warmup_steps = json.value("warmup_steps", optimiser.warmup_steps);
  optimiser.weight_decay = json.value("weight_decay", optimiser.weight_decay);
  optimiser.ema_decay = json.value("ema_decay", optimiser.ema_decay);
  optimiser.clip_norm = json.value("clip_norm", optimiser.clip_norm);
  optimiser.final_share = json.value("final_share", optimiser.final_share);
  return stage;
}

}  // namespace

const Phase& StageRecipe::phase_at(std::int64_t step) const {
  for (const auto& phase : phases) {
    if (step < phase.steps) return phase;
    step -= phase.steps;
  }
  return phases.back();
}

Recipe Recipe::from_file(const std::filesystem::path& path) {
  return from_json(read_json_file(path), path.string());
}

Recipe Recipe::from_json(const nlohmann::json& json, const std::string& origin) {
  try {
    Recipe recipe;
    recipe.vae = WanVaeConfig::from_json(json.at("vae"), origin + ": vae");
    recipe.dit = WanDitConfig::from_json(json.at("transformer"), origin + ": transformer");
    recipe.sampling = SamplingConfig::from_json(json.at("transformer"), origin + ": transformer");
    recipe.text_encoder = Umt5Config::from_json(json.at("text_encoder"), origin + ": text_encoder");
    recipe.state_channels = json.at("state_channels");
    recipe.seed = json.value("seed", recipe.seed);
    recipe.model_index = json.at("model_index");
    recipe.scheduler = json.at("scheduler");
    recipe.dit_stage = stage_from_json(json.at("transformer_training"));
    if (!recipe.vae.linear_decoder) recipe.decoder_stage = stage_from_json(json.at("decoder_training"));
    return recipe;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, origin + ": " + error.what());
  }
}

}  // namespace v4e::training
