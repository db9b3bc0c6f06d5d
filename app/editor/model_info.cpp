// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/editor/model_info.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "core/base/json_file.h"
#include "core/base/log.h"
#include "core/base/resources.h"
#include "core/checkpoints/checkpoint.h"
#include "core/models/wan_vae/config.h"
#include "core/nn/device.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

nlohmann::json caption_data(const char* name) {
  return read_json_file(resource_folder() / "captions" / name);
}

/// One wording for each effect that the model has learnt, ready to be clicked.
std::vector<std::string> wordings(const ModelDescription& model) {
  std::vector<std::string> result;
  if (!model.capabilities) return result;
  const auto file = caption_data("nano_instructions.json");
  for (const std::string& effect : *model.capabilities) {
    const auto found = file.at("effects").find(effect);
    if (found == file.at("effects").end() || !found->contains("train")) continue;
    const auto text = found->at("train").front().get<std::string>();
    // A wording about some object is no suggestion before it is known what the photo shows.
    if (text.find('{') == std::string::npos) result.push_back(text);
  }
  return result;
}

/// Effects of effects.json that the model has not learnt, in the file's order.
std::vector<std::string> missing_effects(const ModelDescription& model) {
  std::vector<std::string> missing;
  for (const auto& effect : caption_data("effects.json").at("effects")) {
    const auto id = effect.at("id").get<std::string>();
    // The two collective ones are no abilities.
    if (id != "other" && id != "adjust" && !model.can_do(id)) missing.push_back(id);
  }
  return missing;
}

std::int64_t weight_count(const fs::path& folder) {
  std::int64_t count = 0;
  const auto reader = open_checkpoint(folder);
  for (const std::string& name : reader->names()) {
    std::int64_t size = 1;
    for (const std::int64_t side : reader->info(name).shape) size *= side;
    count += size;
  }
  return count;
}

std::string size_text(std::int64_t weights) {
  const double millions = static_cast<double>(weights) / 1e6;
  return std::to_string(std::lround(std::max(1.0, millions))) + " M";
}

/// The parts that the index names. Counts the weights of those that have some.
std::vector<ui::ModelPart> list_parts(const fs::path& folder, std::int64_t& weights) {
  std::vector<ui::ModelPart> parts;
  const auto index = read_json_file(folder / "model_index.json");
  for (const auto& [name, entry] : index.items()) {
    const bool is_part = entry.is_array() && entry.size() == 2 && entry[1].is_string();
    if (!is_part) continue;
    ui::ModelPart part{name, fs::is_directory(folder / name), ""};
    const bool has_weights =
        name != "scheduler" && name.rfind("tokenizer", 0) != 0 && name.find("processor") == std::string::npos;
    if (part.found && has_weights) {
      try {
        const std::int64_t own = weight_count(folder / name);
        weights += own;
        part.note = size_text(own);
      } catch (const Error& error) {
        part.found = false;
        part.note = error.what();
      }
    }
    parts.push_back(std::move(part));
  }
  return parts;
}

void add_device(ui::ModelInfo& info, std::int64_t weights) {
  const auto devices = list_devices();
  if (devices.empty()) return;
  const DeviceInfo& device = devices.front();  // that is what "auto" takes
  info.device = device.name + (device.fast_bf16 ? ", bf16" : ", fp32");
  info.free_bytes = device.free_bytes;
  info.memory_bytes = weights * (device.fast_bf16 ? 2 : 4);
}

int temporal_factor(const fs::path& folder) {
  const fs::path file = folder / "vae" / "config.json";
  return static_cast<int>(WanVaeConfig::from_json(read_json_file(file), file.string()).temporal_factor());
}

void add_parts(ui::ModelInfo& info, const fs::path& folder) {
  try {
    std::int64_t weights = 0;
    info.parts = list_parts(folder, weights);
    add_device(info, weights);
  } catch (const std::exception& error) {
    // A broken index is told by `problem` already.
    logger("ui").warn("{}: {}", folder.filename().string(), error.what());
  }
}

}  // namespace

ui::ModelInfo make_model_info(const FoundModel& model) {
  ui::ModelInfo info;
  info.id = model.folder.string();
  info.name = model.folder.filename().string();
  info.ready = model.description.has_value();
  add_parts(info, model.folder);
  if (!model.description) {
    info.description = model.problem;
    return info;
  }
  const ModelDescription& known = *model.description;
  info.name = known.name;
  info.suggestions = wordings(known);
  if (known.capabilities) {
    info.can_do = *known.capabilities;
    info.cannot_do = missing_effects(known);
  }
  info.wants_detailed_caption = !known.wants_short_captions();
  info.ranges.default_steps = known.default_steps;
  info.ranges.default_guidance = known.default_guidance;
  info.ranges.has_guidance = known.default_guidance > 1.0;
  info.ranges.default_frames = known.default_frames;
  info.ranges.default_negative_prompt = known.default_negative_prompt;
  info.ranges.can_reason = known.can_reason;
  info.ranges.frames = {known.default_frames};
  if (!known.capabilities) info.ranges.frames = {5, 9, 17, 29, 49, 81};
  info.disk_bytes = known.disk_bytes;
  info.temporal_factor = temporal_factor(model.folder);
  info.working_width = static_cast<int>(std::lround(std::sqrt(static_cast<double>(known.working_area_px))));
  info.working_height = info.working_width;
  return info;
}

}  // namespace v4e
