// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <vector>

#include "core/experiment/claims_model.h"
#include "core/experiment/claims_sets.h"

namespace v4e::training {

struct FigureModels {
  ClaimsModel& native;  ///< the video model as it is
  ClaimsModel& teacher;
  ClaimsModel& student;
  int rollout_steps = 8;
};

/// Six edits of held-out photos, one a row: the photo, what the native image-to-video model makes of it, the
/// text-to-video form of the same (no photo is given; the film begins in the photo's own noise of level 0.7),
/// four frames of the teacher's way, the student's edit, the wanted one. Fewer rows where there are fewer
/// edits.
void write_claims_figure(const std::filesystem::path& path, const std::vector<Effect>& variants,
                         const HeldOutSet& held_out, const FigureModels& models);

}  // namespace v4e::training
