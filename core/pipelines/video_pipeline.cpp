// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/video_pipeline.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>

#include "core/base/advice.h"
#include "core/checkpoints/state_dict.h"
#include "core/pipelines/held_end.h"
#include "core/pipelines/last_picture.h"
#include "core/pipelines/noise.h"
#include "core/pipelines/prompt.h"
#include "core/pipelines/push_pull.h"

namespace v4e {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::InvalidArgument, message);
}

/// Whether the model was not taught to end in the last image that is asked for.
/// Below it the layout of a film is settled: where Wan2.2's second expert takes over.
constexpr double kSettledSigma = 0.9;

bool holds_end(const VideoRequest& request, Components& components) {
  return request.last_image.defined() && last_picture_of(components) == LastPicture::Held;
}

void check_held_photo(const VideoRequest& request, Components& components) {
  const ConditioningKind kind = components.kind().conditioning;
  if (kind != ConditioningKind::TextOnly && kind != ConditioningKind::FirstLatent)
    refuse("only a text-to-video model can have the photo held as its first latent frame");
  if (!request.image.defined()) refuse("there is no photo to be held as the first latent frame");
  if (request.last_image.defined()) refuse("a last picture does not go with a photo that is held");
  const std::int64_t fewest = 1 + components.vae_config().temporal_factor();
  if (request.num_frames < fewest)
    refuse("behind a photo that is held there must be frames: at least " + std::to_string(fewest));
}

void check_guidance(double scale) {
  if (!(scale >= 0 && scale <= 100)) refuse("the guidance scale must be 0 to 100");
}

}  // namespace

const Conditioning& VideoPipeline::conditioning() {
  if (!conditioning_) {
    conditioning_ = make_conditioning(components_.kind(), components_.vae_config(),
                                      components_.transformer_config().patch_size);
  }
  return *conditioning_;
}

void VideoPipeline::check(const VideoRequest& request) {
  const bool is_held = holds_end(request, components_);
  // A conditioning refuses a last picture that its model can do without.
  const bool is_last = request.last_image.defined() && components_.kind().needs_last_image;
  if (request.holds_photo) check_held_photo(request, components_);
  conditioning().check(request.size(), request.image.defined() && !request.holds_photo, is_last);
  if (request.last_image.defined() && last_picture_of(components_) == LastPicture::Unused)
    refuse("this model makes videos from text alone; two pictures need a first-last-frame model");
  if (is_held && request.region.defined()) refuse("a region does not go with a last picture");
  if (request.region.defined() && !request.image.defined()) refuse("a region needs a photo");
  const std::vector<std::int64_t> region_shape{1, 1, request.height, request.width};
  if (request.region.defined() && request.region.sizes() != at::IntArrayRef(region_shape))
    refuse("the region must have the shape " + shape_text(region_shape) + ", got " +
           shape_text(request.region.sizes()));
  const std::vector<std::int64_t> clip_shape{1, 3, request.num_frames, request.height, request.width};
  if (request.start.defined() && request.start.sizes() != at::IntArrayRef(clip_shape))
    refuse("the start must have the shape " + shape_text(clip_shape) + ", got " +
           shape_text(request.start.sizes()));
  if (!(request.start_sigma >= 0 && request.start_sigma <= 1)) refuse("a noise level must be 0 to 1");
  if (request.keep_every && *request.keep_every < 2)
    refuse("of the latent frames at least every second one is left out");
  if (request.keep_every &&
      (request.reasoning_steps || components_.kind().conditioning != ConditioningKind::MaskAndLatents))
    refuse("latent frames are thinned out for image-to-video models, and without reasoning steps");
  if (request.reasoning_steps && *request.reasoning_steps < 0) refuse("reasoning steps must not be negative");
  check_guidance(request.guidance_scale);
  check_guidance(request.guidance_scale_2.value_or(request.guidance_scale));
}

at::Tensor VideoPipeline::cached(const std::filesystem::path& weights, ContentKey key,
                                 const std::function<at::Tensor()>& make) {
  EncodingCache& cache = components_.cache();
  const ComponentOptions& options = components_.options();
  if (!cache.keeps(weights)) {
    const at::Tensor made = make();
    return made.defined() ? made.to(options.device) : made;
  }
  // Another device or number format gives other last digits.
  key.add(cache.identity(weights)).add(options.device.str());
  key.add(static_cast<std::int64_t>(options.dtype)).add(static_cast<std::int64_t>(options.vae_dtype));
  key.add(options.keep_packed_from.value_or(0)).add(options.encoder_device().str());
  if (const at::Tensor kept = cache.find(key); kept.defined()) return kept.to(options.device);
  const at::Tensor made = make();
  // Damaged weights are found out by what they make, each time.
  if (made.defined() && at::isfinite(made).all().item<bool>()) cache.keep(key, made);
  return made.defined() ? made.to(options.device) : made;
}

at::Tensor VideoPipeline::encode_prompt(const std::string& prompt, const RunContext& context) {
  context.tick({.stage = Stage::EncodeText, .step = 0, .total = 1});
  const std::int64_t length = components_.transformer_config().text_len;
  const ComponentPaths& paths = components_.paths();
  ContentKey key("text");
  if (components_.cache().keeps(paths.text_encoder)) key.add(components_.cache().identity(paths.tokenizer));
  key.add(length).add(prompt);
  const at::Tensor embeds = cached(paths.text_encoder, key, [&] {
    return encode_texts(components_.text_encoder(context), components_.tokenizer(), {prompt}, length);
  });
  context.tick({.stage = Stage::EncodeText, .step = 1, .total = 1});
  return embeds;
}

at::Tensor VideoPipeline::encode_image(const VideoRequest& request, const RunContext& context) {
  if (!components_.transformer_config().image_dim || !request.image.defined() || request.holds_photo)
    return {};
  if (!components_.has_image_encoder()) {
    throw Error(ErrorCode::FileUnreadable, "this model needs an image encoder, and its folder has none");
  }
  const ClipPreprocessing& preprocessing = components_.clip_preprocessing();
  at::Tensor pixels = to_clip_input(request.image, preprocessing);
  if (request.last_image.defined() && components_.kind().needs_last_image)
    pixels = at::cat({pixels, to_clip_input(request.last_image, preprocessing)});
  return cached(components_.paths().image_encoder, ContentKey("image").add(pixels), [&] {
    ClipVision& tower = components_.image_encoder(context);
    return tower->forward(pixels.to(components_.options().encoder_device())).to(at::kFloat);
  });
}

KnownFrames VideoPipeline::known_frames(const VideoRequest& request) {
  KnownFrames known{.first_image = to_vae_input(request.image, request.height, request.width),
                    .last_image = {},
                    .num_frames = request.num_frames,
                    .region = request.region};
  if (request.last_image.defined())
    known.last_image = to_vae_input(request.last_image, request.height, request.width);
  if (request.fill_region && request.region.defined())
    known.shown = push_pull_fill(known.first_image, request.region);
  return known;
}

at::Tensor VideoPipeline::prepare_condition(const VideoRequest& request, const RunContext& context) {
  if (!request.image.defined() || request.holds_photo) return {};
  KnownFrames known = known_frames(request);
  if (holds_end(request, components_)) known.last_image = at::Tensor();
  ContentKey key("condition");
  if (components_.cache().keeps(components_.paths().vae)) {
    key.add(known.first_image).add(known.last_image).add(known.region).add(known.shown).add(known.num_frames);
    const ModelKind kind = components_.kind();
    key.add(static_cast<std::int64_t>(kind.conditioning)).add(kind.part_masks ? 1 : 0);
    key.add(kind.region_channels);
    const bool tiled = request.vae_tiling && request.vae_tiling->needed(request.height, request.width);
    key.add(tiled ? request.vae_tiling->tile_height : 0).add(tiled ? request.vae_tiling->tile_width : 0);
    key.add(tiled ? request.vae_tiling->stride_height : 0).add(tiled ? request.vae_tiling->stride_width : 0);
  }
  return cached(components_.paths().vae, key, [&] {
    return conditioning().encode(*components_.vae(context), known, request.vae_tiling, context);
  });
}

at::Tensor VideoPipeline::prepare_noise(const VideoRequest& request) {
  const std::vector<std::int64_t> shape = conditioning().noise_shape(request.size());
  if (!request.noise.defined()) return draw_noise(shape, request.seed);
  if (request.noise.sizes() != at::IntArrayRef(shape)) {
    refuse("noise: expected " + shape_text(shape) + ", got " + shape_text(request.noise.sizes()));
  }
  return request.noise;
}

at::Tensor VideoPipeline::decode_clip(const VideoRequest& request, const at::Tensor& latents,
                                      const RunContext& context) {
  WanVae& vae = components_.vae(context);
  const at::Tensor weight = vae->parameters().front();
  const at::Tensor input = vae->denormalize(latents).to(weight.device(), weight.scalar_type());
  const VaeOptions options{.context = context, .tap = {}, .clamp = true};
  const bool tiled = request.vae_tiling && request.vae_tiling->needed(request.height, request.width);
  return tiled ? decode_tiled(*vae, input, *request.vae_tiling, options) : vae->decode(input, options);
}

at::Tensor VideoPipeline::decode(const VideoRequest& request, const at::Tensor& latents,
                                 const RunContext& context) {
  const std::int64_t frames = latents.size(2);
  at::Tensor video;
  if (request.reasoning_steps && frames > 2) {
    // Reasoning frames were never dropped: they must not leak into the last one by the causal caches, so the
    // edit is decoded from the first and last latent frame alone.
    const at::Tensor ends = at::cat({latents.narrow(2, 0, 1), latents.narrow(2, frames - 1, 1)}, 2);
    const at::Tensor way = decode_clip(request, latents.narrow(2, 0, frames - 1), context);
    const at::Tensor edit = decode_clip(request, ends, context);
    video = at::cat({way, edit.narrow(2, 1, edit.size(2) - 1)}, 2);
  } else {
    video = decode_clip(request, latents, context);
  }
  require_finite(video, "the decoded frames");
  return (video.to(at::kCPU, at::kFloat) / 2 + 0.5).clamp(0, 1).transpose(1, 2).contiguous();
}

HeldOutside VideoPipeline::prepare_outside(const VideoRequest& request, const at::Tensor& noise,
                                           const RunContext& context) {
  const bool is_held = holds_end(request, components_);
  if (!request.region.defined() && !is_held && !request.holds_photo) return {};
  WanVae& vae = components_.vae(context);
  const KnownFrames known = known_frames(request);
  const HeldOutside outside =
      is_held               ? held_end(*vae, known, noise, request.vae_tiling, context)
      : request.holds_photo ? photo_first(conditioning(), *vae, known, noise, request.vae_tiling, context)
                            : photo_outside(conditioning(), *vae, known, noise, request.vae_tiling, context);
  require_finite(outside.photo, "the encoded photo");
  return outside;
}

DenoiseInputs VideoPipeline::prepare_inputs(const VideoRequest& request, const RunContext& context) {
  DenoiseInputs inputs;
  inputs.prediction = components_.sampling_config().prediction;
  inputs.reasoning_steps = request.reasoning_steps;
  if (request.keep_every)
    inputs.thinning = {*request.keep_every,
                       components_.sampling_config().boundary_ratio.value_or(kSettledSigma)};
  inputs.prompt_embeds = encode_prompt(request.prompt, context);
  if (std::max(request.guidance_scale, request.guidance_scale_2.value_or(0)) > 1)
    inputs.negative_prompt_embeds = encode_prompt(request.negative_prompt, context);
  inputs.image_embeds = encode_image(request, context);
  inputs.condition = prepare_condition(request, context);
  if (request.start.defined()) {
    inputs.start = conditioning().denoised_part(
        encode_clip(*components_.vae(context), request.start, request.vae_tiling, context));
    inputs.start_sigma = request.start_sigma;
  }
  require_finite(inputs.start, "the encoded start");
  require_finite(inputs.prompt_embeds, "the encoded text");
  require_finite(inputs.negative_prompt_embeds, "the encoded text");
  require_finite(inputs.image_embeds, "the encoded image");
  require_finite(inputs.condition, "the encoded photo");
  if (!components_.options().keep_encoders) components_.release_encoders();
  return inputs;
}

std::unique_ptr<Denoiser> VideoPipeline::make_denoiser(const VideoRequest& request,
                                                       const RunContext& context) {
  if (!components_.has_two_experts())
    return std::make_unique<SingleDenoiser>(components_.transformer(context), request.guidance_scale);
  const std::optional<double> boundary = components_.sampling_config().boundary_ratio;
  if (!boundary)
    throw Error(
        ErrorCode::FileMalformed,
        "model_index.json: boundary_ratio is missing beside two transformers; fetch the folder again");
  return std::make_unique<TwoExperts>(
      TwoExperts::Source{[this, context]() -> WanDit& { return components_.transformer(context); },
                         request.guidance_scale},
      TwoExperts::Source{[this, context]() -> WanDit& { return components_.transformer_2(context); },
                         request.guidance_scale_2.value_or(request.guidance_scale)},
      *boundary);
}

void VideoPipeline::require_finite(const at::Tensor& value, const char* what) const {
  if (!value.defined() || at::isfinite(value).all().item<bool>()) return;
  const std::string damage = components_.damaged_weight();
  const std::string where = std::string("the model computed numbers that are not finite (") + what + "): ";
  if (!damage.empty())
    throw Error(ErrorCode::CheckpointMismatch, where + damage + "; the file is damaged, fetch it again");
  throw AdvisedError(
      ErrorCode::CheckpointMismatch,
      where + "its weights do not belong together, or 16-bit arithmetic overflowed; try 32-bit arithmetic",
      {Advice::OtherDtype});
}

VideoResult VideoPipeline::run(const VideoRequest& request, const RunContext& context) {
  const c10::InferenceMode mode;
  check(request);
  VideoResult result;
  DenoiseInputs inputs = prepare_inputs(request, context);
  components_.maps().check();
  result.condition = inputs.condition;
  inputs.condition = conditioning().denoised_part(result.condition);
  const at::Tensor noise = prepare_noise(request);
  inputs.outside = prepare_outside(request, noise, context);
  const auto scheduler = components_.make_scheduler(request.sampler);
  scheduler->set_timesteps(request.num_inference_steps, request.shift);

  const auto denoiser = make_denoiser(request, context);
  const DenoiseResult denoised =
      denoise(*denoiser, conditioning(), *scheduler, noise, inputs, request.on_step, context);
  result.steps_made = denoised.steps_made;
  require_finite(denoised.latents, "the denoised latents");
  result.latents = conditioning().whole_clip(denoised.latents, result.condition);
  if (request.decode) result.video = decode(request, result.latents, context);
  components_.maps().check();
  return result;
}

}  // namespace v4e
