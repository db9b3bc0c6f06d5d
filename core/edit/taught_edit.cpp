// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/taught_edit.h"

#include "core/captions/same_instruction.h"
#include "core/library/lora_report.h"
#include "core/pipelines/lora_texts.h"

namespace v4e {

std::optional<std::string> taught_text(const EditSettings& settings, const ComponentPaths& model) {
  for (const LoraChoice& lora : settings.loras) {
    if (!lora.on) continue;
    for (const auto& [asked, text] : lora_texts(find_lora(lora.file, model))) {
      if (same_instruction(asked, settings.instruction)) return text;
    }
  }
  return std::nullopt;
}

EvolutionCaption taught_caption(const std::string& text) {
  EvolutionCaption taught;
  taught.wish = text;
  taught.confidence = 1;
  taught.region_use = RegionUse::Cropped;
  taught.caption = taught.detailed_caption = text;
  return taught;
}

}  // namespace v4e
