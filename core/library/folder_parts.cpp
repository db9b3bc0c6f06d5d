// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/folder_parts.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/library/weight_count.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

std::string size_text(std::int64_t weights) {
  const double millions = static_cast<double>(weights) / 1e6;
  return std::to_string(std::lround(std::max(1.0, millions))) + " M";
}

bool has_weights(const std::string& part) {
  return part != "scheduler" && !part.starts_with("tokenizer") && part.find("processor") == std::string::npos;
}

}  // namespace

FolderParts folder_parts(const fs::path& folder) {
  FolderParts all;
  const auto index = read_json_file(folder / "model_index.json");
  for (const auto& [name, entry] : index.items()) {
    const bool is_part = entry.is_array() && entry.size() == 2 && entry[1].is_string();
    if (!is_part) continue;
    FolderPart part{name, fs::is_directory(folder / name), ""};
    if (part.found && has_weights(name)) {
      try {
        const std::int64_t own = count_weights(folder / name);
        all.weights += own;
        part.note = size_text(own);
      } catch (const Error& error) {
        part.found = false;
        part.note = error.what();
      }
    }
    all.parts.push_back(std::move(part));
  }
  return all;
}

}  // namespace v4e
