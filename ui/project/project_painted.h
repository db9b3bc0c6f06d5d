// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>

#include "core/document/project/project_file.h"
#include "ui/masks/mask_model.h"

namespace v4e::ui {

/// In a project of an older program, which had one painting for all steps: the step that is shown.
inline constexpr PaintedOn kShownStep{-1, false};

/// What is painted on the open photo and on its edits goes into its project, whether an edit was merged with
/// it or not: a mask that is there before the first edit, a region that waits for its first stroke.
class PaintedStore {
 public:
  /// `painted` by the file's numbers of the steps. What is the same as the last time is not written again.
  /// True: pictures may have lost their use.
  bool write(ProjectFile& file, const PaintedSteps& painted);

 private:
  struct Entry {
    MaskState state;
    NamedPictures pictures;
  };
  std::map<PaintedOn, Entry> written_;
  bool has_written_ = false;
};

/// By the file's numbers of the steps, 0 is the photo. What a step that is not there was merged with, only
/// its edit knows. Throws Error(FileMalformed).
[[nodiscard]] PaintedSteps loadPainted(ProjectFile& file);

}  // namespace v4e::ui
