// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

struct WorkingSizeOptions {
  std::int64_t max_area_px = 832 * 480;  ///< of the padded picture
  int multiple = 16;                     ///< width and height of the padded picture are multiples of it
  int max_side_px = 2048;

  /// Throws Error(InvalidArgument) where not even one block of `multiple` fits.
  void validate() const;
};

/// How a photo lies in the picture which the model sees: scaled down by one factor for both axes (never
/// stretched, never scaled up), its content in the middle of reflected borders.
/// Coordinates are continuous: pixel i covers i … i+1.
struct WorkingMap {
  int photo_width = 0;
  int photo_height = 0;
  int width = 0;  ///< padded, a multiple
  int height = 0;
  int content_width = 0;  ///< what the photo covers, rounded to whole pixels
  int content_height = 0;
  int pad_left = 0;
  int pad_top = 0;
  double scale = 1.0;  ///< working pixels per photo pixel, at most 1
};

/// The largest working size within the budget. Throws Error(InvalidArgument) on sizes below 1.
[[nodiscard]] WorkingMap choose_working_map(int photo_width, int photo_height,
                                            const WorkingSizeOptions& options = {});

/// The photo (any type and channels; alpha is dropped, grey becomes RGB) as the model sees it:
/// F32 RGB 0..1, map.width x map.height, each pixel the mean of the photo's area under it.
[[nodiscard]] Image make_working_image(const Image& photo, const WorkingMap& map,
                                       const RunContext& context = {});

/// The frame without its reflected borders: content_width x content_height.
/// Throws Error(InvalidArgument) where the frame is not map.width x map.height.
[[nodiscard]] Image crop_to_content(const Image& frame, const WorkingMap& map);

}  // namespace v4e
