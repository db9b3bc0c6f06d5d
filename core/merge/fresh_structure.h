// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/merge/grey.h"
#include "core/merge/merge_way.h"

namespace v4e {

/// An edit of the whole picture: a colour map, and what came on top of it.
struct RecolourAndMore {
  LocalAffine colour;
  /// What no colour map makes out of the photo, such as flakes: F32, four channels (the fourth is 0), to be
  /// added to the recoloured photo. Empty where all that is left is the model's own errors.
  Image fresh;
};

/// Where there is fresh structure, the colour map is fitted again without it: one that has seen the flakes
/// is pulled towards them. Where greys are kept, neither of the two gives them colour.
[[nodiscard]] RecolourAndMore part_fresh_structure(const Evolution& evolution, GreyRule greys);

}  // namespace v4e
