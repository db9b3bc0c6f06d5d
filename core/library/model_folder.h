// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/pipelines/component_paths.h"

namespace v4e {

/// What a diffusers folder's model_index.json says; or what it would say, where the parts lie loose.
struct ModelFolder {
  std::string pipeline_class;  ///< e.g. "WanImageToVideoPipeline"
  ComponentPaths paths;
  nlohmann::json index;                 ///< all of it
  std::string name = {};                ///< of a loose model: its transformer's
  std::vector<std::string> notes = {};  ///< human-readable: what was chosen where several could be meant
};

/// Reads the index and checks that the files of all components are there; opens no weights.
/// Throws Error(FileUnreadable) naming what is missing, Error(FileMalformed), Error(Unsupported) for a model
/// of another kind.
[[nodiscard]] ModelFolder read_model_folder(const std::filesystem::path& folder);

/// A model wherever it lies: a folder with a model_index.json, or what assemble_loose_model() takes, with
/// `answer`. Throws what these throw; Error(FileUnreadable) naming the parts that are missing.
[[nodiscard]] ModelFolder read_model(const std::filesystem::path& path, const std::string& answer = {});

}  // namespace v4e
