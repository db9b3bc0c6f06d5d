// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/models/sampling_config.h"
#include "core/models/umt5/umt5_config.h"
#include "core/models/wan_dit/wan_dit_config.h"
#include "core/models/wan_vae/config.h"
#include "core/training/trainer.h"

namespace v4e::training {

/// Consecutive steps at one picture size.
struct Phase {
  std::int64_t steps = 0;
  std::int64_t size_px = 128;
  std::int64_t batch_size = 32;
};

/// One gradient training: its phases and its optimiser.
struct StageRecipe {
  std::vector<Phase> phases;
  TrainerOptions optimiser;
  /// How often each effect id is drawn against the others; 1 where it is not named.
  std::map<std::string, double> effect_weights;
  /// Weight of latent channel c in the loss is latents_std[c] to this power: 2 measures errors in pixels,
  /// less asks for more fine detail.
  double detail_exponent = 1.6;
  double pointing_share = 0;  ///< TripletOptions'
  /// Share of the loss on pixels (CompositeLoss) in that of edits of the whole picture, 0..1; the rest is
  /// that on latents. Edits of a region have the former alone.
  double pixel_share = 0;

  /// The phase of a step; the last one's for steps beyond.
  [[nodiscard]] const Phase& phase_at(std::int64_t step) const;
};

/// All that decides how an edit model is trained, read from a JSON file.
struct Recipe {
  WanVaeConfig vae;
  WanDitConfig dit;
  SamplingConfig sampling;
  Umt5Config text_encoder;
  std::int64_t state_channels = 40;  ///< see LinearCodecOptions
  std::uint64_t seed = 1;
  nlohmann::json model_index;  ///< model_index.json of the finished folder
  nlohmann::json scheduler;    ///< its scheduler_config.json
  StageRecipe dit_stage;
  StageRecipe decoder_stage;  ///< empty with a linear decoder

  /// Throws Error(FileUnreadable | FileMalformed | InvalidArgument) naming file and field.
  [[nodiscard]] static Recipe from_file(const std::filesystem::path& path);
  /// The same of a file's content; `origin` names it in messages.
  [[nodiscard]] static Recipe from_json(const nlohmann::json& json, const std::string& origin);
};

}  // namespace v4e::training
