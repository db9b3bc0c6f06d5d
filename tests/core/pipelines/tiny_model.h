// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/pipelines/video_pipeline.h"
#include "core/verify/reference_picture.h"
#include "tests/core/golden.h"

namespace v4e::test {

/// A tiny random model: image to video, or (`first_latent`) one that holds the photo as its first latent.
inline ComponentPaths tiny_model(bool first_latent, const std::string& scheduler) {
  ComponentPaths paths;
  paths.transformer = golden_path(first_latent ? "dit_t2v/diffusers" : "dit_i2v/diffusers");
  paths.expand_timesteps = first_latent;
  paths.vae = golden_path("vae/diffusers");
  paths.text_encoder = golden_path("umt5/hf");
  paths.tokenizer = golden_path("tokenizer");
  if (!first_latent) paths.image_encoder = golden_path("clip/hf");
  paths.scheduler = golden_path("schedulers/scheduler_config_" + scheduler + ".json");
  return paths;
}

/// An edit of three steps, small enough for one.
inline VideoRequest small_request() {
  VideoRequest request;
  request.prompt = "A red fox";
  request.image = read_reference_picture(golden_path("images/image0.png"));
  request.height = 32;
  request.width = 64;
  request.num_inference_steps = 3;
  request.guidance_scale = 1;
  request.seed = 7;
  return request;
}

}  // namespace v4e::test
