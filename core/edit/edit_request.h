// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/base/stop_token.h"
#include "core/captions/caption_rewriter.h"
#include "core/edit/edit_region.h"
#include "core/edit/edit_settings.h"
#include "core/image/photo.h"
#include "core/merge/merge.h"

namespace v4e {

/// What the user did to a generation manually. It counts when the edit is merged into the photo: no new
/// generation is needed.
struct MergeEdits {
  Image mask;  ///< one channel, U8, the photo's shape at any size; empty: none
  UserMaskMode mask_mode = UserMaskMode::Restrict;
  std::vector<TimeRegion> regions;  ///< weights as `mask`
  bool stabilise = true;            ///< take back shift and colour drift
};

/// What is to be done to a photo.
struct EditRequest {
  std::shared_ptr<const Photo> photo;
  EditSettings settings;
  /// The settings' region found on this photo: one channel, U8, the photo's shape at any size, 255 wholly
  /// inside. Null: it is found when the edit is made.
  std::shared_ptr<const Image> region = {};
  std::optional<PixelArea> part = {};  ///< of the photo, that the model sees; nothing: as the region wants
  std::shared_ptr<const MergeEdits> edits;  ///< null: none
  std::optional<PixelArea> area = {};       ///< only that part is merged; nothing: all of it
  double scale = 1;                         ///< as MergeOptions::scale, to be looked at only
  bool force = false;                       ///< try also what the model has not learnt

  /// Throws Error(InvalidArgument).
  void validate() const;
};

/// How the evolution becomes a full-size edit of this photo: masks at the photo's size.
[[nodiscard]] MergeOptions merge_options(const EditRequest& request);

/// Whether a region is asked for, found or not.
[[nodiscard]] inline bool has_region(const EditRequest& request) {
  return request.region || !request.settings.region.is_none();
}

/// Seconds that a stage took.
struct StageTime {
  Stage stage = Stage::Load;
  double seconds = 0;
};

/// A finished edit. `frames` and `map` are what another merge needs.
struct EditResult {
  EvolutionCaption caption;
  std::string prompt;                    ///< what the model was told
  std::vector<EvolutionCaption> wishes;  ///< where several were done one after the other; else empty
  std::vector<EditSettings> before;      ///< the steps that it was made from, with the models' names
  std::vector<Image> frames;             ///< F32 RGB, the working size; 0 = the photo through the autoencoder
  WorkingMap map;                        ///< of the photo, or of the region's part of it
  std::shared_ptr<const EditRegion> region = {};  ///< null: the edit is of all of the photo
  /// What changed was made once more, from near: `region` is that, and nobody asked for it.
  bool refined = false;
  MergeResult merge;                              ///< in the photo's own encoding
  Photo edited;                                   ///< with the photo's metadata and profile
  std::string model_name;
  std::string device;     ///< e.g. "cpu, fp32"
  EditSettings settings;  ///< as asked for, and the model's own values where nothing was asked
  int steps = 0;          ///< that were made: fewer where the user kept what there was
  std::vector<StageTime> times;
  std::vector<std::string> notes;  ///< human-readable
};

/// What the caller of an edit hears and can ask for while it runs; all on the editing thread.
struct EditHooks {
  RunContext run;
  std::stop_token keep;  ///< finish soon with what is done, after the running step
  /// Small U8 RGB pictures of the evolution as the model sees it after a step (1 …).
  std::function<void(const std::vector<Image>& frames, int step)> on_preview;
};

}  // namespace v4e
