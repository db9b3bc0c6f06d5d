// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/library/training_plan.h"
#include "core/training/distill/distill_run.h"

namespace v4e::training {

/// A training by distill() as plan_training() sees it: its largest batch, in one of `company`'s processes;
/// nothing is loaded. Throws what opening set and headers throws, Error(InvalidArgument) as DistillBatches
/// does.
[[nodiscard]] TrainingWork distill_work(const DistillOptions& options, const Student& student,
                                        const EncodedSet& set, int processes, Sharding sharding);

/// Memory that is free on `device` now, and how the model is computed there.
[[nodiscard]] ComputeMemory training_memory(const at::Device& device);

}  // namespace v4e::training
