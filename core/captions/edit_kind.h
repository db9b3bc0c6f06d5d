// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace v4e {

/// What an instruction asks for.
enum class EditKind { Add, Remove, Replace, Background, Colour, Style, Restore, Text, Weather, Other };

/// How an edit unfolds: a change of state in place, or a change of structure.
enum class EvolutionFamily { Temporal, Spatial };

/// Names for JSON and messages, e.g. "background", "temporal".
[[nodiscard]] std::string_view to_string(EditKind kind);
[[nodiscard]] std::string_view to_string(EvolutionFamily family);

}  // namespace v4e
