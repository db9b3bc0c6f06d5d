// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/edit/editor.h"

#include <ATen/ATen.h>
#include <c10/util/Exception.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "core/base/log.h"
#include "core/base/resources.h"
#include "core/edit/edit_space.h"
#include "core/edit/frame_tensors.h"
#include "core/edit/latent_preview.h"
#include "core/edit/model_defaults.h"
#include "core/library/model_folder.h"
#include "core/nn/device.h"
#include "core/pipelines/conditioning.h"
#include "core/pipelines/shifted_pass.h"
#include "core/pipelines/video_pipeline.h"

namespace v4e {
namespace {

using Clock = std::chrono::steady_clock;

/// UMT5-XXL takes 11 GB beside a transformer of 32; to read it again for the next edit is a matter of
/// seconds.
constexpr std::int64_t kMostKeptEncoderBytes = std::int64_t{2} << 30;
/// One feature map of the full-size VAE (96 channels, 4 frames, fp32) takes 2.3 GB at this size; larger
/// pictures go through it in tiles.
constexpr std::int64_t kMostWholePicturePx = 1'500'000;

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

/// Ends the sampling loop when the user wants what there is; carries it out of the pipeline.
struct KeepNow {
  at::Tensor latents;
  int steps = 0;
};

std::string refusal(const ModelDescription& model, const EvolutionCaption& caption,
                    const CaptionRewriter& rewriter) {
  std::string able;
  for (const std::string& effect : *model.capabilities)
    able += (able.empty() ? "" : ", ") + rewriter.effect_title(effect);
  const std::string wish = caption.effect.empty() ? "this instruction was not understood"
                                                  : "\"" + rewriter.effect_title(caption.effect) +
                                                        "\" is nothing that it has learnt";
  return "the model \"" + model.name + "\" cannot do that: " + wish + ". It can do: " + able +
         ". For everything else give the weights of a large model, Wan2.1 I2V or ChronoEdit, with --model; "
         "--force tries all the same.";
}

bool concerns_a_part(const EvolutionCaption& caption) {
  switch (caption.kind) {
    case EditKind::Add:
    case EditKind::Remove:
    case EditKind::Replace:
    case EditKind::Background:
    case EditKind::Text:
      return true;
    case EditKind::Colour:
      return !caption.target.empty();
    default:
      return false;
  }
}

/// Runs `work` and gives LibTorch's failures our types.
template <typename Work>
auto translated(const Work& work) {
  try {
    return work();
  } catch (const c10::OutOfMemoryError& error) {
    throw Error(ErrorCode::OutOfMemory,
                std::string("not enough memory on the device; try a smaller --size. ") +
                    error.what_without_backtrace());
  } catch (const c10::Error& error) {
    const std::string what = error.what_without_backtrace();
    const bool memory = what.find("allocate memory") != std::string::npos;
    throw Error(memory ? ErrorCode::OutOfMemory : ErrorCode::Internal,
                memory ? "not enough memory; try a smaller --size. " + what : what);
  } catch (const std::bad_alloc&) {
    throw Error(ErrorCode::OutOfMemory, "not enough memory; try a smaller --size");
  }
}

}  // namespace

struct Editor::State {
  State(ModelDescription description, const EditorOptions& options, CaptionRewriter rules)
      : model(std::move(description)),
        rewriter(std::move(rules)),
        device(parse_device(options.device)),
        dtype(parse_dtype(options.dtype, device)) {}

  Components& components() {
    if (!loaded) {
      ComponentOptions options;
      options.device = device;
      options.dtype = options.vae_dtype = dtype;
      options.keep_encoders = model.encoder_bytes <= kMostKeptEncoderBytes;
      loaded = std::make_unique<Components>(read_model_folder(model.folder).paths, options);
      check_editing(*loaded);
    }
    return *loaded;
  }

  void check_editing(Components& parts) const {
    const WanDitConfig& config = parts.transformer_config();
    if (config.in_channels <= parts.vae_config().z_dim)
      throw Error(ErrorCode::Unsupported,
                  model.folder.string() +
                      " makes videos from text alone and cannot edit a photo; give an "
                      "image-to-video model (Wan2.1 I2V, ChronoEdit)");
    if (config.pos_embed_seq_len)
      throw Error(ErrorCode::Unsupported, model.folder.string() +
                                              " needs a first and a last picture; to edit one photo give an "
                                              "image-to-video model (Wan2.1 I2V, ChronoEdit)");
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
    video.negative_prompt = settings.negative_prompt.value_or(std::string());
    video.shift = settings.shift;
    video.reasoning_steps = settings.reasoning_steps;
    video.seed = settings.seed;
    if (picture.width() * static_cast<std::int64_t>(picture.height()) > kMostWholePicturePx)
      video.vae_tiling =
          TilingConfig{.tile_height = 768, .tile_width = 768, .stride_height = 576, .stride_width = 576};
    return video;
  }

  int block_px() {
    Components& parts = components();
    const PatchSize& patch = parts.transformer_config().patch_size;
    return static_cast<int>(parts.vae_config().spatial_factor() * std::max(patch[1], patch[2]));
  }

  std::vector<Image> sample(const VideoRequest& request, const EditHooks& hooks, const RunContext& context,
                            int& steps_made);
  at::Tensor with_shifted_pass(ImageToVideoPipeline& pipeline, const VideoRequest& request,
                               const at::Tensor& video, const RunContext& context);
  std::vector<Image> decode_kept(ImageToVideoPipeline& pipeline, const VideoRequest& request,
                                 const KeepNow& kept, const RunContext& context);
  void merge(const EditRequest& request, const EditSpace& space, EditResult& result,
             const RunContext& context);

  ModelDescription model;
  CaptionRewriter rewriter;
  at::Device device;
  at::ScalarType dtype;
  std::unique_ptr<Components> loaded;
};

std::vector<Image> Editor::State::decode_kept(ImageToVideoPipeline& pipeline, const VideoRequest& request,
                                              const KeepNow& kept, const RunContext& context) {
  const c10::InferenceMode mode;
  at::Tensor latents = kept.latents;
  if (!components().transformer_config().denoise_first_latent) {
    const at::Tensor condition = pipeline.prepare_condition(request, context);
    const at::Tensor source = condition_latents(condition, components().vae_config()).narrow(2, 0, 1);
    latents = at::cat({source.to(latents.device()), latents}, 2);
  }
  return to_images(pipeline.decode(request, latents, context));
}

at::Tensor Editor::State::with_shifted_pass(ImageToVideoPipeline& pipeline, const VideoRequest& request,
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
  ImageToVideoPipeline pipeline(components());
  VideoRequest request = base;
  pipeline.check(request);
  const bool skips_first = !components().transformer_config().denoise_first_latent;
  std::optional<LatentPreview> preview;
  if (hooks.on_preview) preview.emplace(pipeline, components().vae_config(), request, skips_first, context);
  request.on_step = [&](const StepReport& report) {
    steps_made = static_cast<int>(report.step_index) + 1;
    if (preview) hooks.on_preview(preview->pictures(report.predicted_x0), steps_made);
    if (hooks.keep.stop_requested() && steps_made < report.num_inference_steps)
      throw KeepNow{report.predicted_x0.clone(), steps_made};
  };
  try {
    at::Tensor video = pipeline.run(request, context).video;
    if (model.shifted_pass && !hooks.keep.stop_requested())
      video = with_shifted_pass(pipeline, base, video, context);
    return to_images(video);
  } catch (const KeepNow& kept) {
    return decode_kept(pipeline, request, kept, context);
  }
}

void Editor::State::merge(const EditRequest& request, const EditSpace& space, EditResult& result,
                          const RunContext& context) {
  MergeRequest merging;
  merging.photo = space.plain();
  merging.map = result.map;
  merging.frames = result.frames;
  merging.options = merge_options(request);
  TileOptions& tiles = merging.options.tiles;
  tiles.tile_width = tiles.tile_height = model.tile_px;
  tiles.max_canvas_area_px = model.tile_canvas_px;
  tiles.overlap_px = std::min(tiles.overlap_px, model.tile_px / 4);
  merging.painted = result.caption.kind == EditKind::Style;
  merging.partial = concerns_a_part(result.caption);
  const MergeWay way = request.settings.merge;
  if (way == MergeWay::Texture || (way == MergeWay::Auto && merging.painted)) {
    merging.tile_editor = [&](const TileRequest& tile) {
      int steps = 0;
      // Tiles tell their progress themselves; what happens inside one would only confuse.
      return sample(video_request(request, result.prompt, tile.source), {}, {context.stop, {}}, steps).back();
    };
  }
  result.merge = v4e::merge(merging, context);
  result.edited = space.finish(result.merge, context);
}

Editor::Editor(ModelDescription model, const EditorOptions& options, CaptionRewriter rewriter)
    : state_(std::make_unique<State>(std::move(model), options, std::move(rewriter))) {}
Editor::~Editor() = default;
Editor::Editor(Editor&&) noexcept = default;
Editor& Editor::operator=(Editor&&) noexcept = default;

const ModelDescription& Editor::model() const {
  return state_->model;
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
    throw Error(ErrorCode::Unsupported, refusal(state_->model, caption, state_->rewriter));
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
    const EditSpace space(request.photo, !stays_grey(result.caption.effect), context);
    WorkingSizeOptions size;
    size.max_area_px = *result.settings.working_area_px;
    size.multiple = state_->block_px();
    result.map = choose_working_map(space.plain().width(), space.plain().height(), size);
    const Image picture = make_working_image(space.plain(), result.map, context);
    const VideoRequest video = state_->video_request(request, result.prompt, picture);
    result.frames = state_->sample(video, hooks, context, result.steps);
    state_->merge(request, space, result, context);
    return 0;
  });
  result.model_name = state_->model.name;
  result.device = device_text();
  result.times = clock.finish();
  logger("edit").info("{} on {}: {} steps, merged as {}", result.model_name, result.device, result.steps,
                      to_string(result.merge.way));
  return result;
}

void Editor::merge_again(const EditRequest& request, EditResult& result, const EditHooks& hooks) {
  request.validate();
  translated([&] {
    const EditSpace space(request.photo, !stays_grey(result.caption.effect), hooks.run);
    state_->merge(request, space, result, hooks.run);
    return 0;
  });
}

void Editor::unload() {
  state_->loaded.reset();
}

CaptionRewriter embedded_rewriter() {
  return CaptionRewriter::from_folder(resource_folder() / "captions");
}

}  // namespace v4e
