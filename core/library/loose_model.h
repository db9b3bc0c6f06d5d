// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "core/library/known_models.h"
#include "core/pipelines/component_paths.h"

namespace v4e {

/// A model without a model_index.json: its parts are files in ComfyUI's folders, in one folder, or as the
/// original Wan has them.
struct LooseModel {
  ComponentPaths paths;
  IdentifiedModel kind;
  std::string name;                  ///< of the transformer's file or folder, without its ending
  std::vector<std::string> notes;    ///< what was chosen where several could be meant
  std::vector<std::string> missing;  ///< parts that were not found, with what they are usually called
};

/// The models in a folder, by the file (or the folder of shards) of their transformer; of two experts that of
/// the one for much noise. Looks at headers, in the folder itself and in those that ComfyUI and the original
/// Wan have. What cannot be opened is left out.
[[nodiscard]] std::vector<std::filesystem::path> loose_transformers(const std::filesystem::path& folder);

/// Finds the other parts of a transformer beside it. `answer` says which model it is (known_models.h), or is
/// empty: then what was remembered counts. Throws what opening the transformer throws, Error(InvalidArgument)
/// where somebody must say which expert it is.
[[nodiscard]] LooseModel assemble_loose_model(const std::filesystem::path& transformer,
                                              const std::string& answer = {});

}  // namespace v4e
