// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

/// Of one of several edits of the same photo, what is needed to see what it did to the rest of it.
struct EditTrace {
  Image first;  ///< frame of all of the photo, without borders: RGB, U8 or F32, at any size
  Image last;   ///< likewise, of the same size and type
  Image mask;   ///< one channel, U8, of any size: where the finished edit is not the photo
};

/// What several edits of one photo changed where none of them is: one area for all, or who changes most would
/// have least to answer for.
struct OutsideChanges {
  double share = 0;  ///< of the photo, that no edit changed: what is measured
  /// For each edit the root mean square difference there from its first frame to its last, of full scale.
  /// Against the first frame, not the photo: what the autoencoder loses is never laid over the photo.
  std::vector<double> rms;
};
/// With less left alone there is nothing that could be measured: `rms` is empty.
inline constexpr double kLeastOutsideShare = 0.01;

/// Throws Error(InvalidArgument) where there is no edit, or an edit's frames do not fit each other; Cancelled.
[[nodiscard]] OutsideChanges outside_changes(const std::vector<EditTrace>& edits, const RunContext& context = {});

}  // namespace v4e
