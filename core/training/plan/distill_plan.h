// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/library/training_plan.h"
#include "core/training/distill/distill_run.h"
#include "core/training/steps/few_step_options.h"

namespace v4e::training {

/// A training by distill() as plan_training() sees it: its largest batch, in one of so many processes;
/// nothing is loaded. Throws what opening set and headers throws, Error(InvalidArgument) as DistillBatches
/// does.
[[nodiscard]] TrainingWork distill_work(const DistillOptions& options, const Student& student,
                                        const EncodedSet& set, int processes, Sharding sharding);

/// The same of one by distill_few_steps(), with the trajectories that are made before it.
[[nodiscard]] TrainingWork few_step_work(const FewStepOptions& options, const Student& student,
                                         const EncodedSet& set, int processes, Sharding sharding);

/// Memory that is free on `device` now, and how the model is computed there.
[[nodiscard]] ComputeMemory training_memory(const at::Device& device);

}  // namespace v4e::training
