// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/magic_brush_turns.h"

#include "core/base/error.h"

namespace v4e {

std::vector<nlohmann::json> magic_brush_turns(const nlohmann::json& list, const std::filesystem::path& path) {
  std::vector<nlohmann::json> turns;
  if (!list.is_array() && !list.is_object())
    throw Error(ErrorCode::FileMalformed, path.string() + ": must be a list of turns, or turns by picture");
  for (const auto& entry : list) {
    if (entry.is_array()) {
      turns.insert(turns.end(), entry.begin(), entry.end());
    } else {
      turns.push_back(entry);
    }
  }
  return turns;
}

}  // namespace v4e
