// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/library/edit_method.h"
#include "core/library/few_steps.h"
#include "core/pipelines/component_paths.h"

namespace v4e {

/// What is known of a model before any weight is read: from its model_index.json, or from what lies beside
/// its transformer.
struct ModelDescription {
  std::string name;              ///< "v4e_name" of the index, else the folder's name
  std::filesystem::path folder;  ///< or the file of its transformer, where its parts lie loose
  std::string pipeline_class;    ///< e.g. "WanImageToVideoPipeline"
  ComponentPaths paths;
  /// Effects that the model has learnt (ids of resources/captions/effects.json, "v4e_capabilities" of the
  /// index). Empty optional: a large model without such limits.
  std::optional<std::vector<std::string>> capabilities;
  /// Further ones, which it has learnt of a region of the photo ("v4e_region_capabilities").
  std::vector<std::string> region_capabilities;
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
  /// By which it can edit one photo, the usual one first; see methods_of().
  std::vector<EditMethod> methods = {};
  std::optional<FewSteps> few_steps = {};  ///< of a model that is known to be distilled; its defaults are not
  std::vector<std::string> notes;  ///< human-readable: which part was chosen where several could be meant
  std::int64_t disk_bytes = 0;

  /// Trained on the short, uniform captions rather than on free text.
  [[nodiscard]] bool wants_short_captions() const { return capabilities.has_value(); }
  [[nodiscard]] bool can_do(const std::string& effect, bool has_region = false) const;
  /// Numbers of frames to choose from, rising: what a model with learnt effects was trained on is its only
  /// one.
  [[nodiscard]] std::vector<int> frame_choices() const;
};

/// Reads the index of a diffusers-style folder and checks that its files are there; else finds the parts that
/// belong to the transformer at `path`. `kind` says which model that is (known_models.h); empty: as
/// remembered or recognised. Throws Error(FileUnreadable | FileMalformed | Unsupported | InvalidArgument).
[[nodiscard]] ModelDescription describe_model(const std::filesystem::path& path,
                                              const std::string& kind = {});

/// A folder that holds a model_index.json, or the transformer of a loose model, and either its description or
/// why it cannot be used.
struct FoundModel {
  std::filesystem::path folder;
  std::optional<ModelDescription> description;
  std::string problem;
};

/// Where models are looked for: the program's resources, $V4E_MODELS (folders split by ':') and the user's
/// data folder (video4edit/models), in this order.
[[nodiscard]] std::vector<std::filesystem::path> model_search_folders();

/// The models in these folders: each folder itself, or its subfolders, as locate_model() takes them, and what
/// lies loose in it.
[[nodiscard]] std::vector<FoundModel> find_models(const std::vector<std::filesystem::path>& folders);

/// A model by path, or by the name of one that find_models() finds; "" is the embedded one. `kind` as for
/// describe_model(). Throws Error(FileUnreadable) naming the models that were found, Error(Unsupported)
/// saying what a file is that is no transformer, Error(InvalidArgument) naming the models of a folder that
/// holds several, and what describe_model() throws.
[[nodiscard]] ModelDescription choose_model(const std::string& path_or_name, const std::string& kind = {});

}  // namespace v4e
