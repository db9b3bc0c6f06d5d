// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/components.h"

#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_vae/keys.h"
#include "core/nn/device.h"

namespace v4e {
namespace {

nlohmann::json read_config(const std::filesystem::path& component) {
  const auto file = component / "config.json";
  if (!std::filesystem::exists(file)) {
    throw Error(ErrorCode::FileUnreadable, file.string() + " is missing: the model folder is not complete");
  }
  return read_json_file(file);
}

/// load_state() with the folder in its errors: a weight's name alone does not say which model is meant.
void load_part(torch::nn::Module& model, const std::filesystem::path& path, const WeightFamily& family,
               const LoadOptions& options, const RunContext& context) {
  const auto reader = open_checkpoint(path, family);
  try {
    load_state(model, *reader, options, context);
  } catch (const Error& error) {
    const bool mismatch = error.code() == ErrorCode::CheckpointMismatch;
    throw Error(
        error.code(),
        path.string() + ": " + error.what() +
            (mismatch ? "\nconfig.json and weights are of different models: fetch the folder again" : ""));
  }
}

std::string damage_of(const torch::nn::Module& model, const std::filesystem::path& path) {
  for (const auto& [name, weight] : state_of(model)) {
    if (!weight.is_floating_point() || at::isfinite(weight).all().item<bool>()) continue;
    return find_weights(path).string() + ": weight " + name + " holds NaN or infinite values";
  }
  return {};
}

}  // namespace

Components::Components(ComponentPaths paths, const ComponentOptions& options)
    : paths_(std::move(paths)), options_(options) {}

const WanDitConfig& Components::transformer_config() {
  if (!transformer_config_) {
    const auto& file = paths_.transformer_config;
    transformer_config_ = WanDitConfig::from_json(
        file.empty() ? read_config(paths_.transformer) : read_json_file(file), "transformer/config.json");
  }
  return *transformer_config_;
}

const WanVaeConfig& Components::vae_config() {
  if (!vae_config_) vae_config_ = WanVaeConfig::from_json(read_config(paths_.vae), "vae/config.json");
  return *vae_config_;
}

WanDit& Components::transformer(const RunContext& context) {
  if (!transformer_) {
    WanDit model(transformer_config());
    LoadOptions load;
    load.dtype = options_.dtype;
    load.device = options_.device;
    if (options_.dtype != at::kFloat) load.keep_fp32 = WanDitImpl::fp32_names();
    load_part(*model, paths_.transformer, wan_dit_family(), load, context);
    transformer_ = model;
  }
  return transformer_;
}

WanVae& Components::vae(const RunContext& context) {
  if (!vae_) {
    WanVae model(vae_config());
    LoadOptions load;
    load.dtype = compute_dtype(options_.vae_dtype, options_.device);
    load.device = options_.device;
    load_part(*model, paths_.vae, wan_vae_family(), load, context);
    vae_ = model;
  }
  return vae_;
}

Umt5Encoder& Components::text_encoder(const RunContext& context) {
  if (!text_encoder_) {
    Umt5Encoder model(Umt5Config::from_json(read_config(paths_.text_encoder), "text_encoder/config.json"));
    LoadOptions load;
    load.dtype = options_.dtype;
    load.device = options_.device;
    load_part(*model, paths_.text_encoder, umt5_family(), load, context);
    text_encoder_ = model;
  }
  return text_encoder_;
}

ClipVision& Components::image_encoder(const RunContext& context) {
  if (!image_encoder_) {
    ClipVision model(
        ClipVisionConfig::from_json(read_config(paths_.image_encoder), "image_encoder/config.json"));
    LoadOptions load;
    load.dtype = options_.dtype;
    load.device = options_.device;
    load_part(*model, paths_.image_encoder, clip_vision_family(), load, context);
    image_encoder_ = model;
  }
  return image_encoder_;
}

const Tokenizer& Components::tokenizer() {
  if (!tokenizer_) tokenizer_ = Tokenizer::open(paths_.tokenizer);
  return *tokenizer_;
}

const ClipPreprocessing& Components::clip_preprocessing() {
  if (!clip_preprocessing_) {
    if (!paths_.image_processor.empty()) {
      clip_preprocessing_ = ClipPreprocessing::from_json(read_json_file(paths_.image_processor),
                                                         "image_processor/preprocessor_config.json");
    } else {
      ClipPreprocessing preprocessing;
      preprocessing.size = image_encoder()->config().image_size;
      clip_preprocessing_ = preprocessing;
    }
  }
  return *clip_preprocessing_;
}

std::unique_ptr<Scheduler> Components::make_scheduler() const {
  return v4e::make_scheduler(read_json_file(paths_.scheduler), "scheduler/scheduler_config.json");
}

std::string Components::damaged_weight() const {
  std::string damage;
  const auto look_at = [&damage](const auto& model, const std::filesystem::path& path) {
    if (damage.empty() && model) damage = damage_of(*model, path);
  };
  look_at(transformer_, paths_.transformer);
  look_at(vae_, paths_.vae);
  look_at(text_encoder_, paths_.text_encoder);
  look_at(image_encoder_, paths_.image_encoder);
  return damage;
}

void Components::release_encoders() {
  text_encoder_ = nullptr;
  image_encoder_ = nullptr;
}

}  // namespace v4e
