// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/run_context.h"
#include "core/training/recipe.h"

namespace v4e::training {

/// Where a training reads and writes.
struct TrainingPaths {
  std::filesystem::path archive;   ///< pictures, made with packaging/training_data/
  std::filesystem::path captions;  ///< resources/captions
  std::filesystem::path output;    ///< checkpoints, logs, sample sheets and the model
};

/// Parts of a training, each of which goes on where it was stopped:
/// Codec (tokenizer and the VAE's linear path, in closed form), Decoder (the VAE's convolutions),
/// Transformer (DiT and text encoder), Model (writes output/model from the averaged weights, 16 bits each).
enum class TrainingStage { Codec, Decoder, Transformer, Model };

/// Runs one stage to its end. `say` gets a line of text every few seconds.
/// Throws Cancelled after saving where it was. Throws Error where files are missing or do not fit.
void run_training(TrainingStage stage, const Recipe& recipe, const TrainingPaths& paths, at::Device device,
                  const RunContext& context, const std::function<void(const std::string&)>& say);

}  // namespace v4e::training
