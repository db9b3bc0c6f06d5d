// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/pairs/pair_encoder.h"

#include <torch/types.h>

#include <algorithm>

#include "core/pipelines/held_end.h"

namespace v4e::training {
namespace {

void check(const PairPictures& pictures) {
  const auto is_picture = [](const at::Tensor& tensor) {
    return tensor.defined() && tensor.dim() == 3 && tensor.size(2) == 3 &&
           tensor.scalar_type() == torch::kUInt8;
  };
  if (!is_picture(pictures.source) || !is_picture(pictures.target))
    throw Error(ErrorCode::InvalidArgument, "a pair's pictures must be [H, W, 3] bytes");
  if (pictures.source.sizes() != pictures.target.sizes())
    throw Error(ErrorCode::InvalidArgument, "a pair's pictures must have one size, found " +
                                                c10::str(pictures.source.sizes()) + " and " +
                                                c10::str(pictures.target.sizes()));
}

}  // namespace

PairEncoder::PairEncoder(Components& components, VideoPipeline& pipeline, std::int64_t num_frames)
    : components_(components), pipeline_(pipeline) {
  const WanVaeConfig& vae = components_.vae_config();
  const PatchSize& patch = components_.transformer_config().patch_size;
  num_frames_ = num_frames > 0 ? num_frames : 1 + vae.temporal_factor();
  block_px_ = vae.spatial_factor() * std::max(patch[1], patch[2]);
  const ModelKind kind = components_.kind();
  if (!kind.edits())
    throw Error(ErrorCode::Unsupported,
                kind.needs_last_image
                    ? "this model goes from one picture to another; a student edits one photo: choose an "
                      "image-to-video model"
                    : "this model makes videos from text alone; choose an image-to-video model");
}

at::Tensor PairEncoder::clip(const PairPictures& pictures) const {
  check(pictures);
  const auto height = pictures.source.size(0);
  const auto width = pictures.source.size(1);
  const auto source = to_vae_input(pictures.source, height, width);
  const auto target = to_vae_input(pictures.target, height, width);
  const bool straight = components_.kind().conditioning == ConditioningKind::SourceEveryFrame;
  std::vector<at::Tensor> frames{source};
  for (std::int64_t frame = 1; frame < num_frames_; ++frame) {
    const double share = straight ? static_cast<double>(frame) / static_cast<double>(num_frames_ - 1) : 1;
    frames.push_back(share < 1 ? torch::lerp(source, target, share) : target);
  }
  return torch::stack(frames, 2);
}

EncodedPair PairEncoder::encode(const PairPictures& pictures, const RunContext& context,
                                const at::Tensor& way) {
  const torch::NoGradGuard no_grad;
  check(pictures);
  VideoRequest request;
  request.image = pictures.source;
  request.num_frames = num_frames_;
  request.height = pictures.source.size(0);
  request.width = pictures.source.size(1);
  pipeline_.check(request);
  const Conditioning& conditioning = pipeline_.conditioning();
  const auto kept = [](const at::Tensor& tensor) {
    return tensor.defined() ? tensor[0].to(at::kCPU, at::kFloat).contiguous() : tensor;
  };
  EncodedPair pair;
  pair.condition = kept(pipeline_.prepare_condition(request, context));
  const auto latents =
      way.defined() ? way.unsqueeze(0) : encode_clip(*components_.vae(context), clip(pictures), {}, context);
  pair.target = kept(conditioning.denoised_part(latents));
  if (const auto shape = conditioning.noise_shape(request.size());
      pair.target.sizes() != at::IntArrayRef(shape).slice(1))
    throw Error(ErrorCode::InvalidArgument, "the latents of a pair's clip have the shape " +
                                                c10::str(pair.target.sizes()) + ", the model makes " +
                                                c10::str(at::IntArrayRef(shape).slice(1)));
  pair.image_embeds = kept(pipeline_.encode_image(request, context));
  if (pictures.mask.defined()) {
    const auto factor = components_.vae_config().spatial_factor();
    pair.mask = torch::avg_pool2d(pictures.mask.to(torch::kFloat).div(255).unsqueeze(0), factor)[0];
    const auto photo = to_vae_input(pictures.source, request.height, request.width);
    pair.still = kept(closing_latent(*components_.vae(context), photo, photo, {}, context).select(2, 0));
  }
  return pair;
}

at::Tensor PairEncoder::encode_text(const std::string& text, const RunContext& context) {
  return text_states(pipeline_, text, context);
}

at::Tensor text_states(VideoPipeline& pipeline, const std::string& text, const RunContext& context) {
  const torch::NoGradGuard no_grad;
  const auto states = pipeline.encode_prompt(text, context)[0].to(at::kCPU, at::kFloat);
  auto length = states.size(0);
  while (length > 1 && states[length - 1].eq(0).all().item<bool>()) --length;
  return states.narrow(0, 0, length).contiguous();
}

at::Tensor padded_text(const at::Tensor& text, std::int64_t text_len) {
  if (text.size(0) > text_len)
    throw Error(ErrorCode::CheckpointMismatch,
                "a text of the set has " + std::to_string(text.size(0)) + " states, more than the model's " +
                    std::to_string(text_len) + ": encode the set with this model");
  return torch::constant_pad_nd(text, {0, 0, 0, text_len - text.size(0)});
}

}  // namespace v4e::training
