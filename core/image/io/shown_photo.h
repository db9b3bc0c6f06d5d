// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/run_context.h"
#include "core/image/photo.h"

namespace v4e {

/// Longer side of a picture that a language model is shown.
inline constexpr int kShownSidePx = 768;
inline constexpr int kShownQuality = 88;  ///< of its JPEG

/// The photo as somebody else may see it: a JPEG in sRGB whose longer side is `side_px` at most, without any
/// metadata. Throws Error(OutOfMemory), Cancelled.
[[nodiscard]] std::string shown_jpeg(const Photo& photo, int side_px = kShownSidePx,
                                     const RunContext& context = {});

}  // namespace v4e
