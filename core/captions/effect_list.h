// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace v4e {

/// An edit that a small model can be trained on.
struct EffectEntry {
  std::string id;          ///< as in effects.json, e.g. "bw"
  std::string suggestion;  ///< an instruction ready to be clicked; empty: it needs an object of the photo
};

/// The edits of effects.json in `folder`, in its order, without the collective one for any adjustment.
/// Throws Error(FileUnreadable | FileMalformed).
[[nodiscard]] std::vector<EffectEntry> effect_list(const std::filesystem::path& folder);

}  // namespace v4e
