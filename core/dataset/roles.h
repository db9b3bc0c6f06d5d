// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "core/dataset/pair_record.h"

namespace v4e {

/// Which field of an object plays which role, by the names that published data sets use: source, target,
/// mask, video, instruction, evolution, id, kind, group, split, licence, origin, scores. `given` counts
/// before any guess.
using Roles = std::map<std::string, std::string>;
[[nodiscard]] Roles roles_of(const nlohmann::json& object, const Roles& given);

/// The names by which a role is guessed, the likeliest first.
[[nodiscard]] std::vector<std::string> names_of_role(std::string_view role);

/// What an object says of a pair besides its pictures: id, texts, kind and so on. Never throws on a field of
/// an odd type; it is left out.
[[nodiscard]] PairRecord described_record(const nlohmann::json& object, const Roles& roles);

}  // namespace v4e
