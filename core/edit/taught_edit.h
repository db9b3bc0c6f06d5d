// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/captions/caption_rewriter.h"
#include "core/edit/edit_settings.h"
#include "core/pipelines/component_paths.h"

namespace v4e {

/// The text that one of the chosen LoRAs that are on was taught its edit with, where the instruction is that text, but
/// for capitals, spaces around it and a full stop. Nothing where no LoRA says so. Throws what opening a
/// LoRA's file throws.
[[nodiscard]] std::optional<std::string> taught_text(const EditSettings& settings,
                                                      const ComponentPaths& model);

/// The caption of an edit that a LoRA brings: its own text, of all of the photo, whatever the rules make of
/// its words.
[[nodiscard]] EvolutionCaption taught_caption(const std::string& text);

}  // namespace v4e
