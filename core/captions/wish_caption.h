// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/captions/caption_rules.h"
#include "core/captions/wish_splitter.h"

namespace v4e {

/// The caption of a wish that a rule fits.
[[nodiscard]] EvolutionCaption caption_of(const CaptionRules& rules, const Wish& wish);

/// Whether a wish, as it was written, is of all but something: the background, "everything but the cat".
[[nodiscard]] bool is_of_rest(const CaptionRules& rules, const Wish& wish);

}  // namespace v4e
