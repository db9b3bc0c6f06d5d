// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

namespace v4e {

/// The first JSON object in what a language model wrote: alone, fenced as code, or with words around it. What
/// it thought aloud before (within <think>) does not count. Nothing where there is none.
[[nodiscard]] std::optional<nlohmann::json> json_object_in(std::string_view answer);

}  // namespace v4e
