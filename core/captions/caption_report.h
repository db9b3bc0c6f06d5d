// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/captions/caption_rewriter.h"

namespace v4e {

/// The caption as data: wish, kind, family, effect, target, replacement, colour, caption, detailed_caption,
/// language, confidence, needs_region, notes.
[[nodiscard]] nlohmann::json caption_report(const EvolutionCaption& caption);

/// An instruction read wish by wish: caption_report() of the whole, and steps (a report each), english,
/// used and unused (pairs of bytes).
[[nodiscard]] nlohmann::json reading_report(const InstructionReading& reading);

}  // namespace v4e
