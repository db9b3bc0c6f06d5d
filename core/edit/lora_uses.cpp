// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/lora_uses.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/edit/finish.h"
#include "core/library/lora_purpose.h"
#include "core/library/lora_report.h"

namespace v4e {
namespace {

LoraPurpose purpose_of_choice(const LoraChoice& lora, const ModelDescription& model) {
  return lora_purpose_of(find_lora(lora.file, model.paths), model.paths);
}

bool is_left_out(const LoraChoice& lora, const EditSettings& settings, const ModelDescription& model) {
  return !is_finish(settings) && purpose_of_choice(lora, model) == LoraPurpose::Finish;
}

}  // namespace

std::vector<LoraChoice> loras_in_use(const EditSettings& settings, const ModelDescription& model) {
  std::vector<LoraChoice> used;
  for (const LoraChoice& lora : settings.loras) {
    if (lora.on && !is_left_out(lora, settings, model)) used.push_back(lora);
  }
  return used;
}

std::vector<std::string> left_out_notes(const EditSettings& settings, const ModelDescription& model) {
  std::vector<std::string> notes;
  for (const LoraChoice& lora : settings.loras) {
    if (lora.on && is_left_out(lora, settings, model))
      notes.push_back(std::filesystem::path(lora.file).filename().string() +
                      " is for finishing an edit at 2K and has no part in others");
  }
  return notes;
}

void require_sketch_lora(const EditSettings& settings, const ModelDescription& model) {
  for (const LoraChoice& lora : settings.loras) {
    if (lora.on && purpose_of_choice(lora, model) == LoraPurpose::Sketch) return;
  }
  throw Error(ErrorCode::Unsupported,
              "to make a sketch real a ChronoEdit model is needed and its paint-brush LoRA "
              "(paintbrush_lora_diffusers.safetensors) among the LoRAs, which is known by \"paintbrush\" in "
              "its name; \"" +
                  model.name + "\" has none here");
}

EditSettings finish_of(const EditSettings& edit, const ModelDescription& model, PixelSize photo) {
  for (std::size_t i = 0; i < edit.loras.size(); ++i) {
    if (purpose_of_choice(edit.loras[i], model) == LoraPurpose::Finish)
      return finish_settings(edit, i, photo);
  }
  throw Error(ErrorCode::Unsupported,
              "to finish an edit at 2K a ChronoEdit model is needed and its upscaler LoRA "
              "(upsample_lora_diffusers.safetensors) among the LoRAs, which is known by \"upsample\" or "
              "\"upscale\" in its name; \"" +
                  model.name + "\" has none here");
}

}  // namespace v4e
