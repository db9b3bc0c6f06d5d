// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/captions/effect_list.h"

#include "core/base/json_file.h"

namespace v4e {

std::vector<EffectEntry> effect_list(const std::filesystem::path& folder) {
  const auto file = read_json_file(folder / "effects.json");
  std::vector<EffectEntry> list;
  for (const auto& entry : file.at("effects")) {
    EffectEntry effect{entry.at("id").get<std::string>(), entry.value("suggestion", "")};
    if (effect.id != "adjust") list.push_back(std::move(effect));
  }
  return list;
}

}  // namespace v4e
