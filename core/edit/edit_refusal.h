// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/captions/caption_rewriter.h"
#include "core/edit/edit_settings.h"
#include "core/library/model_description.h"

namespace v4e {

/// Throws Error(Unsupported): the model has not learnt it, and what it can do.
[[noreturn]] void refuse_effect(const ModelDescription& model, const EvolutionCaption& caption,
                                const CaptionRewriter& rewriter);

/// The method that the settings name, or else the model's usual one; nothing where it can edit by none.
[[nodiscard]] std::optional<EditMethod> method_of(const ModelDescription& model, const EditSettings& settings);

/// Throws Error(Unsupported) where the model cannot edit by the method that the settings name, where that one
/// makes no way to a finished edit, and where what is for films of image-to-video models is asked of another
/// method.
void require_method(const ModelDescription& model, const EditSettings& settings);

/// Throws Error(InvalidArgument): this is about a part of the photo, and none is chosen.
[[noreturn]] void ask_for_region(const std::string& wish);

/// Throws Error(InvalidArgument): this is about all but the subject, which is chosen.
[[noreturn]] void refuse_subject(const std::string& wish);

}  // namespace v4e
