// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/training/effects.h"

namespace v4e::training {

/// How an edit is related to what the clips of the pre-training show: 'A' the same process, 'B' a related
/// one, 'C' never.
[[nodiscard]] char group_of(const std::string& effect_id);

/// The edits of the experiment: all of groups A to C, those with colours in the colours that are given for
/// their id, in the order of effects(). Throws Error(InvalidArgument) where an id or a colour is not among
/// what instructions ask for.
[[nodiscard]] std::vector<Effect> claims_variants(
    const std::map<std::string, std::vector<std::string>>& colours);

/// Which of `variants` each of `count` triplets is, a function of the seed alone: every run of `variants`
/// triplets has each once, so that a set's first hundredth is as mixed as the whole.
[[nodiscard]] std::vector<std::size_t> stratified_order(std::size_t variants, std::size_t count,
                                                        std::uint64_t seed);

}  // namespace v4e::training
