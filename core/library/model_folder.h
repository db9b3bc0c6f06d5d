// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>

#include "core/pipelines/component_paths.h"

namespace v4e {

/// What a diffusers folder's model_index.json says.
struct ModelFolder {
  std::string pipeline_class;  ///< e.g. "WanImageToVideoPipeline"
  ComponentPaths paths;
  nlohmann::json index;  ///< all of it
};

/// Reads the index and checks that the files of all components are there; opens no weights.
/// Throws Error(FileUnreadable) naming what is missing, Error(FileMalformed), Error(Unsupported) for a model
/// of another kind.
[[nodiscard]] ModelFolder read_model_folder(const std::filesystem::path& folder);

}  // namespace v4e
