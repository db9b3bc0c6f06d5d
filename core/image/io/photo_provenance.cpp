// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/photo_provenance.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/image/io/metadata.h"

namespace v4e {
namespace {

constexpr const char* kTextKey = "video4edit";
constexpr const char* kJsonProperty = "Xmp.video4edit.provenance";
constexpr const char* kSourceType =
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";
constexpr std::string_view kProgram = "Video4Edit " V4E_VERSION;
constexpr const char* kRecordName = "the picture's record of its making";
constexpr int kMaxCount = 100'000;
constexpr double kMaxGuidance = 1000;

/// Bytes that are not UTF-8 are replaced: an odd file name must not fail an export.
std::string to_text(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Valid UTF-8 of any bytes.
std::string clean(const std::string& text) {
  return nlohmann::json::parse(to_text(text)).get<std::string>();
}

nlohmann::json to_json(const Provenance& provenance) {
  nlohmann::json json = {{"version", 1},
                         {"program", kProgram},
                         {"model", provenance.model},
                         {"seed", provenance.seed},
                         {"guidance", provenance.guidance}};
  if (!provenance.model_version.empty()) json["model_version"] = provenance.model_version;
  if (provenance.steps > 0) json["steps"] = provenance.steps;
  if (provenance.frames > 0) json["frames"] = provenance.frames;
  if (provenance.frame) json["frame"] = *provenance.frame;
  if (!provenance.details.empty()) json["details"] = provenance.details;
  if (!provenance.settings.empty()) json["settings"] = provenance.settings;
  if (!provenance.before.empty()) json["before"] = provenance.before;
  if (provenance.include_prompt) {
    json["instruction"] = provenance.instruction;
    json["caption"] = provenance.caption;
    json["own_caption"] = provenance.caption_is_own;
    if (!provenance.writer_name.empty()) json["writer"] = provenance.writer_name;
  }
  return json;
}

/// One value of the `parameters` line; quoted as JSON where it holds a separator, as its readers expect.
std::string parameter_value(const nlohmann::json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : to_text(value);
  return text.find_first_of(",:\n\"") == std::string::npos ? text : to_text(nlohmann::json(text));
}

/// All instructions that led to the picture, in their order.
std::string whole_prompt(const Provenance& provenance) {
  std::string prompt;
  for (const nlohmann::json& step : provenance.before)
    prompt += step.value("instruction", std::string()) + ", then ";
  return prompt + provenance.instruction;
}

/// "<prompt>\nSteps: 8, Seed: 1, …": the form that Stable Diffusion web UIs write and read.
std::string parameters_text(const Provenance& provenance) {
  std::string line;
  const auto add = [&](const std::string& name, const nlohmann::json& value) {
    line += (line.empty() ? "" : ", ") + name + ": " + parameter_value(value);
  };
  if (provenance.steps > 0) add("Steps", provenance.steps);
  add("CFG scale", provenance.guidance);
  add("Seed", provenance.seed);
  add("Model", provenance.model);
  if (provenance.frames > 0) add("Frames", provenance.frames);
  if (provenance.details.is_object()) {
    for (const auto& [key, value] : provenance.details.items()) add(key, value);
  }
  add("Version", kProgram);
  return (provenance.include_prompt ? whole_prompt(provenance) + "\n" : std::string()) + line;
}

int count_in(const nlohmann::json& json, const char* key) {
  const auto found = json.find(key);
  if (found == json.end()) return 0;
  if (!found->is_number_integer())
    throw Error(ErrorCode::FileMalformed, std::string(kRecordName) + ": '" + key + "' is no whole number");
  return static_cast<int>(std::clamp<std::int64_t>(found->get<std::int64_t>(), 0, kMaxCount));
}

Provenance from_json(const nlohmann::json& json) {
  Provenance provenance;
  try {
    provenance.model = json.at("model").get<std::string>();
    provenance.model_version = json.value("model_version", std::string());
    provenance.seed = json.value("seed", std::uint64_t{0});
    provenance.guidance = std::clamp(json.value("guidance", 1.0), 0.0, kMaxGuidance);
    provenance.steps = count_in(json, "steps");
    provenance.frames = count_in(json, "frames");
    if (json.contains("frame")) provenance.frame = count_in(json, "frame");
    provenance.details = json.value("details", nlohmann::json::object());
    provenance.settings = json.value("settings", nlohmann::json::object());
    provenance.before = json.value("before", nlohmann::json::array());
    provenance.include_prompt = json.contains("instruction");
    provenance.instruction = json.value("instruction", std::string());
    provenance.caption = json.value("caption", std::string());
    provenance.caption_is_own = json.value("own_caption", false);
    provenance.writer_name = json.value("writer", std::string());
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed, std::string(kRecordName) + " cannot be read: " + error.what());
  }
  return provenance;
}

}  // namespace

bool is_own_text(std::string_view text) {
  constexpr std::string_view kName = "Video4Edit ";
  const std::size_t at = text.find(kName);
  if (at == std::string_view::npos || at + kName.size() == text.size()) return false;
  const char next = text[at + kName.size()];
  return next >= '0' && next <= '9';
}

void add_provenance(const Provenance& provenance, WriteOptions& options) {
  const std::string json = to_text(to_json(provenance));
  const std::string parameters = clean(parameters_text(provenance));
  // An empty text removes the property, so that no earlier edit's prompt stays.
  const auto prompt = [&](const std::string& text) {
    return provenance.include_prompt ? clean(text) : std::string();
  };
  auto& properties = options.extra_properties;
  properties.push_back({"Xmp.iptcExt.DigitalSourceType", kSourceType});
  if (!options.keep_metadata && !provenance.include_prompt) return;
  properties.push_back({"Xmp.iptcExt.AISystemUsed", "Video4Edit, " + clean(provenance.model)});
  properties.push_back(
      {"Xmp.iptcExt.AISystemVersionUsed",
       V4E_VERSION + (provenance.model_version.empty() ? "" : ", " + clean(provenance.model_version))});
  properties.push_back({"Xmp.iptcExt.AIPromptInformation", prompt(whole_prompt(provenance))});
  properties.push_back({"Xmp.iptcExt.AIPromptWriterName", prompt(provenance.writer_name)});
  properties.push_back({"Xmp.xmp.CreatorTool", std::string(kProgram)});
  properties.push_back({kJsonProperty, json});
  properties.push_back({"Exif.Photo.UserComment", parameters});
  options.extra_texts.push_back({"parameters", parameters});
  options.extra_texts.push_back({kTextKey, json});
}

std::optional<Provenance> provenance_of(const Photo& photo) {
  for (const TextEntry& text : photo.metadata.texts) {
    if (text.key == kTextKey) return from_json(parse_json(text.value, kRecordName, 8));
  }
  const std::optional<std::string> json = property(photo.metadata, kJsonProperty);
  if (!json) return std::nullopt;
  return from_json(parse_json(*json, kRecordName, 8));
}

}  // namespace v4e
