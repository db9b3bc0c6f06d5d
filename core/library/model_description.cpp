// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/library/model_description.h"

#include <algorithm>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "core/base/advice.h"
#include "core/base/os/process.h"
#include "core/base/resources.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/recognise.h"
#include "core/library/loose_model.h"
#include "core/library/model_folder.h"
#include "core/library/model_location.h"
#include "core/library/model_methods.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// The negative prompt that Wan2.1's image-to-video models are sampled with by their makers.
constexpr const char* kWanNegativePrompt =
    "镜头晃动，色调艳丽，过曝，静态，细节模糊不清，字幕，风格，作品，画作，画面，静止，整体发灰，最差质量，低"
    "质量，"
    "JPEG压缩残留，丑陋的，残缺的，多余的手指，画得不好的手部，画得不好的脸部，畸形的，毁容的，形态畸形的肢体"
    "，"
    "手指融合，静止不动的画面，杂乱的背景，三条腿，背景人很多，倒着走";

template <typename Number>
void read_number(const nlohmann::json& defaults, const char* key, Number low, Number high, Number& value) {
  if (!defaults.contains(key)) return;
  if (!defaults.at(key).is_number() || defaults.at(key).get<double>() < static_cast<double>(low) ||
      defaults.at(key).get<double>() > static_cast<double>(high))
    throw Error(ErrorCode::FileMalformed, std::string("model_index.json: v4e_defaults.") + key +
                                              " must be a number from " + std::to_string(low) + " to " +
                                              std::to_string(high));
  value = defaults.at(key).get<Number>();
}

std::vector<std::string> read_capabilities(const nlohmann::json& index, const std::string& key) {
  const nlohmann::json& list = index.at(key);
  std::vector<std::string> effects;
  if (!list.is_array()) throw Error(ErrorCode::FileMalformed, "model_index.json: " + key + " must be a list");
  for (const auto& entry : list) {
    const nlohmann::json& id = entry.is_object() && entry.contains("id") ? entry.at("id") : entry;
    if (!id.is_string())
      throw Error(ErrorCode::FileMalformed, "model_index.json: " + key + " must hold names of effects");
    effects.push_back(id.get<std::string>());
  }
  return effects;
}

void read_own_fields(const nlohmann::json& index, ModelDescription& model) {
  if (index.contains("v4e_name") && index.at("v4e_name").is_string()) model.name = index.at("v4e_name");
  if (index.contains("v4e_capabilities")) model.capabilities = read_capabilities(index, "v4e_capabilities");
  if (index.contains("v4e_region_capabilities"))
    model.region_capabilities = read_capabilities(index, "v4e_region_capabilities");
  if (!index.contains("v4e_defaults")) return;
  const nlohmann::json& defaults = index.at("v4e_defaults");
  if (!defaults.is_object())
    throw Error(ErrorCode::FileMalformed, "model_index.json: v4e_defaults must be an object");
  read_number(defaults, "num_inference_steps", 1, 1000, model.default_steps);
  read_number(defaults, "guidance_scale", 0.0, 100.0, model.default_guidance);
  if (defaults.contains("guidance_scale_2"))
    read_number(defaults, "guidance_scale_2", 0.0, 100.0, model.default_guidance_2.emplace());
  read_number(defaults, "num_frames", 1, 1001, model.default_frames);
  read_number<std::int64_t>(defaults, "working_area_px", 1024, 64 << 20, model.working_area_px);
  read_number(defaults, "tile_px", 64, 4096, model.tile_px);
  read_number<std::int64_t>(defaults, "tile_canvas_px", 4096, 1'000'000'000, model.tile_canvas_px);
  if (defaults.contains("negative_prompt")) {
    if (!defaults.at("negative_prompt").is_string())
      throw Error(ErrorCode::FileMalformed, "model_index.json: v4e_defaults.negative_prompt must be a text");
    model.default_negative_prompt = defaults.at("negative_prompt");
  }
  if (defaults.contains("shift")) {
    model.default_shift.emplace();
    read_number(defaults, "shift", 0.01, 100.0, *model.default_shift);
  }
  if (defaults.contains("shifted_pass")) {
    if (!defaults.at("shifted_pass").is_boolean())
      throw Error(ErrorCode::FileMalformed,
                  "model_index.json: v4e_defaults.shifted_pass must be true or false");
    model.shifted_pass = defaults.at("shifted_pass");
  }
}

std::int64_t folder_bytes(const fs::path& folder) {
  std::int64_t total = 0;
  std::error_code ignored;
  for (fs::recursive_directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
    if (entry->is_regular_file(ignored)) total += static_cast<std::int64_t>(entry->file_size(ignored));
  }
  return total;
}

/// What is no transformer is no model that can edit: says what it is.
void refuse_other_file(const fs::path& file) {
  const Recognised found = recognise(*open_checkpoint(file));
  if (found.kind == Recognised::Kind::Part && found.part == ModelPart::Transformer) return;
  const std::string what = found.kind == Recognised::Kind::Unknown ? "a single file" : found.text;
  const bool lora = found.kind == Recognised::Kind::Lora;
  throw Error(ErrorCode::Unsupported,
              file.string() + " is " + what +
                  (lora ? ": it changes a model and is none by itself" : " and no whole model") +
                  "; give the file of a transformer, or the folder of a model, which holds model_index.json, "
                  "transformer, vae, text_encoder and tokenizer");
}

std::int64_t bytes_of(const fs::path& path) {
  std::error_code ignored;
  if (path.empty()) return 0;
  if (fs::is_directory(path, ignored)) return folder_bytes(path);
  return static_cast<std::int64_t>(fs::file_size(path, ignored));
}

/// Several parts may lie in one file.
std::int64_t bytes_of_parts(const ComponentPaths& paths) {
  std::int64_t bytes = 0;
  for (const fs::path& path :
       std::set{paths.transformer, paths.transformer_2, paths.vae, paths.text_encoder, paths.image_encoder})
    bytes += bytes_of(path);
  return bytes;
}

/// The one model of a folder without a model_index.json; empty if it holds none. Throws where it holds
/// several.
fs::path only_loose_model(const fs::path& folder) {
  const std::vector<fs::path> found = loose_transformers(folder);
  if (found.size() < 2) return found.empty() ? fs::path() : found.front();
  std::string names;
  for (const fs::path& file : found) names += "\n- " + file.string();
  throw Error(ErrorCode::InvalidArgument,
              folder.string() + " holds several models; give the file of one:" + names);
}

FoundModel look_at(const fs::path& folder) {
  FoundModel found{folder, {}, ""};
  try {
    found.description = describe_model(folder);
  } catch (const Error& error) {
    found.problem = error.what();
  }
  return found;
}

std::optional<FewSteps> few_steps_of(const ModelDescription& model) {
  if (model.capabilities) return std::nullopt;
  try {
    return few_steps_model(model.name, few_steps_base(model.paths));
  } catch (const Error&) {
    return std::nullopt;  // what is wrong with its configuration is said where it is needed
  }
}

}  // namespace

bool ModelDescription::can_do(const std::string& effect, bool has_region) const {
  const auto holds = [&effect](const std::vector<std::string>& effects) {
    return std::find(effects.begin(), effects.end(), effect) != effects.end();
  };
  return !capabilities || holds(*capabilities) || (has_region && holds(region_capabilities));
}

std::vector<int> ModelDescription::frame_choices() const {
  if (capabilities) return {default_frames};
  return {5, 9, 17, 29, 49, 81};
}

ModelDescription describe_model(const fs::path& path, const std::string& kind) {
  ModelDescription model;
  model.folder = path;
  const ModelFolder parts = read_model(path, kind);
  const bool is_loose = !parts.name.empty();
  model.name = is_loose ? parts.name : name_of_location(path);
  model.pipeline_class = parts.pipeline_class;
  model.paths = parts.paths;
  model.notes = parts.notes;
  model.can_reason = model.pipeline_class.find("ChronoEdit") != std::string::npos;
  // ChronoEdit's makers use none, and models of our own learnt none.
  const bool is_wan = model.pipeline_class.find("Wan") != std::string::npos;
  if (is_wan && !parts.index.contains("v4e_capabilities")) model.default_negative_prompt = kWanNegativePrompt;
  read_own_fields(parts.index, model);
  const ComponentPaths& paths = model.paths;
  model.few_steps = few_steps_of(model);
  model.methods = methods_of(paths, model.capabilities.has_value() || model.can_reason);
  model.disk_bytes = is_loose ? bytes_of_parts(paths) : folder_bytes(path);
  return model;
}

std::vector<fs::path> model_search_folders() {
  std::vector<fs::path> folders{resource_folder() / "models"};
  if (const char* listed = std::getenv("V4E_MODELS")) {
    std::istringstream stream(listed);
    for (std::string folder; std::getline(stream, folder, os::kListSeparator);) {
      if (!folder.empty()) folders.emplace_back(folder);
    }
  }
  if (const fs::path own = user_data_folder(); !own.empty()) folders.push_back(own / "models");
  return folders;
}

std::vector<FoundModel> find_models(const std::vector<fs::path>& folders) {
  std::vector<FoundModel> models;
  for (const fs::path& folder : folders) {
    if (const fs::path model = locate_model(folder); !model.empty()) {
      models.push_back(look_at(model));
      continue;
    }
    std::error_code ignored;
    std::vector<fs::path> inner;
    for (fs::directory_iterator entry(folder, ignored), end; entry != end; entry.increment(ignored)) {
      if (fs::path model = locate_model(entry->path()); !model.empty()) {
        inner.push_back(std::move(model));
      } else if (entry->is_directory(ignored) && entry->path().filename() != "loras") {
        for (fs::path& transformer : loose_transformers(entry->path()))
          inner.push_back(std::move(transformer));
      }
    }
    for (fs::path& model : loose_transformers(folder)) inner.push_back(std::move(model));
    std::sort(inner.begin(), inner.end());
    inner.erase(std::unique(inner.begin(), inner.end()), inner.end());
    for (const fs::path& path : inner) models.push_back(look_at(path));
  }
  return models;
}

ModelDescription choose_model(const std::string& path_or_name, const std::string& kind) {
  const fs::path embedded = resource_folder() / "models" / "nano";
  if (path_or_name.empty()) {
    if (locate_model(embedded).empty())
      throw AdvisedError(ErrorCode::FileUnreadable,
                         "the embedded model is not there (" + embedded.string() +
                             " holds no model_index.json); choose another one",
                         {Advice::OtherModel});
    return describe_model(embedded);
  }
  std::error_code ignored;
  if (fs::is_directory(path_or_name, ignored)) {
    fs::path model = locate_model(path_or_name);
    if (model.empty()) model = only_loose_model(path_or_name);
    if (model.empty()) throw Error(ErrorCode::FileUnreadable, no_model_text(path_or_name));
    return describe_model(model, kind);
  }
  if (fs::is_regular_file(path_or_name, ignored)) {
    refuse_other_file(path_or_name);
    return describe_model(path_or_name, kind);
  }
  std::string known;
  for (const FoundModel& model : find_models(model_search_folders())) {
    const std::string name = model.description ? model.description->name : name_of_location(model.folder);
    if (name == path_or_name || name_of_location(model.folder) == path_or_name)
      return describe_model(model.folder);
    known += (known.empty() ? "" : ", ") + name;
  }
  throw Error(ErrorCode::FileUnreadable, "there is no model \"" + path_or_name +
                                             "\": give the folder of one, or a name out of: " +
                                             (known.empty() ? "(none was found)" : known));
}

}  // namespace v4e
