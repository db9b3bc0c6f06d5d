// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/document/project/project_file.h"
#include "ui/masks/mask_model.h"

namespace v4e::ui {

/// What is painted on the open photo goes into its project, whether an edit was merged with it or not: a mask
/// that is there before the first edit, a region that waits for its first stroke.
void storePainted(ProjectFile& file, const MaskState& painted);

/// Nothing where the project does not say: then only its edits know. Throws Error(FileMalformed).
[[nodiscard]] std::optional<MaskState> loadPainted(ProjectFile& file);

}  // namespace v4e::ui
