// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace v4e {

/// One part of a model's folder: transformer, VAE, a text encoder …
struct FolderPart {
  std::string name;
  bool found = false;  ///< and readable
  std::string note;    ///< how many weights it has, or what is wrong with it; empty: there is nothing to say
};

struct FolderParts {
  std::vector<FolderPart> parts;  ///< as model_index.json names them, in its order, or would
  std::int64_t weights = 0;       ///< of all that could be read, in number
};

/// Of a model's folder, or of a loose model by its transformer. Reads the headers of the parts' files, no
/// weight. Throws Error(FileUnreadable | FileMalformed) where the index itself cannot be read.
[[nodiscard]] FolderParts folder_parts(const std::filesystem::path& folder);

}  // namespace v4e
