// SPDX-License-Identifier: GPL-3.0-or-later
// The editor's model: loaded, asked, run.
#include <algorithm>
#include <filesystem>

#include "core/edit/edit_refusal.h"
#include "core/edit/editor_state.h"
#include "core/edit/frame_tensors.h"
#include "core/edit/latent_preview.h"
#include "core/edit/model_defaults.h"
#include "core/edit/shown_frames.h"
#include "core/library/lora_report.h"
#include "core/pipelines/shifted_pass.h"

namespace v4e {
namespace {

TilingConfig large_tiles() {
  constexpr std::int64_t kStride = kVaeTilePx / 4 * 3;
  return {
      .tile_height = kVaeTilePx, .tile_width = kVaeTilePx, .stride_height = kStride, .stride_width = kStride};
}

}  // namespace

EditHooks shown_hooks(const EditHooks& hooks, const EditResult& result) {
  if (!hooks.on_preview || !result.region) return hooks;
  EditHooks shown = hooks;
  shown.on_preview = [&hooks, region = result.region, map = result.map](const std::vector<Image>& frames,
                                                                        int step) {
    hooks.on_preview(previews_in_photo(*region, map, frames), step);
  };
  return shown;
}

Components& Editor::State::components(const std::vector<LoraChoice>& loras) {
  Components& parts = components();
  std::vector<LoraFile> high;
  std::vector<LoraFile> low;
  for (const LoraChoice& lora : loras) {
    if (!lora.on) continue;
    const std::filesystem::path file = find_lora(lora.file, model.paths);
    const bool is_high = lora.expert == LoraChoice::Expert::HighNoise;
    const bool is_low = lora.expert == LoraChoice::Expert::LowNoise;
    if ((is_high || is_low) && !parts.has_two_experts())
      throw Error(ErrorCode::InvalidArgument, "\"" + lora.file + "\" is meant for one of two experts, but " +
                                                  model.name + " has only one");
    if (!is_low) high.push_back({file, lora.strength});
    if (!is_high) low.push_back({file, lora.strength});
  }
  if (!parts.has_two_experts()) low.clear();
  parts.set_loras(std::move(high), std::move(low));
  return parts;
}

void Editor::State::make_room(const EditSettings& all) {
  room_area_px = std::max(model.working_area_px, *all.working_area_px);
  if (!loaded) return;
  const ResidencyPlan plan = residency(room_area_px, model.default_frames);
  const ComponentOptions& options = loaded->options();
  if ((plan.stream_blocks && !options.stream_blocks) || (!plan.keep_encoders && options.keep_encoders) ||
      (plan.encoders_on_cpu && !options.encoders_on_cpu))
    loaded.reset();
}

Components& Editor::State::components() {
  // Of weights that were lost while they were in use nothing is right any more; their file may be back.
  if (loaded && loaded->maps().has_lost()) loaded.reset();
  if (!loaded) {
    needs = memory_candidate(model, device, dtype);
    ComponentOptions options;
    options.device = device;
    options.dtype = options.vae_dtype = dtype;
    const ResidencyPlan plan = residency(std::max(model.working_area_px, room_area_px), model.default_frames);
    options.keep_encoders = plan.keep_encoders;
    options.encoders_on_cpu = plan.encoders_on_cpu;
    options.stream_blocks = plan.stream_blocks;
    options.keep_packed_from = kPackedFrom;
    options.cache = user_encoding_cache();
    loaded = std::make_unique<Components>(model.paths, options);
  }
  return *loaded;
}

void Editor::State::check_editing(Components& parts, const EditSettings& settings) const {
  const ModelKind kind = parts.kind();
  require_method(model, settings);
  if (settings.ending.empty() && kind.needs_last_image)
    throw Error(ErrorCode::Unsupported, model.folder.string() +
                                            " needs a first and a last picture; to edit one photo give an "
                                            "image-to-video model (Wan2.1 I2V, ChronoEdit)");
}

VideoRequest Editor::State::video_request(const EditRequest& request, const std::string& prompt,
                                          const Image& picture) {
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
  video.sampler = settings.sampler;
  video.reasoning_steps = settings.reasoning_steps;
  video.keep_every = settings.keep_every;
  video.seed = settings.seed;
  video.holds_photo = method_of(model, settings) == EditMethod::ZeroShotT2v && settings.ending.empty();
  const std::int64_t area_px = std::int64_t{picture.width()} * picture.height();
  if (residency(area_px, static_cast<int>(video.num_frames)).tile_vae) video.vae_tiling = large_tiles();
  return video;
}

int Editor::State::block_px() {
  Components& parts = components();
  const PatchSize& patch = parts.transformer_config().patch_size;
  return static_cast<int>(parts.vae_config().spatial_factor() * std::max(patch[1], patch[2]));
}

at::Tensor Editor::State::with_shifted_pass(VideoPipeline& pipeline, const VideoRequest& request,
                                            const at::Tensor& video, const RunContext& context) {
  const auto cell = components().vae_config().spatial_factor();
  const auto cells = std::max<std::int64_t>(1, block_px() / cell / 2);
  VideoRequest moved = request;
  moved.image = moved_picture(request.image, cells * cell);
  if (request.region.defined())
    moved.region =
        moved_picture(request.region[0][0].unsqueeze(2), cells * cell).permute({2, 0, 1}).unsqueeze(0);
  if (request.last_image.defined()) moved.last_image = moved_picture(request.last_image, cells * cell);
  if (request.start.defined()) moved.start = moved_video(request.start, cells * cell);
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

}  // namespace v4e
