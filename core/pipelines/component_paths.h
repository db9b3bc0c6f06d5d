// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <optional>

namespace v4e {

/// Where the parts of a model lie, and what its index says besides. Weights are as find_weights() takes them:
/// files, or folders, with a config.json or without.
struct ComponentPaths {
  std::filesystem::path transformer;         ///< with two experts, the one for much noise
  std::filesystem::path transformer_config;  ///< empty: config.json in `transformer`
  std::filesystem::path transformer_2;       ///< the expert for little noise; empty: there is one only
  std::filesystem::path vae;
  std::filesystem::path text_encoder;
  std::filesystem::path tokenizer;        ///< folder with spiece.model, that file, or weights that carry it
  std::filesystem::path scheduler;        ///< a scheduler_config.json; empty: the original Wan's UniPC
  std::filesystem::path image_encoder;    ///< empty for models without image tokens
  std::filesystem::path image_processor;  ///< a preprocessor_config.json; empty: CLIP's, at the tower's size
  bool expand_timesteps = false;          ///< these three: see SamplingConfig
  bool part_masks = false;
  std::optional<double> boundary_ratio;
  std::optional<double> flow_shift;  ///< of the sampler, where there is no scheduler_config.json
  bool is_chronoedit = false;        ///< where no config.json says so: it is in no weight
};

}  // namespace v4e
