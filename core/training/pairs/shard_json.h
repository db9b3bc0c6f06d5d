// SPDX-License-Identifier: GPL-3.0-or-later
// The JSON beside the tensors of a set of encoded pairs.
#pragma once

#include "core/training/pairs/encoded_set.h"

namespace v4e::training {

inline constexpr int kSetFormat = 2;
inline constexpr const char* kSetFile = "set.json";
inline constexpr const char* kIdentityFile = "identity.json";  ///< of a set that is being written
inline constexpr std::size_t kMostShardJsonBytes = 256u << 20;

[[nodiscard]] nlohmann::json to_json(const EncodedEntry& entry);
[[nodiscard]] nlohmann::json to_json(const std::vector<PairNote>& notes);
/// What to_json() made; nlohmann's exceptions where it is something else.
[[nodiscard]] EncodedEntry entry_from(const nlohmann::json& json);
[[nodiscard]] PairNote note_from(const nlohmann::json& json);

}  // namespace v4e::training
