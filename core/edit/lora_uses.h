// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/edit/edit_settings.h"
#include "core/image/geometry.h"
#include "core/library/model_description.h"

namespace v4e {

/// The LoRAs that are on and that an edit is made with: one for finishing only where that is what is done.
/// Throws what reading the model's headers throws.
[[nodiscard]] std::vector<LoraChoice> loras_in_use(const EditSettings& settings,
                                                   const ModelDescription& model);

/// What to say before an edit of the LoRAs that are on and have no part in it. Empty: there is nothing to
/// say.
[[nodiscard]] std::vector<std::string> left_out_notes(const EditSettings& settings,
                                                      const ModelDescription& model);

/// Throws Error(Unsupported) where something is sketched and no LoRA that is on makes sketches real.
void require_sketch_lora(const EditSettings& settings, const ModelDescription& model);

/// The step that finishes an edit with those settings: finish_settings() with the first LoRA for it, on or
/// off. Throws Error(Unsupported) where there is none among them.
[[nodiscard]] EditSettings finish_of(const EditSettings& edit, const ModelDescription& model,
                                     PixelSize photo);

}  // namespace v4e
