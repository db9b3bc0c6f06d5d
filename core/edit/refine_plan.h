// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/edit/edit_settings.h"
#include "core/image/geometry.h"
#include "core/merge/merge.h"

namespace v4e {

/// What of a photo is made once more, from near.
struct RefinePart {
  std::shared_ptr<const Image> mask;  ///< as EditRequest::region: what changed, with some room around it
  PixelArea part;                     ///< of the photo, that the model sees
};

struct RefineChoice {
  std::optional<RefinePart> part;  ///< nothing: the first pass stays as it is
  std::string reason;              ///< for a person: why, or why not
};

/// The noise level at which the second run begins: what the first one made is still seen through it.
inline constexpr double kRefineSigma = 0.6;

/// Whether what an edit of all of the photo changed is made once more. `first`: its merge at full strength
/// and amount, at any scale; `map`: how its frames saw the photo.
[[nodiscard]] RefineChoice choose_refine(RefineMode mode, const MergeResult& first, const WorkingMap& map,
                                         std::int64_t working_area_px);

/// The scale at which a merge is enough to choose by.
[[nodiscard]] double refine_look_scale(const Image& photo);

/// What the second run begins from: the first one's edit of that part (`first`: its frames, without the
/// user's own wishes for the merge), as the model is to see it: F32 RGB, near.width x near.height; frame 0 is
/// the photo. Throws as merge().
[[nodiscard]] std::vector<Image> refine_start(const MergeRequest& first, const PixelArea& part,
                                              const WorkingMap& near, const RunContext& context = {});

}  // namespace v4e
