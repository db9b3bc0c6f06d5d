// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/edit/edit_space.h"
#include "core/edit/editor.h"
#include "core/edit/ending.h"
#include "core/edit/region_merge.h"
#include "core/edit/subject_source.h"
#include "core/library/model_sizes.h"
#include "core/merge/merge_memory.h"
#include "core/nn/device.h"
#include "core/pipelines/video_pipeline.h"

namespace v4e {

/// The editor's own, for the files that implement it.
struct Editor::State {
  State(ModelDescription description, const EditorOptions& options, CaptionRewriter rules)
      : model(std::move(description)),
        rewriter(std::move(rules)),
        device(parse_device(options.device)),
        dtype(parse_dtype(options.dtype, device)) {}

  /// The parts with the LoRAs that are asked for.
  Components& components(const std::vector<LoraChoice>& loras);
  Components& components();
  /// Before an edit of that size: what was loaded for smaller ones goes where it would leave too little room.
  void make_room(const EditSettings& all);
  /// Throws Error(Unsupported) where the model cannot do that, or not by the method that is asked for.
  void check_editing(Components& parts, const EditSettings& settings) const;
  VideoRequest video_request(const EditRequest& request, const std::string& prompt, const Image& picture);
  /// What the picture that the model sees has to be a multiple of, in pixels.
  int block_px();

  /// What is kept in memory for pictures of that size, by what was free before anything was loaded.
  [[nodiscard]] ResidencyPlan residency(std::int64_t area_px, int frames) const {
    return plan_residency(needs.sizes, {area_px, frames}, needs.memory);
  }

  std::vector<Image> sample(const VideoRequest& request, const EditHooks& hooks, const RunContext& context,
                            int& steps_made);
  at::Tensor with_shifted_pass(VideoPipeline& pipeline, const VideoRequest& request, const at::Tensor& video,
                               const RunContext& context);
  /// The frames between the photo and the finished edit that the settings name.
  void make_way(const EditRequest& request, const EditSpace& space, VideoRequest video, EditResult& result,
                const EditHooks& hooks, const RunContext& context);
  /// The request as it is; where its finished edit is not there any more, without it and with a note: the small
  /// frames still tell how it looked.
  EditRequest without_lost_ending(const EditRequest& request, const EditSpace& space, EditResult& result,
                                  const RunContext& context);
  /// Makes what the frames changed once more from near, where that is asked for and possible; the result is
  /// then of that region.
  void refine(const EditRequest& request, const EditSpace& space, EditResult& result, const EditHooks& hooks,
              const RunContext& context);
  /// Makes the sharpest of the late frames once more as a still, where that is asked for; it is the last one
  /// then.
  void make_still(const EditRequest& request, VideoRequest video, EditResult& result, const EditHooks& hooks,
                  const RunContext& context);
  /// What every merge of those frames has in common, without the user's own wishes for it.
  MergeRequest merge_request(const EditSpace& space, const EditResult& result);
  void merge(const EditRequest& request, const EditSpace& space, EditResult& result,
             const RunContext& context);
  /// Kept until another photo is asked for: merging again and again need not convert it each time.
  const EditSpace& space_of(const std::shared_ptr<const Photo>& photo, EditGreys greys,
                            const RunContext& context);
  /// The finished edit that the settings name, on the photo; kept likewise.
  const Ending& ending_of(const EditRequest& request, const EditSpace& space, const RunContext& context);

  /// Whether the model is told the region: where the edit is of it alone, or was learnt with regions.
  [[nodiscard]] bool sees_region(const EditResult& result) const;
  /// Null: the edit is of all of the photo, which is `photo` in plain sRGB.
  std::shared_ptr<const EditRegion> region_of(const EditRequest& request, const EditResult& result,
                                              const Image& photo, const RunContext& context) const;

  ModelDescription model;
  CaptionRewriter rewriter;
  at::Device device;
  at::ScalarType dtype;
  MemoryCandidate needs;  ///< measured when the model is first asked for
  std::int64_t room_area_px = 0;  ///< that the model is loaded for, at least its own
  std::unique_ptr<Components> loaded;
  MergeMemory memory;
  RegionMemory regions;
  SubjectSource find_subject = embedded_subject_source();
  struct KeptSpace {
    std::shared_ptr<const Photo> photo;
    bool is_coloured = false;
    EditSpace space;
  };
  std::optional<KeptSpace> kept_space;
  struct KeptEnding {
    std::string file;
    std::filesystem::file_time_type written;
    Image photo;  ///< that it lies on, in plain sRGB
    Ending ending;
  };
  std::optional<KeptEnding> kept_ending;
};

/// Previews of a region's part are shown in the photo. `hooks` must outlive what is returned.
/// The place of the sharpest frame in the last third; at least two frames, F32 RGB.
[[nodiscard]] std::size_t sharpest_late_frame(const std::vector<Image>& frames);

[[nodiscard]] EditHooks shown_hooks(const EditHooks& hooks, const EditResult& result);

}  // namespace v4e
