// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/photo_provenance.h"

#include <algorithm>
#include <string_view>

#include "core/base/json_file.h"
#include "core/image/metadata.h"

namespace v4e {
namespace {

constexpr const char* kTextKey = "video4edit";
constexpr const char* kJsonProperty = "Xmp.video4edit.provenance";
constexpr const char* kSourceType =
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";
constexpr std::string_view kProgram = "Video4Edit " V4E_VERSION;

/// Bytes that are not UTF-8 are replaced: an odd file name must not fail an export.
std::string to_text(const nlohmann::json& json) {
  return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

/// Valid UTF-8 of any bytes.
std::string clean(const std::string& text) {
  return nlohmann::json::parse(to_text(text)).get<std::string>();
}

nlohmann::json to_json(const Provenance& provenance) {
  nlohmann::json json = {{"program", kProgram},
                         {"model", provenance.model},
                         {"model_version", provenance.model_version},
                         {"seed", provenance.seed},
                         {"parameters", provenance.parameters}};
  if (provenance.include_prompt) {
    json["instruction"] = provenance.instruction;
    json["caption"] = provenance.caption;
    if (!provenance.writer_name.empty()) json["writer"] = provenance.writer_name;
  }
  return json;
}

/// One value of the `parameters` line; quoted as JSON where it holds a separator, as its readers expect.
std::string parameter_value(const nlohmann::json& value) {
  const std::string text = value.is_string() ? value.get<std::string>() : to_text(value);
  return text.find_first_of(",:\n\"") == std::string::npos ? text : to_text(nlohmann::json(text));
}

/// "<prompt>\nSteps: 8, Seed: 1, …": the form that Stable Diffusion web UIs write and read.
std::string parameters_text(const Provenance& provenance) {
  constexpr std::pair<const char*, const char*> kNames[] = {{"num_inference_steps", "Steps"},
                                                            {"scheduler", "Sampler"},
                                                            {"guidance_scale", "CFG scale"},
                                                            {"size", "Size"}};
  std::string line;
  const auto add = [&](const std::string& name, const nlohmann::json& value) {
    line += (line.empty() ? "" : ", ") + name + ": " + parameter_value(value);
  };
  const nlohmann::json& parameters = provenance.parameters;
  const bool is_object = parameters.is_object();
  for (const auto& [key, name] : kNames) {
    if (is_object && parameters.contains(key)) add(name, parameters.at(key));
  }
  add("Seed", provenance.seed);
  add("Model", provenance.model);
  if (is_object) {
    for (const auto& [key, value] : parameters.items()) {
      const bool is_named =
          std::ranges::any_of(kNames, [&](const auto& known) { return key == known.first; });
      if (!is_named) add(key, value);
    }
  }
  add("Version", kProgram);
  return (provenance.include_prompt ? provenance.instruction + "\n" : std::string()) + line;
}

}  // namespace

void add_provenance(const Provenance& provenance, WriteOptions& options) {
  const std::string json = to_text(to_json(provenance));
  const std::string parameters = clean(parameters_text(provenance));
  auto& properties = options.extra_properties;
  properties.push_back({"Xmp.iptcExt.DigitalSourceType", kSourceType});
  properties.push_back({"Xmp.iptcExt.AISystemUsed", "Video4Edit, " + clean(provenance.model)});
  properties.push_back(
      {"Xmp.iptcExt.AISystemVersionUsed",
       V4E_VERSION + (provenance.model_version.empty() ? "" : ", " + clean(provenance.model_version))});
  if (provenance.include_prompt) {
    properties.push_back({"Xmp.iptcExt.AIPromptInformation", clean(provenance.instruction)});
    if (!provenance.writer_name.empty()) {
      properties.push_back({"Xmp.iptcExt.AIPromptWriterName", clean(provenance.writer_name)});
    }
  }
  properties.push_back({"Xmp.xmp.CreatorTool", std::string(kProgram)});
  properties.push_back({kJsonProperty, json});
  properties.push_back({"Exif.Photo.UserComment", "charset=Unicode " + parameters});
  options.extra_texts.push_back({"parameters", parameters});
  options.extra_texts.push_back({kTextKey, json});
}

std::optional<nlohmann::json> provenance_of(const Photo& photo) {
  for (const TextEntry& text : photo.metadata.texts) {
    if (text.key == kTextKey) return parse_json(text.value, "the picture's record of its making");
  }
  const std::optional<std::string> json = property(photo.metadata, kJsonProperty);
  if (!json) return std::nullopt;
  return parse_json(*json, "the picture's record of its making");
}

std::optional<nlohmann::json> read_provenance(const std::filesystem::path& path, const RunContext& context) {
  return provenance_of(read_photo(path, {}, context));
}

}  // namespace v4e
