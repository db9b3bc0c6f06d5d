// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/dataset/picture_store.h"

namespace v4e {

struct PrepareOptions {
  std::int64_t area_px = 98304;  ///< most pixels of a picture that the model sees
  int block_px = 16;             ///< sides are multiples of it
  /// With a mask: outside of it the edit becomes the photo, so that a drift of whatever made the edit is not
  /// learnt. The border is feathered.
  bool clean_outside = true;
};

/// A photo and its edit, made to lie on each other, at their own resolution.
struct AlignedPair {
  std::string id;
  Image source;                    ///< F32 RGB, sRGB
  Image target;                    ///< of the same size
  Image mask;                      ///< F32, 1 channel, 1: edited; empty where none is known
  std::vector<std::string> notes;  ///< for the report: what had to be made fit
};

/// Opens a pair. Where the aspects differ the borders of one picture are cut. Throws what PictureStore does,
/// Error(InvalidArgument) where the pictures have too different aspects or are the same: nothing to learn.
[[nodiscard]] AlignedPair open_pair(const PairRecord& record, PictureStore& store,
                                    const RunContext& context = {});

/// A pair as a list shows it.
struct PairLook {
  Image source;  ///< U8 RGB, sRGB; with a fault each by itself, and empty where it cannot be opened
  Image target;  ///< without a fault of the same size
  PairFault fault = PairFault::None;
  std::string detail;  ///< of a fault, in words
  std::vector<std::string> notes;
};

/// Opens a pair as training does; its longer side becomes `side_px`. Throws Cancelled alone.
[[nodiscard]] PairLook look_at_pair(const PairRecord& record, PictureStore& store, int side_px,
                                    const RunContext& context = {});

/// A pair as a model sees it.
struct PreparedPair {
  Image source;  ///< U8 RGB; empty where a part of the picture shows nothing of the edit
  Image target;  ///< of the same size
  Image mask;    ///< U8, 1 channel, 255: edited; empty where none is known
};

/// Makes the pictures fit the model as the editor would show it the photo. `view` 0 is all of the picture,
/// others are parts of it, half to all of its sides, the same for photo and edit; which part is a function of
/// id and view. Throws Error(InvalidArgument) where not even a block fits.
[[nodiscard]] PreparedPair prepare_pair(const AlignedPair& pair, int view, const PrepareOptions& options,
                                        const RunContext& context = {});

}  // namespace v4e
