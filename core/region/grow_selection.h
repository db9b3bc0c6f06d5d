// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/image/pixel_area.h"
#include "core/merge/painted_mask.h"
#include "core/region/coarse_mask.h"
#include "core/region/mask_algebra.h"

namespace v4e {

/// A stroke over a thing, or beside it. In pixels of the photo.
struct GrowStroke {
  std::vector<MaskPoint> points;  ///< one is a dab
  double radius_px = 10;
  bool on_thing = true;  ///< false: what lies here is not meant
};

/// A thing in the photo, marked roughly.
struct GrowRequest {
  /// The thing lies in here. May reach beyond the photo. Nothing: it is found from its strokes.
  std::optional<PixelArea> box = {};
  /// At least one on the thing where there is no box.
  std::vector<GrowStroke> strokes = {};
};

/// Finds the thing that is marked, by the colours that tell it from what is around it (cv::grabCut), on a
/// part of the photo around the marks, so that a small thing in a large photo keeps its resolution. From
/// strokes it grows over what looks alike, hangs together with them and is not `settled`: what belongs to the
/// selection already when adding to it, what does not when taking away from it; of the photo's size, or
/// empty. With a box `settled` does not matter.
///
/// The same marks give the same answer. Nothing is selected where nothing stands out. A photo of any type, in
/// sRGB or something like it. Throws Error(InvalidArgument) where a mark is missing or does not touch the
/// photo, Cancelled, between tries of some hundred milliseconds.
[[nodiscard]] CoarseMask grow_selection(const Image& photo, const GrowRequest& request,
                                        const Image& settled = {}, const RunContext& context = {});

/// The smart brush: adds the thing under a stroke to the selection (how: Add), or takes it away (Subtract),
/// refined along the photo's edges. Throws what grow_selection() throws, and Error(InvalidArgument) on other
/// combinations.
[[nodiscard]] Image with_smart_stroke(const Image& photo, const Image& selection, const GrowStroke& stroke,
                                      MaskCombination how, const RunContext& context = {});

}  // namespace v4e
