// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/image/pixel_area.h"
#include "core/merge/transfer.h"
#include "core/region/coarse_mask.h"

namespace v4e {

/// A small selection whose rim follows the edges of the photo, at the photo's own size. Making one computes
/// how colours tell inside from outside around the rim, at about a megapixel; the pixels of the photo are
/// looked at only where somebody asks for them, and only near the rim. Immutable; safe to use from several
/// threads. Shares the photo's pixels.
class RefinedEdge {
 public:
  /// A photo of any type, in sRGB or something like it. Throws Error(InvalidArgument) where the small
  /// selection does not lie in the photo, Cancelled.
  RefinedEdge(const Image& photo, const CoarseMask& coarse, const RunContext& context = {});

  /// The whole selection. Throws Cancelled, between bands of rows a few milliseconds apart.
  [[nodiscard]] Image mask(const RunContext& context = {}) const;
  /// A part of it: the same pixels. Throws also Error(InvalidArgument) where the part does not lie in the
  /// photo.
  [[nodiscard]] Image mask(const PixelArea& part, const RunContext& context = {}) const;

 private:
  /// The pixels left … right of a row, which cross the window.
  void fill_row(int y, int left, int right, std::uint8_t* row) const;

  Image photo_;
  PixelArea window_;
  Image settled_;       ///< U8, small: 0 and 255 where the selection is that, 128 near the rim
  LocalAffine colour_;  ///< small: photo colour -> selection
};

}  // namespace v4e
