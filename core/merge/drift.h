// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

struct DriftOptions {
  bool shift = true;                 ///< undo the sub-pixel shift
  bool colour = true;                ///< undo the colour cast
  double max_shift_fraction = 0.02;  ///< of the longer side; a larger motion is meant, not drift
  double max_colour = 0.06;          ///< mean change of a channel; a larger one is meant, not drift

  bool operator==(const DriftOptions&) const = default;
};

/// What was measured on one frame against frame 0, and whether it was taken back.
struct FrameDrift {
  double dx_px = 0;  ///< in working pixels
  double dy_px = 0;
  bool shift_removed = false;
  std::array<double, 3> gain{1, 1, 1};  ///< frame = gain * frame 0 + offset where nothing changed
  std::array<double, 3> offset{0, 0, 0};
  double unchanged_share = 1;  ///< of the pixels, by which gain and offset were measured
  bool colour_removed = false;
  std::string reason;  ///< for a log: why something was or was not removed
};

struct DriftResult {
  std::vector<Image> frames;      ///< as many as came in; frame 0 untouched
  std::vector<FrameDrift> drift;  ///< one per frame
};

/// Takes back what a video model adds by itself: a creeping shift and a creeping colour cast.
/// frames: F32 RGB of one size, frame 0 = the photo through the model's autoencoder.
///
/// Colour is measured by a robust fit of one gain and offset per channel to the majority of the pixels. It
/// is taken back only if it is drift and not the edit, which is decided so:
///   - a change of at most 1 % of the range, whatever else is there, is drift: no one asks for that little;
///   - a change within max_colour is drift if other pixels changed clearly more (the edit is elsewhere, the
///     majority only went along);
///   - everything else is the edit itself (a picture that changed as a whole) and stays.
[[nodiscard]] DriftResult remove_drift(const std::vector<Image>& frames, const DriftOptions& options = {},
                                       const RunContext& context = {});

}  // namespace v4e
