// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/editor.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/advice.h"
#include "core/base/log.h"
#include "core/base/resources.h"
#include "core/edit/edit_space.h"
#include "core/edit/frame_tensors.h"
#include "core/edit/latent_preview.h"
#include "core/edit/model_defaults.h"
#include "core/library/model_sizes.h"
#include "core/merge/merge_memory.h"
#include "core/nn/device.h"
#include "core/pipelines/shifted_pass.h"
#include "core/pipelines/video_pipeline.h"

namespace v4e {
namespace {

using Clock = std::chrono::steady_clock;

/// Passes progress on and notes how long each stage takes.
class StageClock {
 public:
  explicit StageClock(const RunContext& outer) : outer_(outer), since_(Clock::now()) {}

  RunContext context() {
    return {outer_.stop, [this](const Progress& progress) {
              note(progress.stage);
              if (outer_.on_progress) outer_.on_progress(progress);
            }};
  }

  std::vector<StageTime> finish() {
    note(stage_);
    return times_;
  }

 private:
  void note(Stage next) {
    const auto now = Clock::now();
    const double seconds = std::chrono::duration<double>(now - since_).count();
    if (times_.empty() || times_.back().stage != stage_) times_.push_back({stage_, 0});
    times_.back().seconds += seconds;
    stage_ = next;
    since_ = now;
  }

  RunContext outer_;
  Clock::time_point since_;
  Stage stage_ = Stage::Load;
  std::vector<StageTime> times_;
};

std::string refusal(const ModelDescription& model, const EvolutionCaption& caption,
                    const CaptionRewriter& rewriter) {
  std::string able;
  for (const std::string& effect : *model.capabilities)
    able += (able.empty() ? "" : ", ") + rewriter.effect_title(effect);
  const std::string wish =
      caption.effect.empty()
          ? "the instruction \"" + caption.wish + "\" was not understood"
          : "it has not learnt \"" + rewriter.effect_title(caption.effect) + "\" (\"" + caption.wish + "\")";
  return "the model \"" + model.name + "\" cannot do that: " + wish + ". It can do: " + able +
         ". For everything else choose a large model, Wan2.1 I2V or ChronoEdit, or have it tried all the "
         "same";
}

TilingConfig large_tiles() {
  constexpr std::int64_t kStride = kVaeTilePx / 4 * 3;
  return {
      .tile_height = kVaeTilePx, .tile_width = kVaeTilePx, .stride_height = kStride, .stride_width = kStride};
}

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

}  // namespace

struct Editor::State {
  State(ModelDescription description, const EditorOptions& options, CaptionRewriter rules)
      : model(std::move(description)),
        rewriter(std::move(rules)),
        device(parse_device(options.device)),
        dtype(parse_dtype(options.dtype, device)) {}

  /// The parts with the LoRAs that are asked for.
  Components& components(const std::vector<LoraChoice>& loras) {
    Components& parts = components();
    std::vector<LoraFile> high;
    std::vector<LoraFile> low;
    for (const LoraChoice& lora : loras) {
      const bool is_high = lora.expert == LoraChoice::Expert::HighNoise;
      const bool is_low = lora.expert == LoraChoice::Expert::LowNoise;
      if ((is_high || is_low) && !parts.has_two_experts())
        throw Error(
            ErrorCode::InvalidArgument,
            "\"" + lora.file + "\" is meant for one of two experts, but " + model.name + " has only one");
      if (!is_low) high.push_back({lora.file, lora.strength});
      if (!is_high) low.push_back({lora.file, lora.strength});
    }
    if (!parts.has_two_experts()) low.clear();
    parts.set_loras(std::move(high), std::move(low));
    return parts;
  }

  Components& components() {
    if (!loaded) {
      needs = memory_candidate(model, device, dtype);
      ComponentOptions options;
      options.device = device;
      options.dtype = options.vae_dtype = dtype;
      const ResidencyPlan plan = residency(model.working_area_px, model.default_frames);
      options.keep_encoders = plan.keep_encoders;
      options.stream_blocks = plan.stream_blocks;
      loaded = std::make_unique<Components>(model.paths, options);
      check_editing(*loaded);
    }
    return *loaded;
  }

  void check_editing(Components& parts) const {
    const ModelKind kind = parts.kind();
    if (kind.edits()) return;
    throw Error(ErrorCode::Unsupported,
                model.folder.string() +
                    (kind.needs_last_image ? " needs a first and a last picture; to edit one photo give "
                                           : " makes videos from text alone and cannot edit a photo; give ") +
                    "an image-to-video model (Wan2.1 I2V, ChronoEdit)");
  }

  VideoRequest video_request(const EditRequest& request, const std::string& prompt, const Image& picture) {
    VideoRequest video;
    video.prompt = prompt;
    video.image = to_byte_tensor(picture);
    video.height = picture.height();
    video.width = picture.width();
    const EditSettings settings = with_defaults(request.settings, model);
    video.num_frames = *settings.frames;
    video.num_inference_steps = *settings.steps;
    video.guidance_scale = *settings.guidance;
    if (!request.settings.guidance) video.guidance_scale_2 = model.default_guidance_2;
    video.negative_prompt = settings.negative_prompt.value_or(std::string());
    video.shift = settings.shift;
    video.reasoning_steps = settings.reasoning_steps;
    video.seed = settings.seed;
    const std::int64_t area_px = std::int64_t{picture.width()} * picture.height();
    if (residency(area_px, static_cast<int>(video.num_frames)).tile_vae) video.vae_tiling = large_tiles();
    return video;
  }

  /// What is kept in memory for pictures of that size, by what was free before anything was loaded.
  [[nodiscard]] ResidencyPlan residency(std::int64_t area_px, int frames) const {
    return plan_residency(needs.sizes, {area_px, frames}, needs.memory);
  }

  int block_px() {
    Components& parts = components();
    const PatchSize& patch = parts.transformer_config().patch_size;
    return static_cast<int>(parts.vae_config().spatial_factor() * std::max(patch[1], patch[2]));
  }

  std::vector<Image> sample(const VideoRequest& request, const EditHooks& hooks, const RunContext& context,
                            int& steps_made);
  at::Tensor with_shifted_pass(VideoPipeline& pipeline, const VideoRequest& request, const at::Tensor& video,
                               const RunContext& context);
  void merge(const EditRequest& request, const EditSpace& space, EditResult& result,
             const RunContext& context);
  /// Kept until another photo is asked for: merging again and again need not convert it each time.
  const EditSpace& space_of(const std::shared_ptr<const Photo>& photo, EditGreys greys,
                            const RunContext& context);

  ModelDescription model;
  CaptionRewriter rewriter;
  at::Device device;
  at::ScalarType dtype;
  MemoryCandidate needs;  ///< measured when the model is first asked for
  std::unique_ptr<Components> loaded;
  MergeMemory memory;
  struct KeptSpace {
    std::shared_ptr<const Photo> photo;
    bool is_coloured = false;
    EditSpace space;
  };
  std::optional<KeptSpace> kept_space;
};

const EditSpace& Editor::State::space_of(const std::shared_ptr<const Photo>& photo, EditGreys greys,
                                         const RunContext& context) {
  const bool coloured = greys == EditGreys::Free;
  if (!kept_space || kept_space->photo != photo || kept_space->is_coloured != coloured) {
    kept_space.reset();  // first give the other one's memory back
    kept_space.emplace(KeptSpace{photo, coloured, EditSpace(photo, coloured, context)});
  }
  return kept_space->space;
}

at::Tensor Editor::State::with_shifted_pass(VideoPipeline& pipeline, const VideoRequest& request,
                                            const at::Tensor& video, const RunContext& context) {
  const auto cell = components().vae_config().spatial_factor();
  const auto cells = std::max<std::int64_t>(1, block_px() / cell / 2);
  VideoRequest moved = request;
  moved.image = moved_picture(request.image, cells * cell);
  moved.noise = moved_noise(pipeline.prepare_noise(request), cells);
  // The same stages once more would look like going backwards.
  return mean_with_moved(video, pipeline.run(moved, {context.stop, {}}).video, cells * cell);
}

std::vector<Image> Editor::State::sample(const VideoRequest& base, const EditHooks& hooks,
                                         const RunContext& context, int& steps_made) {
  VideoPipeline pipeline(components());
  VideoRequest request = base;
  pipeline.check(request);
  std::optional<LatentPreview> preview;
  if (hooks.on_preview)
    preview.emplace(*components().vae(context), components().vae_config(), request, context);
  request.on_step = [&](const StepReport& report) {
    if (preview) {
      hooks.on_preview(preview->pictures(report.predicted_x0), static_cast<int>(report.step_index) + 1);
    }
    return hooks.keep.stop_requested() ? StepDecision::Finish : StepDecision::Continue;
  };
  const VideoResult made = pipeline.run(request, context);
  steps_made = static_cast<int>(made.steps_made);
  // What is wanted soon is not made twice.
  const bool twice = model.shifted_pass && !hooks.keep.stop_requested();
  return to_images(twice ? with_shifted_pass(pipeline, base, made.video, context) : made.video);
}

void Editor::State::merge(const EditRequest& request, const EditSpace& space, EditResult& result,
                          const RunContext& context) {
  MergeRequest merging;
  merging.photo = space.plain();
  merging.map = result.map;
  merging.frames = result.frames;
  merging.options = merge_options(request);
  merging.memory = &memory;
  TileOptions& tiles = merging.options.tiles;
  tiles.tile_width = tiles.tile_height = model.tile_px;
  tiles.max_canvas_area_px = model.tile_canvas_px;
  tiles.overlap_px = std::min(tiles.overlap_px, model.tile_px / 4);
  merging.painted = result.caption.kind == EditKind::Style;
  merging.partial = result.caption.is_partial;
  merging.greys = grey_rule(result.caption.greys, merging.photo);
  const MergeWay way = request.settings.merge;
  if (way == MergeWay::Texture || (way == MergeWay::Auto && merging.painted)) {
    merging.tile_editor = [&](const TileRequest& tile) {
      int steps = 0;
      (void)components(request.settings.loras);
      // Tiles tell their progress themselves; what happens inside one would only confuse.
      return sample(video_request(request, result.prompt, tile.source), {}, {context.stop, {}}, steps).back();
    };
  }
  result.merge = v4e::merge(merging, context);
  const bool grey =
      is_grey_everywhere(merging) && merging.options.position >= 1 && merging.options.amount >= 1;
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
  EvolutionCaption caption =
      state_->rewriter.rewrite(own && settings.instruction.empty() ? settings.caption : settings.instruction);
  if (!own && !request.force && !state_->model.can_do(caption.effect))
    throw AdvisedError(ErrorCode::Unsupported, refusal(state_->model, caption, state_->rewriter),
                       {Advice::OtherModel, Advice::Force});
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
    (void)state_->components(request.settings.loras);
    const EditSpace& space = state_->space_of(request.photo, result.caption.greys, context);
    WorkingSizeOptions size;
    size.max_area_px = *result.settings.working_area_px;
    size.multiple = state_->block_px();
    result.map = choose_working_map(space.plain().width(), space.plain().height(), size);
    const Image picture = make_working_image(space.plain(), result.map, context);
    const VideoRequest video = state_->video_request(request, result.prompt, picture);
    result.frames = state_->sample(video, hooks, context, result.steps);
    hold_greys(result.caption, space.plain(), result.frames);
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
    state_->merge(request, space, result, hooks.run);
  });
}

void Editor::unload() {
  state_->loaded.reset();
  state_->memory = {};
  state_->kept_space.reset();
}

CaptionRewriter embedded_rewriter() {
  return CaptionRewriter::from_folder(resource_folder() / "captions");
}

}  // namespace v4e
