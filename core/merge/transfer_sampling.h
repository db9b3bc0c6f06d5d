// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <vector>

#include "core/image/image.h"
#include "core/merge/working_size.h"

namespace v4e {

/// Where each photo pixel of one axis falls between the content's working pixels.
struct AxisTaps {
  std::vector<int> first;       ///< working pixel at or before the photo pixel's centre
  std::vector<float> fraction;  ///< 0..1 towards the next one
};

/// scale: working pixels per photo pixel. Positions outside the content clamp to its border.
[[nodiscard]] AxisTaps make_axis_taps(int photo_side, int content_side, double scale);

/// Reads rows of a small F32 picture at the photo's size: interpolates vertically once per row; the caller
/// goes on horizontally from `nodes`. Not thread-safe: one per thread.
class RowSampler {
 public:
  enum class Kind { Linear, Cubic };

  /// `small`, `rows` must outlive the sampler.
  RowSampler(const Image& small, const AxisTaps& rows, Kind kind);

  /// The picture's row at photo row `y`: node i stands at index (i + 1) * channels; one node repeats before
  /// the first, two behind the last, so that cubic reading needs no clamping.
  const float* nodes(int y);

 private:
  const Image* small_;
  const AxisTaps* rows_;
  Kind kind_;
  std::vector<float> buffer_;
};

/// Catmull-Rom weights of the pixels at -1, 0, 1, 2 for a position `fraction` behind pixel 0.
[[nodiscard]] std::array<float, 4> cubic_weights(float fraction);

}  // namespace v4e
