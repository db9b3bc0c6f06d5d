// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/training/distill/frozen_weights.h"
#include "core/training/distill/lora_set.h"
#include "core/training/moments.h"

namespace v4e::training {

/// How a model is taught to make in few steps without guidance what it makes in many with it: by imitating
/// its own ways from noise to edit, between a few places on them (regression to trajectories, as in
/// DiffSynth-Studio's direct distillation).
struct FewStepOptions {
  std::int64_t student_steps = 4;   ///< that the student is to need
  std::int64_t teacher_steps = 32;  ///< of Euler, a multiple of student_steps
  double guidance_scale = 5;        ///< of the teacher, which becomes part of the student; 1: none
  std::string negative_prompt = {};
  double shift = 5;                  ///< of both grids, shift_sigma(1 - k / n, shift)
  std::int64_t trajectories = 4000;  ///< that are made before the training: pairs come again with other noise
  std::int64_t steps = 1500;
  std::int64_t batch_size = 32;
  std::optional<double> learning_rate = {};  ///< default: 1e-4, and 1e-3 for models narrower than 1024
  double own_states = 0.4;                   ///< share of steps that begin where the student's own steps lead
  double tail_weight = 0.5;                  ///< of the wanted edit itself, behind the last step
  double keep_weight = 0.1;                  ///< of what lies outside of the mask, where there is one
  std::uint64_t seed = 1;
  LoraOptions lora = {};
  std::filesystem::path begin_from = {};  ///< a LoRA that the teacher edits with, and the result holds
  bool checkpoint_blocks = false;         ///< as DistillOptions has it
  FrozenWeights frozen = FrozenWeights::Auto;
  MomentKind moments = MomentKind::Float32;
  double checkpoint_seconds = 120;
  double look_seconds = 300;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

}  // namespace v4e::training
