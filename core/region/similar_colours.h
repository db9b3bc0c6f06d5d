// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

struct SimilarColoursOptions {
  int x = 0;  ///< the pixel whose colour is meant
  int y = 0;
  double tolerance = 0.1;  ///< by how much each of a colour's parts may differ, of its full range
  bool contiguous = true;  ///< only what hangs together with that pixel, side by side; else all of the photo
};

/// The magic wand: pixels of about the colour of one. A photo of any type; alpha does not count. 255 or 0.
/// Throws Error(InvalidArgument) for a pixel outside of the photo or a tolerance outside of 0..1, Cancelled.
[[nodiscard]] Image similar_colours(const Image& photo, const SimilarColoursOptions& options,
                                    const RunContext& context = {});

}  // namespace v4e
