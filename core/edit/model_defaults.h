// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/edit/edit_settings.h"
#include "core/library/model_description.h"

namespace v4e {

/// The settings with the model's own values where nothing was said. What stays empty is left to the model's
/// files: the shift to its schedule. Without guidance nothing is avoided, so a negative prompt goes.
[[nodiscard]] EditSettings with_defaults(const EditSettings& settings, const ModelDescription& model);

}  // namespace v4e
