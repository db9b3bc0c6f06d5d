// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/checkpoints/checkpoint.h"
#include "core/checkpoints/load_state.h"
#include "core/checkpoints/map_watch.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/models/registry.h"
#include "core/models/sampling_config.h"
#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/wan_vae.h"
#include "core/pipelines/component_paths.h"
#include "core/pipelines/encoding_cache.h"
#include "core/pipelines/image_preprocessing.h"
#include "core/schedulers/sampler.h"
#include "core/schedulers/scheduler.h"
#include "core/tokenizers/tokenizer.h"

namespace v4e {

struct ComponentOptions {
  at::Device device = at::kCPU;
  at::ScalarType dtype = at::kFloat;      ///< of transformer, text and image encoder
  at::ScalarType vae_dtype = at::kFloat;  ///< compute_dtype() of it is used
  /// Off: what text and image encoder take is given back before the transformer runs, and what the first of
  /// two experts takes before the second one runs.
  bool keep_encoders = true;
  /// Text and image encoder work on the CPU, whatever the device: they run once for an edit, and a large text
  /// encoder is more than small cards hold.
  bool encoders_on_cpu = false;
  /// The transformer's blocks are read again in every step, one after the other, instead of being kept.
  bool stream_blocks = false;
  /// LoadOptions::keep_packed_from for transformer, text and image encoder.
  std::optional<std::int64_t> keep_packed_from = {};
  [[nodiscard]] at::Device encoder_device() const { return encoders_on_cpu ? at::Device(at::kCPU) : device; }
  EncodingCacheOptions cache = {};  ///< of texts and pictures; nothing is kept unless a folder is given
  /// Added to the transformer; of two experts to the one for much noise.
  std::vector<LoraFile> loras = {};
  std::vector<LoraFile> loras_2 = {};  ///< to the second expert
};

/// The parts of one model, each loaded when it is first asked for, and once. Not for several threads.
class Components {
 public:
  Components(ComponentPaths paths, const ComponentOptions& options);

  [[nodiscard]] const ComponentPaths& paths() const { return paths_; }
  [[nodiscard]] const ComponentOptions& options() const { return options_; }
  /// What is loaded of the transformers is given back where these are others.
  void set_loras(std::vector<LoraFile> loras, std::vector<LoraFile> loras_2);
  /// Human-readable: which LoRAs have parts that the loaded transformers do not have.
  [[nodiscard]] std::vector<std::string> lora_notes() const;
  [[nodiscard]] bool has_two_experts() const { return !paths_.transformer_2.empty(); }
  [[nodiscard]] bool has_image_encoder() const { return !paths_.image_encoder.empty(); }

  /// Sizes without the weights.
  [[nodiscard]] const WanDitConfig& transformer_config();
  [[nodiscard]] const SamplingConfig& sampling_config();
  [[nodiscard]] const WanVaeConfig& vae_config();
  /// What the model does with photos; throws what kind_of() throws.
  [[nodiscard]] ModelKind kind();

  /// These throw what reading and loading throw, naming the component's file.
  [[nodiscard]] WanDit& transformer(const RunContext& context = {});
  /// The expert for little noise.
  [[nodiscard]] WanDit& transformer_2(const RunContext& context = {});
  [[nodiscard]] WanVae& vae(const RunContext& context = {});
  [[nodiscard]] Umt5Encoder& text_encoder(const RunContext& context = {});
  [[nodiscard]] ClipVision& image_encoder(const RunContext& context = {});
  [[nodiscard]] const Tokenizer& tokenizer();
  [[nodiscard]] const ClipPreprocessing& clip_preprocessing();
  /// The model's own, or that one with the model's own shift.
  [[nodiscard]] std::unique_ptr<Scheduler> make_scheduler(std::optional<Sampler> sampler = {}) const;

  /// Of the files that all of this was loaded from, and is read from.
  [[nodiscard]] const MapWatch& maps() const { return maps_; }
  [[nodiscard]] EncodingCache& cache() { return cache_; }
  [[nodiscard]] bool is_text_encoder_loaded() const { return static_cast<bool>(text_encoder_); }
  [[nodiscard]] bool is_image_encoder_loaded() const { return static_cast<bool>(image_encoder_); }

  /// Where a loaded weight holds NaN or infinity, its file, name and that; else "". Reads every weight.
  [[nodiscard]] std::string damaged_weight() const;

  /// Gives the encoders' memory back; they load again when needed.
  void release_encoders();

 private:
  /// Of all parts but the VAE.
  [[nodiscard]] LoadOptions load_options() const;
  [[nodiscard]] LoadOptions encoder_load_options() const;
  [[nodiscard]] WanDit load_transformer(const WanDitConfig& config, const std::filesystem::path& path,
                                        const std::vector<LoraFile>& loras, const RunContext& context);

  MapWatch maps_;
  ComponentPaths paths_;
  ComponentOptions options_;
  EncodingCache cache_;
  std::optional<WanDitConfig> transformer_config_;
  std::optional<SamplingConfig> sampling_config_;
  std::optional<WanVaeConfig> vae_config_;
  std::optional<ClipPreprocessing> clip_preprocessing_;
  std::optional<Tokenizer> tokenizer_;
  std::map<std::filesystem::path, std::vector<std::string>> lora_notes_;  ///< by the transformer's folder
  WanDit transformer_{nullptr};
  WanDit transformer_2_{nullptr};
  WanVae vae_{nullptr};
  Umt5Encoder text_encoder_{nullptr};
  ClipVision image_encoder_{nullptr};
};

}  // namespace v4e
