// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/document/project/project_file.h"
#include "ui/sketch/sketch_model.h"

namespace v4e::ui {

/// What is sketched for the edits that will be made of the photo and of its edits, as a setting of the
/// project: places and widths to a hundredth of a pixel. What an edit was made with is among its settings.
[[nodiscard]] std::string sketchesText(const SketchSteps& sketches);
/// Throws Error(FileMalformed) on what sketchesText() does not make.
[[nodiscard]] SketchSteps sketchesFrom(const std::string& text);

/// By the file's numbers of the steps, 0 is the photo. What is damaged is left out: that is no reason not to
/// open the project.
[[nodiscard]] SketchSteps loadSketches(ProjectFile& file);

}  // namespace v4e::ui
