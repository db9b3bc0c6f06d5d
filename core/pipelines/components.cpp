// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/components.h"

#include <ATen/core/grad_mode.h>

#include "core/base/json_file.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/checkpoints/lora_reader.h"
#include "core/models/clip_vision/keys.h"
#include "core/models/umt5/keys.h"
#include "core/models/wan_dit/keys.h"
#include "core/models/wan_vae/keys.h"
#include "core/nn/device.h"
#include "core/nn/placeholder.h"
#include "core/pipelines/carried_tokenizer.h"
#include "core/pipelines/part_config.h"

namespace v4e {
namespace {

constexpr double kDefaultShift = 5;
constexpr std::int64_t kChronoEditSkip = 8;

/// What the original Wan samples with, where no scheduler_config.json lies beside the weights.
nlohmann::json default_scheduler(std::optional<double> shift) {
  return {{"_class_name", "UniPCMultistepScheduler"},
          {"prediction_type", "flow_prediction"},
          {"use_flow_sigmas", true},
          {"flow_shift", shift.value_or(kDefaultShift)}};
}

/// A folder with spiece.model, that file, or weights that carry it along.
Tokenizer open_tokenizer(const std::filesystem::path& path) {
  if (std::filesystem::is_directory(path)) return Tokenizer::open(path);
  if (path.extension() == ".model") return Tokenizer::open_model(path);
  const std::string model = carried_tokenizer(path);
  if (model.empty())
    throw Error(ErrorCode::FileUnreadable,
                path.string() + " carries no tokenizer; put spiece.model of UMT5 beside it");
  return Tokenizer::from_bytes(model, path.string());
}

using Reader = std::shared_ptr<const StateDictReader>;

/// load_state() with the folder in its errors: a weight's name alone does not say which model is meant.
Reader load_part(torch::nn::Module& model, const std::filesystem::path& path, const WeightFamily& family,
                 const LoadOptions& options, const RunContext& context,
                 const std::vector<LoraFile>& loras = {}) {
  Reader reader = open_checkpoint(path, family, loras);
  try {
    load_state(model, *reader, options, context);
    return reader;
  } catch (const Error& error) {
    const bool mismatch = error.code() == ErrorCode::CheckpointMismatch;
    throw Error(
        error.code(),
        path.string() + ": " + error.what() +
            (mismatch ? "\nconfig.json and weights are of different models: fetch the folder again" : ""));
  }
}

std::vector<std::string> notes_of(const StateDictReader& reader, const std::vector<LoraFile>& loras) {
  std::vector<std::string> notes;
  const auto* with_loras = dynamic_cast<const LoraReader*>(&reader);
  if (!with_loras) return notes;
  for (std::size_t i = 0; i < loras.size(); ++i) {
    const LoraCoverage& coverage = with_loras->coverage()[i];
    if (coverage.unmatched.empty()) continue;
    notes.push_back(loras[i].path.string() + ": " + std::to_string(coverage.unmatched.size()) + " of its " +
                    std::to_string(coverage.unmatched.size() + static_cast<std::size_t>(coverage.matched)) +
                    " parts belong to no part of this model and were left out");
  }
  return notes;
}

/// A LoRA's numbers are among the model's by now, so that its file is looked at by itself.
std::string damage_of_loras(const std::vector<LoraFile>& loras) {
  for (const LoraFile& lora : loras) {
    const auto reader = open_checkpoint(lora.path);
    for (const std::string& name : reader->names()) {
      const at::Tensor weight = reader->read(name);
      if (weight.is_floating_point() && !at::isfinite(weight.to(at::kFloat)).all().item<bool>())
        return find_weights(lora.path).string() + ": weight " + name + " holds NaN or infinite values";
    }
  }
  return {};
}

std::string damage_of(const torch::nn::Module& model, const std::filesystem::path& path) {
  const at::NoGradGuard no_grad;
  const auto damage = [&path](const std::string& name) {
    return find_weights(path).string() + ": weight " + name + " holds NaN or infinite values";
  };
  for (const auto& [name, weight] : state_of(model)) {
    // What is read block by block is not there now.
    if (is_placeholder(weight)) continue;
    if (!weight.is_floating_point() || at::isfinite(weight).all().item<bool>()) continue;
    return damage(name);
  }
  for (const auto& item : model.named_modules(/*name_prefix=*/std::string(), /*include_self=*/false)) {
    const auto* layer = dynamic_cast<const TakesPackedWeight*>(item.value().get());
    if (layer != nullptr && layer->packed() != nullptr && holds_infinity(*layer->packed()))
      return damage(item.key() + ".weight");
  }
  return {};
}

}  // namespace

Components::Components(ComponentPaths paths, const ComponentOptions& options)
    : paths_(std::move(paths)), options_(options), cache_(options.cache) {}

const WanDitConfig& Components::transformer_config() {
  if (!transformer_config_) {
    const auto& file = paths_.transformer_config;
    transformer_config_ = file.empty()
                              ? read_transformer_config(paths_.transformer)
                              : WanDitConfig::from_json(read_json_file(file), "transformer/config.json");
    // In no weight.
    if (paths_.is_chronoedit) transformer_config_->rope_temporal_skip_len = kChronoEditSkip;
  }
  return *transformer_config_;
}

const SamplingConfig& Components::sampling_config() {
  if (!sampling_config_) {
    const auto& file = paths_.transformer_config;
    const nlohmann::json own = file.empty() ? own_config(paths_.transformer) : read_json_file(file);
    sampling_config_ =
        own.is_null() ? SamplingConfig{} : SamplingConfig::from_json(own, "transformer/config.json");
    sampling_config_->expand_timesteps = paths_.expand_timesteps;
    sampling_config_->part_masks = paths_.part_masks;
    sampling_config_->boundary_ratio = paths_.boundary_ratio;
  }
  return *sampling_config_;
}

const WanVaeConfig& Components::vae_config() {
  if (!vae_config_) vae_config_ = read_vae_config(paths_.vae);
  return *vae_config_;
}

void Components::set_loras(std::vector<LoraFile> loras, std::vector<LoraFile> loras_2) {
  if (loras != options_.loras) transformer_ = nullptr;
  if (loras_2 != options_.loras_2) transformer_2_ = nullptr;
  options_.loras = std::move(loras);
  options_.loras_2 = std::move(loras_2);
}

std::vector<std::string> Components::lora_notes() const {
  std::vector<std::string> all;
  for (const auto& [path, notes] : lora_notes_) all.insert(all.end(), notes.begin(), notes.end());
  return all;
}

LoadOptions Components::load_options() const {
  LoadOptions load;
  load.dtype = options_.dtype;
  load.device = options_.device;
  load.keep_packed_from = options_.keep_packed_from;
  return load;
}

LoadOptions Components::encoder_load_options() const {
  LoadOptions load = load_options();
  load.device = options_.encoder_device();
  if (options_.encoders_on_cpu) load.keep_packed_from = kPackedFrom;
  return load;
}

WanDit Components::load_transformer(const WanDitConfig& config, const std::filesystem::path& path,
                                    const std::vector<LoraFile>& loras, const RunContext& context) {
  WanDit model(config);
  LoadOptions load = load_options();
  if (options_.dtype != at::kFloat) load.keep_fp32 = WanDitImpl::fp32_names();
  if (options_.stream_blocks) load.later = WanDitImpl::block_names();
  const Reader reader = load_part(*model, path, wan_dit_family(), load, context, loras);
  lora_notes_[path] = notes_of(*reader, loras);
  if (options_.stream_blocks) {
    load.device = at::kCPU;  // they are brought from there beside what is computed
    model->stream_blocks([reader, load](const std::string& name) { return read_weight(*reader, name, load); },
                         options_.device);
  }
  return model;
}

ModelKind Components::kind() {
  return kind_of(transformer_config(), sampling_config(), vae_config(), paths_.transformer.string());
}

WanDit& Components::transformer(const RunContext& context) {
  if (!transformer_) {
    if (!options_.keep_encoders) transformer_2_ = nullptr;
    transformer_ = load_transformer(transformer_config(), paths_.transformer, options_.loras, context);
  }
  return transformer_;
}

WanDit& Components::transformer_2(const RunContext& context) {
  if (!transformer_2_) {
    if (!options_.keep_encoders) transformer_ = nullptr;
    const WanDitConfig config = read_transformer_config(paths_.transformer_2);
    const WanDitConfig& first = transformer_config();
    if (config.in_channels != first.in_channels || config.out_channels != first.out_channels ||
        config.text_dim != first.text_dim || config.text_len != first.text_len ||
        config.patch_size != first.patch_size || config.image_dim != first.image_dim) {
      throw Error(ErrorCode::CheckpointMismatch,
                  paths_.transformer_2.string() + ": is not the other expert of " +
                      paths_.transformer.string() + ": their inputs differ; fetch the folder again");
    }
    transformer_2_ = load_transformer(config, paths_.transformer_2, options_.loras_2, context);
  }
  return transformer_2_;
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
    Umt5Encoder model(read_text_encoder_config(paths_.text_encoder));
    load_part(*model, paths_.text_encoder, umt5_family(), encoder_load_options(), context);
    text_encoder_ = model;
  }
  return text_encoder_;
}

ClipVision& Components::image_encoder(const RunContext& context) {
  if (!image_encoder_) {
    ClipVision model(read_image_encoder_config(paths_.image_encoder));
    load_part(*model, paths_.image_encoder, clip_vision_family(), encoder_load_options(), context);
    image_encoder_ = model;
  }
  return image_encoder_;
}

const Tokenizer& Components::tokenizer() {
  if (!tokenizer_) tokenizer_ = open_tokenizer(paths_.tokenizer);
  return *tokenizer_;
}

const ClipPreprocessing& Components::clip_preprocessing() {
  if (!clip_preprocessing_) {
    if (!paths_.image_processor.empty()) {
      clip_preprocessing_ = ClipPreprocessing::from_json(read_json_file(paths_.image_processor),
                                                         "image_processor/preprocessor_config.json");
    } else {
      ClipPreprocessing preprocessing;
      preprocessing.size = read_image_encoder_config(paths_.image_encoder).image_size;
      clip_preprocessing_ = preprocessing;
    }
  }
  return *clip_preprocessing_;
}

std::unique_ptr<Scheduler> Components::make_scheduler(std::optional<Sampler> sampler) const {
  const bool has_own = !paths_.scheduler.empty();
  const nlohmann::json own =
      has_own ? read_json_file(paths_.scheduler) : default_scheduler(paths_.flow_shift);
  const std::string origin = has_own ? "scheduler/scheduler_config.json" : "sampler";
  if (!sampler) return v4e::make_scheduler(own, origin);
  double shift = kDefaultShift;
  for (const char* key : {"shift", "flow_shift"}) {
    if (own.is_object() && own.contains(key) && own.at(key).is_number()) shift = own.at(key);
  }
  if (*sampler == Sampler::UniPc) return v4e::make_scheduler(default_scheduler(shift), origin);
  return v4e::make_scheduler(
      {{"_class_name", "FlowMatchEulerDiscreteScheduler"}, {"shift", shift}, {"sigma_grid", "distilled"}},
      origin);
}

std::string Components::damaged_weight() const {
  std::string damage = damage_of_loras(options_.loras);
  if (damage.empty()) damage = damage_of_loras(options_.loras_2);
  const auto look_at = [&damage](const auto& model, const std::filesystem::path& path) {
    if (damage.empty() && model) damage = damage_of(*model, path);
  };
  look_at(transformer_, paths_.transformer);
  look_at(transformer_2_, paths_.transformer_2);
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
