// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/dataset/encode_dataset.h"
#include "core/dataset/rollout_filters.h"
#include "core/training/rollout/teacher.h"

namespace v4e {

struct RolloutOptions {
  EncodeOptions encode = {};
  training::TeacherOptions teacher = {};
  RolloutLimits limits = {};
  std::string teacher_name = {};
  /// What the teacher is told of a pair; none: its evolution, else its first instruction.
  std::function<std::string(const PairRecord&)> caption = {};
};

/// Has a teacher make the way from the photo to the edit of each pair to train on, and encodes the pairs for
/// the student that is to learn them: a set as encode_dataset() makes it, in which a way that passes the
/// tests stands beside its pair as "ID~way" with all latent frames (where the student makes one latent frame
/// alone, in its place). A pair whose way fails keeps its edit alone. Of each way the set's shards hold what
/// was measured (rollout_report.h). Goes on, can be shared among programs and reports as encode_dataset().
///
/// Both models must have the same VAE. Throws Error(CheckpointMismatch) where they have not, and what
/// encode_dataset() and training::Teacher throw.
EncodeReport roll_out_dataset(const Dataset& dataset, Components& student, Components& teacher,
                              const std::filesystem::path& folder, const RolloutOptions& options,
                              const RunContext& context, const std::function<void(const std::string&)>& say);

}  // namespace v4e
