// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

#include "core/captions/caption_rewriter.h"

namespace v4e {

/// The caption as data: kind, family, effect, target, replacement, colour, caption, detailed_caption,
/// language, confidence, notes.
[[nodiscard]] nlohmann::json caption_report(const EvolutionCaption& caption);

}  // namespace v4e
