// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/run_context.h"
#include "core/training/linear_codec.h"
#include "core/training/model_update.h"
#include "core/training/recipe.h"
#include "core/training/triplets.h"

namespace v4e::training {

/// Where a training reads and writes.
struct TrainingPaths {
  std::filesystem::path archive;   ///< pictures, made with packaging/training_data/
  std::filesystem::path parts;     ///< more of them, for edits of a part (TrainingData); or empty
  std::filesystem::path captions;  ///< resources/captions
  std::filesystem::path output;    ///< checkpoints, logs, sample sheets and the model
  /// Model folder that the codec and the transformer's stage begin from; empty: from nothing.
  std::filesystem::path start;
};

/// The linear path of the recipe's VAE, fitted to so many edits of training photos.
[[nodiscard]] LinearCodec fit_codec(const Recipe& recipe, const TripletMaker& maker,
                                    std::int64_t examples = LinearCodecOptions{}.video_count);

/// Parts of a training in their order, each of which goes on where it was stopped:
/// Codec (tokenizer and the VAE's linear path, in closed form), Transformer (DiT and text encoder), Decoder
/// (the VAE's convolutions, on the transformer's edits among others), Model (writes output/model from the
/// averaged weights, 16 bits each).
enum class TrainingStage { Codec, Transformer, Decoder, Model };

/// Runs one stage to its end. `say` gets a line of text every few seconds.
/// Throws Cancelled after saving where it was. Throws Error where files are missing or do not fit.
/// With company every process calls it for the stage Transformer, with paths that all of them see; other
/// stages take one process: Error(Unsupported). May throw PeerLost then.
void run_training(TrainingStage stage, const Recipe& recipe, const TrainingPaths& paths, at::Device device,
                  const RunContext& context, const std::function<void(const std::string&)>& say,
                  const Company& company = {});

}  // namespace v4e::training
