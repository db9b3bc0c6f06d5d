// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/captions/caption_rewriter.h"
#include "core/edit/edit_settings.h"
#include "core/image/geometry.h"

namespace v4e {

/// The sentence that ChronoEdit's upscaler LoRA was trained with: a parameter of that model, which works with
/// no other words. Source: nv-tlabs/ChronoEdit, README.md, "Inference with other LoRAs".
inline constexpr const char* kFinishCaption =
    "The user want to enhance image clarity and resolution while keeping the content identical. "
    "super-resolution, high detail, 4K clarity, same composition, natural texture.";

/// Pixels of the longer side that such an edit works at; its authors tried it up to 2K.
inline constexpr int kFinishSide = 2048;

/// Whether an edit makes the one before once more, larger, by that LoRA.
[[nodiscard]] bool is_finish(const EditSettings& settings);

/// The area in pixels that a picture of that shape is finished at: kFinishSide along its longer side.
[[nodiscard]] std::int64_t finish_area_px(PixelSize photo);

/// The step that finishes an edit with those settings, whose LoRA number `lora` is the upscaler. It works as
/// the edit does otherwise, with the same few-step LoRA, in the same region. `photo`: what was edited.
[[nodiscard]] EditSettings finish_settings(const EditSettings& edit, std::size_t lora, PixelSize photo);

/// The caption of such a step.
[[nodiscard]] EvolutionCaption finish_caption(const EditSettings& settings);

}  // namespace v4e
