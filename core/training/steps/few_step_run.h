// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "core/base/run_context.h"
#include "core/training/distill/distill_run.h"
#include "core/training/pairs/encoded_set.h"
#include "core/training/steps/few_step_options.h"

namespace v4e::training {

/// How near edits in few steps come to the guided model's in many, in dB of PSNR over all pixels: mean of the
/// edits of one split.
struct FewStepQuality {
  std::size_t edits = 0;
  double before = 0;  ///< of the model that is to learn, in few steps without guidance
  double after = 0;
};

struct FewStepReport {
  std::int64_t best_step =
      0;  ///< whose weights were kept: the best of those looked at on "val", else the last
  FewStepQuality val;
  FewStepQuality test;
};

/// How many held-out edits of a split ("val", "test") are compared with the guided model's.
[[nodiscard]] std::size_t few_step_pictures(const EncodedSet& set, const std::string& split);

/// Makes trajectories of the guided model and teaches the model to follow them in few steps, as a LoRA whose
/// file says so (kLoraFewSteps). `paths.output` gets what distill() writes there, and the trajectories. Goes
/// on where an earlier run was stopped or killed, has company, and throws, as distill() does;
/// Error(InvalidArgument) where guidance would be folded into a LoRA a second time.
FewStepReport distill_few_steps(const FewStepOptions& options, const Student& student,
                                const DistillPaths& paths, at::Device device, const RunContext& context,
                                const std::function<void(const std::string&)>& say,
                                const Company& company = {});

}  // namespace v4e::training
