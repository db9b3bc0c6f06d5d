// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/merge/change_mask.h"
#include "core/merge/merge.h"
#include "core/merge/transfer.h"

namespace v4e {

/// The evolution up to the wanted moment, at working size without borders, and what it says about itself.
/// All pictures F32 RGB of one size.
struct Evolution {
  Image photo;   ///< the photo shrunk
  Image before;  ///< frame 0
  Image after;   ///< the wanted frame, free of drift
  Image target;  ///< photo + after - before: the edit without what the autoencoder lost
  ChangeMask changes;
  LocalAffine colour;  ///< photo -> target, everywhere
  MergeMetrics metrics;
};

/// `frames` without borders and drift, the wanted one last; `region` as in MergeRequest.
[[nodiscard]] Evolution study_evolution(const Image& photo, const std::vector<Image>& frames,
                                        const Image& region = {}, const RunContext& context = {});

struct WayChoice {
  MergeWay way = MergeWay::Unchanged;
  std::string reason;
};

struct WayHints {
  bool can_edit_tiles = false;
  bool painted = false;  ///< a paint style was asked for
  bool partial = false;  ///< the edit is of something in the picture, or of all but that
  bool whole = false;    ///< the edit is of every pixel, also where little changes
};

/// The way that fits the evolution; Texture only where tiles can be edited.
[[nodiscard]] WayChoice choose_way(const MergeMetrics& metrics, double tint_share, const WayHints& hints);

}  // namespace v4e
