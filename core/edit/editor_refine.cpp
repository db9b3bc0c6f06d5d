// SPDX-License-Identifier: GPL-3.0-or-later
// A second run of what an edit of all of the photo changed, from near.
#include "core/base/log.h"
#include "core/edit/editor_state.h"
#include "core/edit/frame_tensors.h"
#include "core/edit/refine_plan.h"

namespace v4e {

void Editor::State::refine(const EditRequest& request, const EditSpace& space, EditResult& result,
                           const EditHooks& hooks, const RunContext& context) {
  const RefineMode mode = request.settings.refine;
  const auto leave_out = [&](const std::string& why) {
    logger("edit").debug("not refined: {}", why);
    if (mode == RefineMode::On) result.notes.push_back("The edit was not refined: " + why + ".");
  };
  if (mode == RefineMode::Off || (result.region && mode == RefineMode::Auto)) return;
  if (result.region) return leave_out("a region is made from near already");
  if (!request.settings.sketch.is_none()) return leave_out("it is of a sketch, which was made real at once");
  if (hooks.keep.stop_requested()) return leave_out("it was to be finished soon");
  // The rest of the scene counts for what such effects make of a part of it.
  if (result.caption.region_use != RegionUse::Given)
    return leave_out("the edit is of all of the photo, however little of it changed");
  if (result.frames.size() < 2) return leave_out("there is one frame only");

  MergeRequest first = merge_request(space, result);
  first.options.way = request.settings.merge == MergeWay::Texture ? MergeWay::Auto : request.settings.merge;
  first.options.scale = refine_look_scale(first.photo);
  const std::int64_t area_px = *result.settings.working_area_px;
  const RunContext quiet{context.stop, {}};
  const RefineChoice choice = choose_refine(mode, v4e::merge(first, quiet), result.map, area_px);
  if (!choice.part) return leave_out(choice.reason);
  const PixelArea& part = choice.part->part;
  logger("edit").info("refined: {}; {} x {} pixels at {},{}", choice.reason, part.width, part.height, part.x,
                      part.y);

  WorkingSizeOptions size;
  size.max_area_px = area_px;
  size.multiple = block_px();
  const WorkingMap near = choose_working_map(part.width, part.height, size);
  const std::vector<Image> start = refine_start(first, part, near, quiet);
  VideoRequest video = video_request(request, result.prompt, start.front());
  video.num_frames = static_cast<std::int64_t>(start.size());
  video.keep_every.reset();
  video.reasoning_steps.reset();  // the frames between were dropped, or go on
  video.start = to_clip_tensor(start);
  video.start_sigma = kRefineSigma;
  result.region = make_region(choice.part->mask, space.plain(), part, 0, area_px);
  result.map = near;
  result.refined = true;
  video.region = to_region_tensor(seen_region(*result.region, near));
  int steps = 0;  // the result's are those that were asked for: with them the edit is made again
  result.frames = sample(video, shown_hooks(hooks, result), context, steps);
  hold_greys(result.caption, space.plain(), result.frames);
}

}  // namespace v4e
