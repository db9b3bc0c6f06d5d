// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/rollout/teacher.h"

#include <torch/types.h>

#include "core/base/content_hash.h"
#include "core/base/error.h"
#include "core/pipelines/held_end.h"
#include "core/pipelines/last_picture.h"
#include "core/training/seeds.h"

namespace v4e::training {
namespace {

std::uint64_t seed_of(std::uint64_t seed, const std::string& id) {
  Sha256 hash;
  hash.update(id.data(), id.size());
  return mixed_seed(seed, std::stoull(hash.finish().substr(0, 15), nullptr, 16));
}

}  // namespace

void TeacherOptions::validate() const {
  const auto need = [](bool holds, const char* what) {
    if (!holds) throw Error(ErrorCode::InvalidArgument, what);
  };
  need(num_frames >= 2 && num_frames <= 1001, "the frames of a roll-out must be 2 to 1001");
  need(steps >= 1 && steps <= 1000, "the steps of a roll-out must be 1 to 1000");
  need(!shift || (*shift > 0 && *shift <= 100), "the shift must be above 0 and at most 100");
}

nlohmann::json to_json(const TeacherOptions& options) {
  nlohmann::json json{{"frames", options.num_frames},
                      {"steps", options.steps},
                      {"guidance_scale", options.guidance_scale},
                      {"negative_prompt", options.negative_prompt},
                      {"seed", options.seed}};
  if (options.guidance_scale_2) json["guidance_scale_2"] = *options.guidance_scale_2;
  if (options.shift) json["shift"] = *options.shift;
  return json;
}

Teacher::Teacher(Components& components, TeacherOptions options)
    : components_(components), pipeline_(components), options_(std::move(options)) {
  options_.validate();
  if (last_picture_of(components_) == LastPicture::Unused)
    throw Error(ErrorCode::Unsupported,
                "the teacher makes videos from text alone; choose a model that goes from one picture to "
                "another (Wan2.1 FLF2V), or an image-to-video model");
}

void Teacher::replace_ends(const PairPictures& pictures, at::Tensor& latents, const RunContext& context) {
  WanVae& vae = components_.vae(context);
  const auto height = pictures.source.size(0);
  const auto width = pictures.source.size(1);
  const auto photo = to_vae_input(pictures.source, height, width);
  const auto edit = to_vae_input(pictures.target, height, width);
  latents.narrow(2, 0, 1).copy_(encode_clip(*vae, photo.unsqueeze(2), {}, context));
  auto last = latents.narrow(2, latents.size(2) - 1, 1);
  const auto end = closing_latent(*vae, photo, edit, {}, context);
  const auto states = last_frame_channels(*vae);
  // The other channels of such a latent frame are the way, which is what the teacher is for.
  last.copy_(states.defined() ? torch::where(states.view({1, -1, 1, 1, 1}).to(last.device()), end, last)
                              : end);
}

Rollout Teacher::roll_out(const PairPictures& pictures, const std::string& caption, const std::string& id,
                          const RunContext& context) {
  const torch::NoGradGuard no_grad;
  VideoRequest request;
  request.prompt = caption;
  request.negative_prompt = options_.negative_prompt;
  request.image = pictures.source;
  request.last_image = pictures.target;
  request.num_frames = options_.num_frames;
  request.height = pictures.source.size(0);
  request.width = pictures.source.size(1);
  request.num_inference_steps = options_.steps;
  request.guidance_scale = options_.guidance_scale;
  request.guidance_scale_2 = options_.guidance_scale_2;
  request.shift = options_.shift;
  request.seed = seed_of(options_.seed, id);
  const VideoResult made = pipeline_.run(request, context);
  auto latents = made.latents.to(at::kFloat).clone();
  replace_ends(pictures, latents, context);
  const auto kept = [](const at::Tensor& tensor) {
    return tensor.defined() ? tensor.to(at::kCPU, at::kFloat).contiguous() : tensor;
  };
  return {.latents = kept(latents[0]),
          .frames = made.video[0],
          .input = {.condition = kept(made.condition[0]),
                    .image_embeds = kept(pipeline_.encode_image(request, context)),
                    .text = text_states(pipeline_, caption, context)}};
}

}  // namespace v4e::training
