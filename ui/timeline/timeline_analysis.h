// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "core/merge/drift.h"

namespace v4e::ui {

/// Why a frame is worth stopping at.
enum class StopKind {
  EditDone,        ///< from here on the picture hardly changes any more
  BackgroundKept,  ///< after it, what the edit does not concern drifts away from the photo
  Sharp,           ///< the sharpest of the late frames
  Proposed,        ///< what one would take as the edit
};

struct SuggestedStop {
  StopKind kind = StopKind::EditDone;
  int frame = 0;

  friend bool operator==(const SuggestedStop&, const SuggestedStop&) = default;
};

/// A track as the engine made it.
struct TimelineTrack {
  std::shared_ptr<const std::vector<Image>> frames;  ///< U8 RGB of one size, in sRGB; frame 0 is the photo
  std::vector<double> change;  ///< per frame as the engine measured it; empty: it is measured here
  Image change_mask;           ///< one channel, U8, any size: 0 = what the edit leaves alone; empty: unknown
  double strength = 1;         ///< that is kept
  int latent_step = 4;         ///< every so many frames is a latent frame of the model
};

/// What the timeline says about a track of frames, measured once and off the GUI thread.
struct TimelineAnalysis {
  /// Per frame, 0 (the photo) … 1 (the edit): the way gone, as measured. Never falls.
  std::vector<double> change;
  std::vector<SuggestedStop> suggested;  ///< at most one of each kind
  std::vector<FrameDrift> drift;  ///< per frame against frame 0; empty where there is nothing to measure
  std::vector<Image> stabilised;  ///< the frames with the drift taken back, U8 RGB; empty as above
};

/// Share of the way from frame 0 to the last frame, by the root of the mean squared difference to both, made
/// monotone. All frames of one size, U8 RGB. A track that does not change gives equal steps.
[[nodiscard]] std::vector<double> measureChange(const std::vector<Image>& frames);

/// Where one would stop: the first frame at which the change is as good as final; the last one up to which
/// the pixels outside `change_mask` still equal the photo's within the model's noise; the sharpest of those
/// at which most of the change is done. Proposed as the edit, on every track, is the first frame with 95 % of
/// the last one's change that is no less sharp than the median of all behind the photo, else the last one; so
/// no language model is asked which frame fulfils the wish first (Frame2Frame, arXiv 2411.16819, has one
/// asked). Never frame 0; any other kind that has no such frame is left out. frames: as in TimelineTrack;
/// change: as in TimelineAnalysis.
[[nodiscard]] std::vector<SuggestedStop> suggestStops(const std::vector<Image>& frames,
                                                      const std::vector<double>& change,
                                                      const Image& change_mask);

/// All of the above. Throws Cancelled.
[[nodiscard]] TimelineAnalysis analyseTrack(const TimelineTrack& track, const RunContext& context);

}  // namespace v4e::ui
