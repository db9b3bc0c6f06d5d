// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/editor/model_info.h"

#include <algorithm>
#include <cmath>

#include "core/base/log.h"
#include "core/base/resources.h"
#include "core/captions/effect_list.h"
#include "core/library/folder_parts.h"
#include "core/library/kind_question.h"
#include "core/library/model_sizes.h"
#include "core/nn/device.h"
#include "core/pipelines/last_picture.h"
#include "core/pipelines/part_config.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

/// What the model has learnt and has not, with one wording for each that is ready to be clicked.
void add_abilities(ui::ModelInfo& info, const ModelDescription& model) {
  if (!model.capabilities) return;
  info.can_do = *model.capabilities;
  info.can_do_in_region = model.region_capabilities;
  const std::vector<EffectEntry> effects = effect_list(resource_folder() / "captions");
  for (const std::string& id : info.can_do) {
    const auto known = std::ranges::find(effects, id, &EffectEntry::id);
    if (known != effects.end() && !known->suggestion.empty()) info.suggestions.push_back(known->suggestion);
  }
  for (const EffectEntry& effect : effects) {
    if (!model.can_do(effect.id, true)) info.cannot_do.push_back(effect.id);
  }
}

void add_device(ui::ModelInfo& info, std::int64_t weights) {
  const auto devices = list_devices();
  if (devices.empty()) return;
  const DeviceInfo& device = devices.front();  // that is what "auto" takes
  info.device = device.name + (device.fast_bf16 ? ", bf16" : ", fp32");
  info.free_bytes = device.free_bytes;
  info.value_bytes = device.fast_bf16 ? 2 : 4;
  info.on_cpu = device.id == "cpu";
  info.memory_bytes = weights * info.value_bytes;
}

int temporal_factor(const ModelDescription& model) {
  return static_cast<int>(read_vae_config(model.paths.vae).temporal_factor());
}

void add_parts(ui::ModelInfo& info, const fs::path& folder) {
  try {
    FolderParts found = folder_parts(folder);
    info.parts = std::move(found.parts);
    add_device(info, found.weights);
  } catch (const std::exception& error) {
    // A broken index is reported in `problem` already.
    logger("ui").warn("{}: {}", folder.filename().string(), error.what());
  }
}

ui::GivenEnd given_end(const ModelDescription& model) {
  try {
    Components parts(model.paths, {});
    switch (last_picture_of(parts)) {
      case LastPicture::Held:
        return ui::GivenEnd::Held;
      case LastPicture::Taken:
        return ui::GivenEnd::Taken;
      case LastPicture::Needed:
        return ui::GivenEnd::Needed;
      case LastPicture::Unused:
        break;
    }
  } catch (const Error& error) {
    logger("ui").warn("{}: {}", model.name, error.what());  // an edit by it says it to the user
  }
  return ui::GivenEnd::None;
}

void add_sizes(ui::ModelInfo& info, const ModelDescription& model) {
  try {
    info.sizes = measure_model(model.paths);
    info.memory_bytes = weight_bytes(info.sizes, {.value_bytes = info.value_bytes, .on_cpu = info.on_cpu});
  } catch (const Error& error) {
    logger("ui").warn("{}: {}", model.name, error.what());  // a part's note says it to the user
  }
}

}  // namespace

ui::ModelInfo make_model_info(const FoundModel& model) {
  ui::ModelInfo info;
  info.id = model.folder.string();
  info.name = model.folder.filename().string();
  info.ready = model.description.has_value();
  add_parts(info, model.folder);
  info.kinds = kind_questions(model.folder);
  if (!model.description) {
    info.description = model.problem;
    return info;
  }
  const ModelDescription& known = *model.description;
  info.name = known.name;
  add_sizes(info, known);
  add_abilities(info, known);
  info.methods = known.methods;
  info.few_steps = known.few_steps;
  info.given_end = given_end(known);
  info.has_two_experts = !known.paths.transformer_2.empty();
  info.wants_detailed_caption = !known.wants_short_captions();
  info.ranges.default_steps = known.default_steps;
  info.ranges.default_guidance = known.default_guidance;
  info.ranges.has_guidance = known.default_guidance > 1.0;
  info.ranges.default_frames = known.default_frames;
  info.ranges.default_negative_prompt = known.default_negative_prompt;
  info.ranges.can_reason = known.can_reason;
  info.ranges.frames = known.frame_choices();
  info.disk_bytes = known.disk_bytes;
  info.temporal_factor = temporal_factor(known);
  info.working_width = static_cast<int>(std::lround(std::sqrt(static_cast<double>(known.working_area_px))));
  info.working_height = info.working_width;
  return info;
}

}  // namespace v4e
