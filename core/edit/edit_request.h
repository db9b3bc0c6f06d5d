// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/base/stop_token.h"
#include "core/captions/caption_rewriter.h"
#include "core/image/photo.h"
#include "core/merge/merge.h"

namespace v4e {

/// What is to be done to a photo. Empty options are the model's own.
struct EditRequest {
  std::shared_ptr<const Photo> photo;
  std::string instruction;
  std::string caption;  ///< the evolution caption, instead of one made from the instruction
  std::optional<int> steps = {};
  std::optional<double> guidance = {};
  std::optional<int> frames = {};
  std::optional<std::int64_t> working_area_px = {};  ///< of the picture that the model sees
  std::uint64_t seed = 0;
  bool force = false;  ///< try also what the model has not learnt
  MergeOptions merge;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// Seconds that a stage took.
struct StageTime {
  Stage stage = Stage::Load;
  double seconds = 0;
};

/// A finished edit. `frames` and `map` are what another merge needs.
struct EditResult {
  EvolutionCaption caption;
  std::string prompt;         ///< what the model was told
  std::vector<EvolutionCaption> wishes;  ///< where several were done one after the other; else empty
  std::vector<Image> frames;  ///< F32 RGB, the working size; 0 = the photo through the autoencoder
  WorkingMap map;
  MergeResult merge;  ///< in the photo's own encoding
  Photo edited;       ///< with the photo's metadata and profile
  std::string model_name;
  std::string device;  ///< e.g. "cpu, fp32"
  int steps = 0;       ///< that were made
  double guidance = 1;
  std::uint64_t seed = 0;
  std::vector<StageTime> times;
  std::vector<std::string> notes;  ///< for people
};

/// What the caller of an edit hears and can ask for while it runs; all on the editing thread.
struct EditHooks {
  RunContext run;
  std::stop_token keep;  ///< finish soon with what there is, after the running step
  /// Small U8 RGB pictures of the evolution as the model sees it after a step (1 …).
  std::function<void(const std::vector<Image>& frames, int step)> on_preview;
};

}  // namespace v4e
