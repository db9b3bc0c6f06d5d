// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/edit/edit_settings.h"
#include "core/library/model_description.h"

namespace v4e {

/// The settings of a fast edit: what the model, or a few-step LoRA that is on, was made for, wherever nothing
/// else was said: steps, guidance, shift, sampler, and the strength of such a LoRA where it is 1. Throws
/// Error(InvalidArgument) where neither is known to need few steps.
[[nodiscard]] EditSettings fast_settings(const EditSettings& settings, const ModelDescription& model);

/// What to say before an edit whose few-step LoRA or model is asked for more steps or guidance than it was
/// made for, which burns the picture. Empty: there is nothing to say.
[[nodiscard]] std::vector<std::string> burning_notes(const EditSettings& settings,
                                                     const ModelDescription& model);

}  // namespace v4e
