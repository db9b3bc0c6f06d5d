// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/video_pipeline.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include "core/base/advice.h"
#include "core/checkpoints/state_dict.h"
#include "core/pipelines/conditioning.h"

namespace v4e {
namespace {

[[noreturn]] void refuse(const std::string& message) {
  throw Error(ErrorCode::InvalidArgument, message);
}

bool needs_image(Components& components) {
  return components.transformer_config().in_channels > components.vae_config().z_dim;
}

void require_multiple(const char* name, std::int64_t value, std::int64_t factor) {
  if (value >= factor && value % factor == 0) return;
  refuse(std::string(name) + " must be a multiple of " + std::to_string(factor) + ", got " +
         std::to_string(value));
}

}  // namespace

void VideoPipeline::check(const VideoRequest& request) {
  const WanVaeConfig& vae = components_.vae_config();
  const WanDitConfig& transformer = components_.transformer_config();
  require_multiple("the height", request.height, vae.spatial_factor() * transformer.patch_size[1]);
  require_multiple("the width", request.width, vae.spatial_factor() * transformer.patch_size[2]);
  if (request.num_frames < 1 || vae.usable_frames(request.num_frames) != request.num_frames) {
    refuse("the number of frames must be 1 more than a multiple of " + std::to_string(vae.temporal_factor()) +
           ", got " + std::to_string(request.num_frames));
  }
  if (!transformer.denoise_first_latent && vae.latent_frames(request.num_frames) < 2) {
    refuse("this model needs at least " + std::to_string(1 + vae.temporal_factor()) + " frames");
  }
  if (request.reasoning_steps && *request.reasoning_steps < 0) refuse("reasoning steps must not be negative");
  if (!(request.guidance_scale >= 0 && request.guidance_scale <= 100))
    refuse("the guidance scale must be 0 to 100");
}

void TextToVideoPipeline::check(const VideoRequest& request) {
  VideoPipeline::check(request);
  if (request.image.defined()) refuse("this pipeline makes videos from text alone and takes no image");
}

void ImageToVideoPipeline::check(const VideoRequest& request) {
  VideoPipeline::check(request);
  if (!request.image.defined()) refuse("an image is needed");
  if (request.last_image.defined())
    refuse("this pipeline takes one image; two need a first-last-frame model");
}

void FirstLastFramePipeline::check(const VideoRequest& request) {
  VideoPipeline::check(request);
  if (!request.image.defined() || !request.last_image.defined())
    refuse("a first and a last image are needed");
}

at::Tensor VideoPipeline::encode_prompt(const std::string& prompt, const RunContext& context) {
  context.tick({.stage = Stage::EncodeText, .step = 0, .total = 1});
  const WanDitConfig& config = components_.transformer_config();
  const TokenizedText text = components_.tokenizer().encode(prompt, config.text_len);
  const at::Device device = components_.options().device;
  // Padding is masked out in the encoder, so leaving it away gives the same rows in less time.
  const at::Tensor ids =
      at::tensor(text.token_ids, at::kLong).narrow(0, 0, text.length).unsqueeze(0).to(device);
  const at::Tensor mask = at::ones_like(ids);
  const at::Tensor rows = components_.text_encoder(context)->forward(ids, mask).to(at::kFloat);
  const at::Tensor embeds = at::constant_pad_nd(rows, {0, 0, 0, config.text_len - text.length});
  context.tick({.stage = Stage::EncodeText, .step = 1, .total = 1});
  return embeds;
}

at::Tensor VideoPipeline::encode_image(const VideoRequest& request, const RunContext& context) {
  if (!components_.transformer_config().image_dim || !request.image.defined()) return {};
  if (!components_.has_image_encoder()) {
    throw Error(ErrorCode::FileUnreadable, "this model needs an image encoder, and its folder has none");
  }
  const ClipPreprocessing& preprocessing = components_.clip_preprocessing();
  at::Tensor pixels = to_clip_input(request.image, preprocessing);
  if (request.last_image.defined())
    pixels = at::cat({pixels, to_clip_input(request.last_image, preprocessing)});
  ClipVision& tower = components_.image_encoder(context);
  return tower->forward(pixels.to(components_.options().device)).to(at::kFloat);
}

at::Tensor VideoPipeline::prepare_condition(const VideoRequest& request, const RunContext& context) {
  if (!needs_image(components_)) return {};
  if (!request.image.defined()) refuse("this model needs an image");
  ConditionRequest condition{.first_image = to_vae_input(request.image, request.height, request.width),
                             .last_image = {},
                             .num_frames = request.num_frames,
                             .source_on_every_frame = components_.transformer_config().source_on_every_frame};
  if (request.last_image.defined()) {
    condition.last_image = to_vae_input(request.last_image, request.height, request.width);
  }
  return encode_condition(*components_.vae(context), condition, request.vae_tiling, context);
}

at::Tensor VideoPipeline::prepare_noise(const VideoRequest& request) {
  const WanVaeConfig& vae = components_.vae_config();
  const std::int64_t skipped = components_.transformer_config().denoise_first_latent ? 0 : 1;
  const std::vector<std::int64_t> shape = {1, vae.z_dim, vae.latent_frames(request.num_frames) - skipped,
                                           request.height / vae.spatial_factor(),
                                           request.width / vae.spatial_factor()};
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

DenoiseInputs VideoPipeline::prepare_inputs(const VideoRequest& request, const RunContext& context) {
  DenoiseInputs inputs;
  inputs.guidance_scale = request.guidance_scale;
  inputs.reasoning_steps = request.reasoning_steps;
  inputs.prompt_embeds = encode_prompt(request.prompt, context);
  if (request.guidance_scale > 1)
    inputs.negative_prompt_embeds = encode_prompt(request.negative_prompt, context);
  inputs.image_embeds = encode_image(request, context);
  inputs.condition = prepare_condition(request, context);
  require_finite(inputs.prompt_embeds, "the encoded text");
  require_finite(inputs.negative_prompt_embeds, "the encoded text");
  require_finite(inputs.image_embeds, "the encoded image");
  require_finite(inputs.condition, "the encoded photo");
  if (!components_.options().keep_encoders) components_.release_encoders();
  return inputs;
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
  result.condition = inputs.condition;
  const auto scheduler = components_.make_scheduler();
  scheduler->set_timesteps(request.num_inference_steps, request.shift);

  const WanVaeConfig& vae = components_.vae_config();
  const bool joins_source =
      !components_.transformer_config().denoise_first_latent && inputs.condition.defined();
  if (joins_source) inputs.condition = inputs.condition.slice(2, 1);
  result.latents = denoise(components_.transformer(context), *scheduler, prepare_noise(request), inputs, vae,
                           request.on_step, context);
  require_finite(result.latents, "the denoised latents");
  if (joins_source) {
    const at::Tensor source = condition_latents(result.condition, vae).narrow(2, 0, 1);
    result.latents = at::cat({source.to(result.latents.device()), result.latents}, 2);
  }
  if (request.decode) result.video = decode(request, result.latents, context);
  return result;
}

}  // namespace v4e
