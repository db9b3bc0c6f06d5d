// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/captions/caption_rules.h"

namespace v4e {

/// Reads an instruction (UTF-8) with these rules; no steps where it holds no word. `has_region`: as
/// CaptionRewriter::read().
[[nodiscard]] InstructionReading read_instruction(const CaptionRules& rules, std::string_view instruction,
                                                  bool has_region);

}  // namespace v4e
