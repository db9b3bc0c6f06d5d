// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/checkpoints/state_dict.h"
#include "core/checkpoints/weight_family.h"

namespace v4e {

/// What some weights are, recognised by their names alone.
struct Recognised {
  enum class Kind { Unknown, Part, Lora, Foreign };
  Kind kind = Kind::Unknown;
  std::optional<ModelPart> part;  ///< of Kind::Part
  std::string text;               ///< "a LoRA", "the transformer of Wan VACE" …; empty for Unknown
};

[[nodiscard]] Recognised recognise(const StateDictReader& reader);

}  // namespace v4e
