// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/editor.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "core/base/advice.h"
#include "core/base/log.h"
#include "core/base/resources.h"
#include "core/edit/edit_refusal.h"
#include "core/edit/editor_state.h"
#include "core/edit/finish.h"
#include "core/edit/frame_tensors.h"
#include "core/edit/lora_uses.h"
#include "core/edit/model_defaults.h"
#include "core/edit/stage_clock.h"
#include "core/edit/taught_edit.h"
#include "core/edit/way.h"

namespace v4e {
namespace {

/// Runs `work` and gives LibTorch's failures our types.
template <typename Work>
void translated(const Work& work) {
  try {
    work();
  } catch (const c10::OutOfMemoryError& error) {
    throw AdvisedError(ErrorCode::OutOfMemory,
                       std::string("not enough memory on the device; try a smaller working size. ") +
                           error.what_without_backtrace(),
                       {Advice::SmallerSize});
  } catch (const c10::Error& error) {
    const std::string what = error.what_without_backtrace();
    const bool memory = what.find("allocate memory") != std::string::npos;
    if (!memory) throw Error(ErrorCode::Internal, what);
    throw AdvisedError(ErrorCode::OutOfMemory, "not enough memory; try a smaller working size. " + what,
                       {Advice::SmallerSize});
  } catch (const std::bad_alloc&) {
    throw AdvisedError(ErrorCode::OutOfMemory, "not enough memory; try a smaller working size",
                       {Advice::SmallerSize});
  }
}

/// The strokes on what the model sees.
Sketch part_of_sketch(const Sketch& sketch, const EditRegion* region) {
  if (!region) return sketch;
  return {cropped(sketch.strokes, region->part)};
}

Image whole_weight(PixelSize size) {
  Image weight(size.width, size.height, 1, SampleType::U8);
  std::memset(weight.mutable_data(), 255, weight.size_bytes());
  return weight;
}

}  // namespace

const EditSpace& Editor::State::space_of(const std::shared_ptr<const Photo>& photo, EditGreys greys,
                                         const RunContext& context) {
  const bool coloured = greys == EditGreys::Free;
  if (!kept_space || kept_space->photo != photo || kept_space->is_coloured != coloured) {
    kept_space.reset();  // first give the other one's memory back
    kept_space.emplace(KeptSpace{photo, coloured, EditSpace(photo, coloured, context)});
  }
  return kept_space->space;
}

const Ending& Editor::State::ending_of(const EditRequest& request, const EditSpace& space,
                                       const RunContext& context) {
  const std::string& file = request.settings.ending;
  std::error_code error;
  const auto written = std::filesystem::last_write_time(file, error);
  if (error)
    throw Error(ErrorCode::FileUnreadable, "the finished edit " + file + " cannot be read: " + error.message());
  const bool is_kept = kept_ending && kept_ending->file == file && kept_ending->written == written &&
                       kept_ending->photo.data() == space.plain().data();
  if (!is_kept) {
    kept_ending.reset();
    kept_ending.emplace(KeptEnding{file, written, space.plain(), read_ending(file, space.plain(), context)});
  }
  return kept_ending->ending;
}

bool Editor::State::sees_region(const EditResult& result) const {
  if (!result.region) return false;
  if (result.refined) return true;
  const auto& taught = model.region_capabilities;
  return result.caption.region_use == RegionUse::Given ||
         std::find(taught.begin(), taught.end(), result.caption.effect) != taught.end();
}

std::shared_ptr<const EditRegion> Editor::State::region_of(const EditRequest& request,
                                                           const EditResult& result, const Image& photo,
                                                           const RunContext& context) const {
  const RegionChoice& choice = request.settings.region;
  std::shared_ptr<const Image> mask = request.region;
  if (!mask) mask = resolve_region(choice, *request.photo, find_subject, context);
  if (!mask) return nullptr;
  const std::int64_t area_px = *result.settings.working_area_px;
  const PixelArea all{0, 0, photo.width(), photo.height()};
  const bool sees_all = result.caption.region_use == RegionUse::Whole;
  const PixelArea part = request.part ? *request.part
                         : sees_all   ? all
                                      : seen_part(*mask, size_of(photo), area_px);
  return make_region(std::move(mask), photo, part, choice.feather_px, area_px);
}

MergeRequest Editor::State::merge_request(const EditSpace& space, const EditResult& result) {
  MergeRequest merging;
  merging.photo = space.plain();
  merging.map = result.map;
  merging.frames = result.frames;
  merging.memory = &memory;
  merging.painted = result.caption.kind == EditKind::Style;
  // A model that needs a second pass between its blocks shows them in smooth tones even so.
  merging.has_grid = model.shifted_pass;
  // What is made of a region alone is something in the picture, whatever it is called.
  merging.partial = result.caption.is_partial || sees_region(result);
  // The picture's own detail has no place in another background.
  merging.replaces = sees_region(result) && result.caption.kind == EditKind::Background;
  merging.greys = grey_rule(result.caption.greys, merging.photo);
  return merging;
}

void Editor::State::merge(const EditRequest& request, const EditSpace& space, EditResult& result,
                          const RunContext& context) {
  MergeRequest merging = merge_request(space, result);
  merging.options = merge_options(request);
  if (!request.settings.ending.empty()) merging.ending = ending_of(request, space, context).picture;
  TileOptions& tiles = merging.options.tiles;
  tiles.tile_width = tiles.tile_height = model.tile_px;
  tiles.max_canvas_area_px = model.tile_canvas_px;
  tiles.overlap_px = std::min(tiles.overlap_px, model.tile_px / 4);
  const MergeWay way = request.settings.merge;
  if (way == MergeWay::Texture || (way == MergeWay::Auto && merging.painted)) {
    merging.tile_editor = [&](const TileRequest& tile) {
      int steps = 0;
      (void)components(loras_in_use(request.settings, model));
      // Tiles tell their progress themselves; what happens inside one would only confuse.
      return sample(video_request(request, result.prompt, tile.source), {}, {context.stop, {}}, steps).back();
    };
  }
  if (const EditRegion* region = result.region.get()) {
    MergePart part = regions.merge_part_of(*region, merging.photo, request.scale);
    if (sees_region(result)) part.seen = regions.seen_of(*region, result.map);
    // What was selected since counts: the region was what the model looked at.
    const bool is_selected = !merging.options.user_mask.empty();
    if (is_selected && merging.options.user_mask_mode == UserMaskMode::Restrict)
      part.weight = std::exchange(merging.options.user_mask, {});
    else if (is_selected && result.refined)  // nobody chose that region
      part.weight = whole_weight(size_of(part.weight));
    result.merge = merge_part(merging, part, context);
  } else {
    result.merge = v4e::merge(merging, context);
  }
  const bool grey = !result.region && is_grey_everywhere(merging) && merging.options.position >= 1 &&
                    merging.options.amount >= 1;
  result.edited = space.finish(result.merge, context, grey, merging.options.area);
}

Editor::Editor(ModelDescription model, const EditorOptions& options, CaptionRewriter rewriter)
    : state_(std::make_unique<State>(std::move(model), options, std::move(rewriter))) {}
Editor::~Editor() = default;
Editor::Editor(Editor&&) noexcept = default;
Editor& Editor::operator=(Editor&&) noexcept = default;

const ModelDescription& Editor::model() const {
  return state_->model;
}

const CaptionRewriter& Editor::rewriter() const {
  return state_->rewriter;
}

std::string Editor::device_text() const {
  return state_->device.str() + ", " + (state_->dtype == at::kBFloat16 ? "bf16" : "fp32");
}

EvolutionCaption Editor::plan(const EditRequest& request) const {
  // A caption of the user's own needs no instruction, and says by itself what is wanted.
  const EditSettings& settings = request.settings;
  const bool own = !settings.caption.empty();
  const bool in_region = has_region(request);
  if (!request.force) require_method(state_->model, settings);
  if (!settings.ending.empty()) return way_caption(settings, state_->rewriter);
  if (is_finish(settings)) return finish_caption(settings);
  if (!settings.sketch.is_none()) {
    if (!request.force) require_sketch_lora(settings, state_->model);
    return sketch_caption(own && settings.instruction.empty() ? settings.caption : settings.instruction);
  }
  EvolutionCaption caption = state_->rewriter.rewrite(
      own && settings.instruction.empty() ? settings.caption : settings.instruction, in_region);
  if (own || request.force) return caption;
  if (const auto text = taught_text(settings, state_->model.paths)) return taught_caption(*text);
  if (!state_->model.can_do(caption.effect, true)) {
    if (state_->model.can_do(caption.effect_in_region, true)) ask_for_region(caption.wish);
    refuse_effect(state_->model, caption, state_->rewriter);
  }
  if (settings.region.kind == RegionChoice::Kind::Subject && caption.is_of_rest)
    refuse_subject(caption.wish.empty() ? settings.instruction : caption.wish);
  if (!in_region && (caption.needs_region || !state_->model.can_do(caption.effect)))
    ask_for_region(caption.wish.empty() ? settings.instruction : caption.wish);
  return caption;
}

EditResult Editor::edit(const EditRequest& request, const EditHooks& hooks) {
  request.validate();
  StageClock clock(hooks.run);
  const RunContext context = clock.context();
  context.tick({Stage::Caption, 0, 1});
  EditResult result;
  result.caption = plan(request);
  result.notes = result.caption.notes;
  result.settings = with_defaults(request.settings, state_->model);
  result.prompt = !request.settings.caption.empty()      ? request.settings.caption
                  : state_->model.wants_short_captions() ? result.caption.caption
                                                         : result.caption.detailed_caption;
  context.tick({Stage::Caption, 1, 1});
  translated([&] {
    context.tick({Stage::Load, 0, 1});
    const bool has_ending = !request.settings.ending.empty();
    state_->make_room(result.settings);
    state_->check_editing(state_->components(loras_in_use(request.settings, state_->model)),
                          request.settings);
    const EditSpace& space = state_->space_of(request.photo, result.caption.greys, context);
    WorkingSizeOptions size;
    size.max_area_px = *result.settings.working_area_px;
    size.multiple = state_->block_px();
    result.region = state_->region_of(request, result, space.plain(), context);
    const EditRegion* region = result.region.get();
    const Image& seen = region ? state_->regions.part_of(*region, space.plain()) : space.plain();
    result.map = choose_working_map(seen.width(), seen.height(), size);
    const Image picture = make_working_image(seen, result.map, context);
    const bool is_sketched = !request.settings.sketch.is_none();
    const Image sketched =
        is_sketched ? make_working_image(with_strokes(seen, part_of_sketch(request.settings.sketch, region)),
                                         result.map, context)
                    : picture;
    VideoRequest video = state_->video_request(request, result.prompt, sketched);
    if (state_->sees_region(result)) {
      video.region = to_region_tensor(seen_region(*region, result.map));
      video.fill_region = result.caption.kind == EditKind::Remove;
    }
    if (has_ending) {
      state_->make_way(request, space, video, result, hooks, context);
    } else {
      result.frames = state_->sample(video, shown_hooks(hooks, result), context, result.steps);
      if (is_sketched) result.frames = without_strokes(std::move(result.frames), picture, sketched);
      state_->make_still(request, video, result, hooks, context);
      hold_greys(result.caption, space.plain(), result.frames);
      state_->refine(request, space, result, hooks, context);
    }
    state_->merge(request, space, result, context);
  });
  result.model_name = state_->model.name;
  result.device = device_text();
  for (const std::string& note : state_->loaded->lora_notes()) result.notes.push_back(note);
  if (state_->loaded->options().stream_blocks)
    result.notes.push_back(
        "Not all of the model fits into memory: parts of it were read again in each step, which takes "
        "longer.");
  result.times = clock.finish();
  logger("edit").info("{} on {}: {} steps, merged as {}", result.model_name, result.device, result.steps,
                      to_string(result.merge.way));
  return result;
}

void Editor::merge_again(const EditRequest& request, EditResult& result, const EditHooks& hooks) {
  request.validate();
  translated([&] {
    const EditSpace& space = state_->space_of(request.photo, result.caption.greys, hooks.run);
    state_->merge(state_->without_lost_ending(request, space, result, hooks.run), space, result, hooks.run);
  });
}

void Editor::set_subject_source(SubjectSource source) {
  state_->find_subject = std::move(source);
}

void Editor::unload() {
  state_->loaded.reset();
  state_->memory = {};
  state_->regions = {};
  state_->kept_space.reset();
  state_->kept_ending.reset();
}

CaptionRewriter embedded_rewriter() {
  return CaptionRewriter::from_folder(resource_folder() / "captions");
}

}  // namespace v4e
