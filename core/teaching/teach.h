// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include "core/base/run_context.h"
#include "core/library/model_description.h"
#include "core/teaching/lesson.h"
#include "core/teaching/teaching_plan.h"

namespace v4e {

[[nodiscard]] TeachingSettings teaching_settings(const ModelDescription& model, std::size_t pairs);

/// What a round of teaching so many pairs takes here. Measures for a tenth of a second how fast matrices are
/// multiplied. Throws what reading the headers of the model's files throws.
[[nodiscard]] TeachingPlan plan_teaching(const ModelDescription& model, std::size_t pairs);

/// Teaches the folder's lesson to the model until its rounds are done, edits what was kept apart, and writes
/// the result. Goes on where it was, whatever ended it: at most half a minute of training is done again. The
/// context hears of Stage::EncodeImage (pairs), Stage::Train (steps of the round) and Stage::Merge (edits of
/// pairs that were kept apart). A stop counts within a block of the model; Cancelled. Throws
/// Error(InvalidArgument) where too few pairs can be used, naming what is wrong with them, and what
/// encode_dataset(), training::distill() and the editor throw.
LessonResult teach(const LessonFolder& folder, const ModelDescription& model, const RunContext& context);

/// Another number of steps, for tests.
LessonResult teach(const LessonFolder& folder, const ModelDescription& model,
                   const TeachingSettings& settings, const RunContext& context);

}  // namespace v4e
