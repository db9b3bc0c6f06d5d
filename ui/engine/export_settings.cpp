// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/engine/export_settings.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/base/json_file.h"

namespace v4e::ui {
namespace {

constexpr const char* kJsonKey = "video4edit";
// IPTC's term for a photo of which a part was made by a generative model.
constexpr const char* kComposite =
    "http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia";

// The text that A1111 writes and most other programs read.
std::string parameters_text(const EditResult& result) {
  const EditOrder& order = result.order;
  return order.instruction + "\nSteps: " + std::to_string(order.steps) +
         ", Seed: " + std::to_string(order.seed) + ", CFG scale: " + nlohmann::json(order.guidance).dump() +
         ", Model: " + result.model_name + ", Version: Video4Edit " V4E_VERSION;
}

}  // namespace

std::string settingsJson(const EditResult& result) {
  const EditOrder& order = result.order;
  return nlohmann::json{{"version", 1},
                        {"program", "Video4Edit " V4E_VERSION},
                        {"model", order.model_id},
                        {"instruction", order.instruction},
                        {"own_caption", order.caption},
                        {"caption", result.caption},
                        {"steps", order.steps},
                        {"guidance", order.guidance},
                        {"frames", order.frames},
                        {"frame", result.chosen},
                        {"seed", order.seed}}
      .dump();
}

EditOrder orderFromJson(const std::string& json) {
  const nlohmann::json value = parse_json(json, "the photo's settings", 4);
  try {
    EditOrder order;
    order.model_id = value.at("model").get<std::string>();
    order.instruction = value.at("instruction").get<std::string>();
    order.caption = value.value("own_caption", std::string());
    order.steps = std::clamp(value.value("steps", 4), 1, 1000);
    order.guidance = value.value("guidance", 1.0);
    order.frames = std::clamp(value.value("frames", 5), 1, 1000);
    order.seed = value.value("seed", std::uint64_t{0});
    return order;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorCode::FileMalformed,
                std::string("the photo's settings cannot be read: ") + error.what());
  }
}

std::optional<EditOrder> embeddedOrder(const Photo& photo) {
  const auto& texts = photo.metadata.texts;
  const auto found =
      std::find_if(texts.begin(), texts.end(), [](const TextEntry& entry) { return entry.key == kJsonKey; });
  if (found == texts.end()) return std::nullopt;
  return orderFromJson(found->value);
}

void describeEdit(const EditResult& result, bool embedSettings, WriteOptions& options) {
  options.extra_properties.push_back({"Xmp.iptcExt.DigitalSourceType", kComposite});
  options.extra_properties.push_back({"Xmp.xmp.CreatorTool", "Video4Edit " V4E_VERSION});
  if (!embedSettings) return;
  options.extra_texts.push_back({"parameters", parameters_text(result)});
  options.extra_texts.push_back({kJsonKey, settingsJson(result)});
  options.extra_properties.push_back({"Xmp.dc.description", result.order.instruction});
}

}  // namespace v4e::ui
