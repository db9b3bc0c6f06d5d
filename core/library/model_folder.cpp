// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_folder.h"

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/library/loose_model.h"
#include "core/models/registry.h"
#include "core/tokenizers/tokenizer.h"

namespace v4e {
namespace {

using std::filesystem::path;

[[noreturn]] void missing(const path& folder, const std::string& what) {
  throw Error(ErrorCode::FileUnreadable, "the model in " + folder.string() + " is not complete: " + what +
                                             " is missing; download it into that folder");
}

bool has_component(const nlohmann::json& index, const std::string& name) {
  if (!index.contains(name)) return false;
  const auto& entry = index.at(name);
  return entry.is_array() && entry.size() == 2 && entry[1].is_string();
}

path require_component(const path& folder, const nlohmann::json& index, const std::string& name) {
  if (!has_component(index, name)) missing(folder, "component " + name + " in model_index.json");
  return folder / name;
}

/// The folder of a component, with `file` in it.
path require_component(const path& folder, const nlohmann::json& index, const std::string& name,
                       const char* file) {
  path component = require_component(folder, index, name);
  if (!std::filesystem::exists(component / file)) missing(folder, name + "/" + file);
  return component;
}

}  // namespace

ModelFolder read_model_folder(const path& folder) {
  const path file = folder / "model_index.json";
  if (!std::filesystem::exists(file)) {
    throw Error(ErrorCode::FileUnreadable,
                folder.string() + " is not a model folder: it has no model_index.json");
  }
  const auto index = read_json_file(file);
  if (!index.is_object() || !index.contains("_class_name") || !index["_class_name"].is_string()) {
    throw Error(ErrorCode::FileMalformed, file.string() + ": no _class_name");
  }
  ModelFolder result;
  result.pipeline_class = index["_class_name"];
  static_cast<void>(family_of(result.pipeline_class, file.string()));
  result.index = index;
  ComponentPaths& paths = result.paths;
  paths.transformer = require_component(folder, index, "transformer", "config.json");
  paths.vae = require_component(folder, index, "vae", "config.json");
  paths.text_encoder = require_component(folder, index, "text_encoder", "config.json");
  paths.tokenizer = require_component(folder, index, "tokenizer");
  if (!Tokenizer::is_in(paths.tokenizer)) missing(folder, "tokenizer/spiece.model");
  paths.scheduler =
      require_component(folder, index, "scheduler", "scheduler_config.json") / "scheduler_config.json";
  if (has_component(index, "transformer_2"))
    paths.transformer_2 = require_component(folder, index, "transformer_2", "config.json");
  SamplingConfig sampling;
  sampling.read_index(index, file.string());
  paths.expand_timesteps = sampling.expand_timesteps;
  paths.part_masks = sampling.part_masks;
  paths.boundary_ratio = sampling.boundary_ratio;
  if (has_component(index, "image_encoder")) {
    paths.image_encoder = require_component(folder, index, "image_encoder", "config.json");
    const path processor = folder / "image_processor" / "preprocessor_config.json";
    if (std::filesystem::exists(processor)) paths.image_processor = processor;
  }
  return result;
}

ModelFolder read_model(const path& location, const std::string& answer) {
  if (std::filesystem::exists(location / "model_index.json")) return read_model_folder(location);
  LooseModel loose = assemble_loose_model(location, answer);
  if (!loose.missing.empty()) {
    std::string parts;
    for (const std::string& part : loose.missing) parts += "\n- " + part;
    throw Error(ErrorCode::FileUnreadable,
                location.string() + " is " + std::string(loose.kind.model->name) +
                    ", and not all that it needs lies beside it or in ComfyUI's folders. Missing:" + parts);
  }
  const KnownModel& kind = *loose.kind.model;
  ModelFolder result;
  result.pipeline_class = kind.pipeline;
  result.paths = std::move(loose.paths);
  result.name = std::move(loose.name);
  result.notes = std::move(loose.notes);
  nlohmann::json defaults{
      {"num_inference_steps", kind.steps}, {"guidance_scale", kind.guidance}, {"shift", kind.shift}};
  if (kind.guidance_2) defaults["guidance_scale_2"] = *kind.guidance_2;
  result.index = {{"_class_name", kind.pipeline}, {"v4e_defaults", defaults}};
  return result;
}

}  // namespace v4e
