// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/captions/caption_rules.h"
#include "core/captions/wish_splitter.h"

namespace v4e {

/// A clause whose words for a region of the photo ("this", "the selection", "here") stand for it.
struct PointedClause {
  Clause clause;         ///< with "the selected part" in their place, and without "here"
  bool points = false;   ///< it has such words
  bool is_sure = false;  ///< others than "it" and "them", which may mean what was said before
};

[[nodiscard]] PointedClause pointed(const CaptionRules& rules, const Clause& clause);

/// The wish as it is meant where a region of the photo is chosen: an edit of the whole photo is done to the
/// region, whatever the region is called, and "this" is the region.
[[nodiscard]] Wish wish_in_region(const CaptionRules& rules, const Wish& wish);

/// "make the background darker" as "make it darker": an edit of a whole photo that is wished for the background
/// alone. Nothing where the wish is not that, as "blur the background", which is an edit of its own.
[[nodiscard]] std::optional<Wish> look_of_rest(const CaptionRules& rules, const Wish& wish);

/// Whether the wish points at something that only a region can tell.
[[nodiscard]] bool needs_region(const CaptionRules& rules, const Wish& wish);

}  // namespace v4e
