// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/evaluation/clip_look.h"

#include <ATen/ATen.h>

#include <map>

#include "core/base/error.h"
#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/edit/frame_tensors.h"
#include "core/evaluation/network_weights.h"
#include "core/image/samples.h"
#include "core/models/clip_vision/keys.h"
#include "core/pipelines/part_config.h"

namespace v4e {
namespace {

namespace fs = std::filesystem;

std::string tower_name(const ClipVisionConfig& config) {
  static const std::map<std::int64_t, std::string> sizes{{768, "B"}, {1024, "L"}, {1280, "H"}};
  const auto known = sizes.find(config.hidden_size);
  return "CLIP-" + (known != sizes.end() ? known->second : std::to_string(config.hidden_size)) + "/" +
         std::to_string(config.patch_size);
}

ClipPreprocessing preprocessing_of(const fs::path& weights, const ClipVisionConfig& config) {
  ClipPreprocessing preprocessing;
  const fs::path file = weights / "preprocessor_config.json";
  if (fs::exists(file)) preprocessing = ClipPreprocessing::from_json(read_json_file(file), file.string());
  preprocessing.size = config.image_size;
  return preprocessing;
}

/// Undefined where there is none. A projection under another name than transformers' is no part of the
/// model, so that it is looked for in the file as it is.
at::Tensor projection_in(const fs::path& weights, const ClipVisionConfig& config) {
  const at::Tensor own = clip_projection(*open_checkpoint(weights, clip_vision_family()), config);
  return own.defined() ? own : clip_projection(*open_checkpoint(weights), config);
}

bool holds_text_tower(const fs::path& weights) {
  return fs::is_directory(weights) && ClipTokenizer::is_in(weights) &&
         open_checkpoint(weights, clip_vision_family())
             ->contains("text_model.encoder.layers.0.self_attn.q_proj.weight");
}

}  // namespace

ClipLooker::ClipLooker(const fs::path& weights, at::Device device)
    : weights_(weights),
      device_(device),
      config_(read_image_encoder_config(weights)),
      preprocessing_(preprocessing_of(weights, config_)),
      name_(tower_name(config_)),
      is_projected_(projection_in(weights, config_).defined()) {
  if (!is_projected_ || !holds_text_tower(weights)) return;
  const fs::path file = weights / "config.json";
  text_config_ = ClipTextConfig::from_json(read_json_file(file), file.string());
  tokenizer_ = ClipTokenizer::open(weights);
}

void ClipLooker::load(const RunContext& context) {
  const auto reader = open_checkpoint(weights_, clip_vision_family());
  ClipVision tower(config_, ClipDepth::Whole);
  load_network(*tower, *reader, weights_, device_, context);
  if (is_projected_) projection_ = projection_in(weights_, config_).to(device_, at::kFloat);
  tower_ = tower;
}

void ClipLooker::load_text(const RunContext& context) {
  ClipText text(text_config_);
  load_network(*text, *open_checkpoint(weights_, clip_vision_family()), weights_, device_, context);
  text_ = text;
}

at::Tensor ClipLooker::read(const std::string& text, const RunContext& context) {
  V4E_ASSERT(tokenizer_.has_value());
  const c10::InferenceMode inference;
  if (!text_) load_text(context);
  const at::Tensor ids = at::tensor(tokenizer_->encode(text, text_config_.max_tokens), at::kLong);
  const at::Tensor embedding = text_(ids.to(device_));
  return (embedding / embedding.norm()).cpu();
}

ClipLook ClipLooker::look_at(const Image& picture, const RunContext& context) {
  const c10::InferenceMode inference;
  if (!tower_) load(context);
  const at::Tensor bytes = to_byte_tensor(with_samples(picture, SampleType::F32));
  const at::Tensor pixels = to_clip_input(bytes, preprocessing_).to(device_);
  const ClipFeatures features = tower_->features(pixels, {.context = &context});
  const at::Tensor embedding = is_projected_ ? at::linear(features.pooled, projection_) : features.pooled;
  const at::Tensor patches = features.penultimate[0].slice(0, 1);
  const at::Tensor directions = patches / patches.norm(2, 1, /*keepdim=*/true);
  return {.embedding = (embedding[0] / embedding[0].norm()).cpu(),
          .structure = at::matmul(directions, directions.t()).cpu()};
}

}  // namespace v4e
