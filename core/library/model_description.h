// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/pipelines/component_paths.h"

namespace v4e {

/// What is known of a model before any weight is read: from its model_index.json.
struct ModelDescription {
  std::string name;  ///< "v4e_name" of the index, else the folder's name
  std::filesystem::path folder;
  std::string pipeline_class;  ///< e.g. "WanImageToVideoPipeline"
  ComponentPaths paths;
  /// Effects that the model has learnt (ids of resources/captions/effects.json, "v4e_capabilities" of the
  /// index). Empty optional: a large model without such limits.
  std::optional<std::vector<std::string>> capabilities;
  int default_steps = 50;  ///< these ten from "v4e_defaults" of the index
  double default_guidance = 5.0;
  std::optional<double> default_guidance_2;  ///< of the expert for little noise; empty: the same
  std::string default_negative_prompt;       ///< what its makers use with guidance, unless the index says
  std::optional<double> default_shift = {};  ///< empty: as its scheduler's file says
  int default_frames = 5;
  std::int64_t working_area_px = 832 * 480;
  int tile_px = 512;                         ///< side of the tiles for paint styles
  std::int64_t tile_canvas_px = 16'000'000;  ///< area that paint styles are made at; larger photos follow it
  bool shifted_pass = false;  ///< edits twice, the second time between its blocks, and takes the mean
  bool can_reason = false;    ///< ChronoEdit: may denoise the frames between for some steps, then drops them
  std::int64_t disk_bytes = 0;
  std::int64_t encoder_bytes = 0;  ///< of disk_bytes: text and image encoder

  /// Trained on the short, uniform captions rather than on free text.
  [[nodiscard]] bool wants_short_captions() const { return capabilities.has_value(); }
  [[nodiscard]] bool can_do(const std::string& effect) const;
  /// Numbers of frames to choose from, rising: what a model with learnt effects was trained on is its only
  /// one.
  [[nodiscard]] std::vector<int> frame_choices() const;
};

/// Reads the index of a diffusers-style folder and checks that its files are there.
/// Throws Error(FileUnreadable | FileMalformed | Unsupported).
[[nodiscard]] ModelDescription describe_model(const std::filesystem::path& folder);

/// A folder that holds a model_index.json, and either its description or why it cannot be used.
struct FoundModel {
  std::filesystem::path folder;
  std::optional<ModelDescription> description;
  std::string problem;
};

/// Where models are looked for: the program's resources, $V4E_MODELS (folders split by ':') and the user's
/// data folder (video4edit/models), in this order.
[[nodiscard]] std::vector<std::filesystem::path> model_search_folders();

/// The models in these folders: each folder itself, or its subfolders; each as locate_model() takes it.
[[nodiscard]] std::vector<FoundModel> find_models(const std::vector<std::filesystem::path>& folders);

/// A model by path, or by the name of one that find_models() finds; "" is the embedded one.
/// Throws Error(FileUnreadable) naming the models that were found, Error(Unsupported) saying what a single
/// file is, and what describe_model() throws.
[[nodiscard]] ModelDescription choose_model(const std::string& path_or_name);

}  // namespace v4e
