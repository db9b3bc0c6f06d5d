// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/lora_uses.h"

#include <algorithm>
#include <filesystem>

#include "core/base/advice.h"
#include "core/edit/finish.h"
#include "core/library/lora_purpose.h"
#include "core/library/lora_report.h"

namespace v4e {
namespace {

KnownPurpose purpose_of_choice(const LoraChoice& lora, const ModelDescription& model) {
  return lora_purpose_of(find_lora(lora.file, model.paths), model.paths);
}

bool is_left_out(const LoraChoice& lora, const EditSettings& settings, const ModelDescription& model) {
  return !is_finish(settings) && purpose_of_choice(lora, model).purpose == LoraPurpose::Finish;
}

/// Whether nothing tells what one of the LoRAs is for.
bool has_open_purpose(const EditSettings& settings, const ModelDescription& model) {
  return few_steps_base(model.paths) == FewStepsBase::ChronoEdit &&
         std::ranges::any_of(settings.loras, [&model](const LoraChoice& lora) {
           return purpose_of_choice(lora, model).basis == PurposeBasis::Open;
         });
}

[[noreturn]] void refuse_without(const std::string& needed, const EditSettings& settings,
                                 const ModelDescription& model) {
  const std::string text = needed + "; \"" + model.name + "\" has none here";
  if (!has_open_purpose(settings, model)) throw Error(ErrorCode::Unsupported, text);
  throw AdvisedError(ErrorCode::Unsupported,
                     text + ". If one of these LoRAs is that one under another name, say once what it is for",
                     {Advice::SayPurpose});
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
    if (lora.on && purpose_of_choice(lora, model).purpose == LoraPurpose::Sketch) return;
  }
  refuse_without(
      "to make a sketch real a ChronoEdit model is needed and its paint-brush LoRA "
      "(paintbrush_lora_diffusers.safetensors) among the LoRAs, which is known by \"paintbrush\" in its name",
      settings, model);
}

EditSettings finish_of(const EditSettings& edit, const ModelDescription& model, PixelSize photo) {
  for (std::size_t i = 0; i < edit.loras.size(); ++i) {
    if (purpose_of_choice(edit.loras[i], model).purpose == LoraPurpose::Finish)
      return finish_settings(edit, i, photo);
  }
  refuse_without(
      "to finish an edit at 2K a ChronoEdit model is needed and its upscaler LoRA "
      "(upsample_lora_diffusers.safetensors) among the LoRAs, which is known by \"upsample\" or "
      "\"upscale\" in its name",
      edit, model);
}

}  // namespace v4e
