// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/base/run_context.h"
#include "core/experiment/claims_model.h"
#include "core/experiment/claims_sets.h"
#include "core/experiment/claims_settings.h"
#include "core/experiment/latent_set.h"

namespace v4e::training {

/// The teacher's ways of the first settings.rollouts triplets, kept in `file` with weights by v4e rollout's
/// tests; says how many passed and what failed. Throws Cancelled, Error(FileUnwritable).
[[nodiscard]] nlohmann::json roll_out(ClaimsModel& teacher, const LatentSet& triplets,
                                      const ClaimsSettings& settings, const std::filesystem::path& file,
                                      const RunContext& context);

/// Its ways of held-out edits, whose true states are known: of each the variant, the photo, squared errors of
/// the way and of a cross-fade; and what the codec alone loses. Throws Cancelled.
[[nodiscard]] nlohmann::json measure_ways(ClaimsModel& teacher, const HeldOutSet& set,
                                          const ClaimsSettings& settings, const RunContext& context);

}  // namespace v4e::training
