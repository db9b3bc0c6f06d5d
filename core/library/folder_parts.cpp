// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/folder_parts.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/library/loose_model.h"
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

/// Of the parts that have weights.
ModelPart part_named(const std::string& name) {
  if (name == "vae") return ModelPart::Vae;
  if (name == "text_encoder") return ModelPart::TextEncoder;
  return name == "image_encoder" ? ModelPart::ImageEncoder : ModelPart::Transformer;
}

/// Counts the weights of a part into `all`; what cannot be opened is not found.
void add_part(const std::string& name, const fs::path& path, FolderParts& all) {
  FolderPart part{name, !path.empty() && fs::exists(path), ""};
  if (part.found && has_weights(name)) {
    try {
      const std::int64_t own = count_weights(path, part_named(name)).weights;
      all.weights += own;
      part.note = size_text(own);
    } catch (const Error& error) {
      part.found = false;
      part.note = error.what();
    }
  }
  all.parts.push_back(std::move(part));
}

FolderParts loose_parts(const fs::path& transformer) {
  FolderParts all;
  const ComponentPaths paths = assemble_loose_model(transformer).paths;
  add_part("transformer", paths.transformer, all);
  if (paths.boundary_ratio) add_part("transformer_2", paths.transformer_2, all);
  add_part("vae", paths.vae, all);
  add_part("text_encoder", paths.text_encoder, all);
  add_part("tokenizer", paths.tokenizer, all);
  if (!paths.image_encoder.empty()) add_part("image_encoder", paths.image_encoder, all);
  return all;
}

}  // namespace

FolderParts folder_parts(const fs::path& folder) {
  if (!fs::exists(folder / "model_index.json")) return loose_parts(folder);
  FolderParts all;
  const auto index = read_json_file(folder / "model_index.json");
  for (const auto& [name, entry] : index.items()) {
    const bool is_part = entry.is_array() && entry.size() == 2 && entry[1].is_string();
    if (is_part) add_part(name, fs::is_directory(folder / name) ? folder / name : fs::path(), all);
  }
  return all;
}

}  // namespace v4e
