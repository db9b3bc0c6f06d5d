// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/components.h"

#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"

namespace v4e {
namespace {

nlohmann::json read_config(const std::filesystem::path& component) {
  const auto file = component / "config.json";
  if (!std::filesystem::exists(file)) {
    throw Error(ErrorCode::FileUnreadable, file.string() + " is missing: the model folder is not complete");
  }
  return read_json_file(file);
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
    load_state(*model, *open_checkpoint(paths_.transformer), load, context);
    transformer_ = model;
  }
  return transformer_;
}

WanVae& Components::vae(const RunContext& context) {
  if (!vae_) {
    WanVae model(vae_config());
    LoadOptions load;
    load.dtype = options_.vae_dtype;
    load.device = options_.device;
    load_state(*model, *open_checkpoint(paths_.vae), load, context);
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
    load_state(*model, *open_checkpoint(paths_.text_encoder), load, context);
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
    load_state(*model, *open_checkpoint(paths_.image_encoder), load, context);
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

void Components::release_encoders() {
  text_encoder_ = nullptr;
  image_encoder_ = nullptr;
}

}  // namespace v4e
