// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/run_context.h"
#include "core/models/clip_vision/clip_vision.h"
#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/wan_vae.h"
#include "core/pipelines/image_preprocessing.h"
#include "core/schedulers/scheduler.h"
#include "core/tokenizers/tokenizer.h"

namespace v4e {

/// Where the parts of a model lie. Weights are folders with a config.json, or as find_weights() takes them.
struct ComponentPaths {
  std::filesystem::path transformer;
  std::filesystem::path transformer_config;  ///< empty: config.json in `transformer`
  std::filesystem::path vae;
  std::filesystem::path text_encoder;
  std::filesystem::path tokenizer;
  std::filesystem::path scheduler;      ///< a scheduler_config.json
  std::filesystem::path image_encoder;  ///< empty for models without image tokens
  std::filesystem::path
      image_processor;  ///< a preprocessor_config.json; empty: CLIP's defaults at the tower's size
};

struct ComponentOptions {
  at::Device device = at::kCPU;
  at::ScalarType dtype = at::kFloat;      ///< of transformer, text and image encoder
  at::ScalarType vae_dtype = at::kFloat;  ///< compute_dtype() of it is used
  /// Off: what text and image encoder take is given back before the transformer runs.
  bool keep_encoders = true;
};

/// The parts of one model, each loaded when it is first asked for, and once. Not for several threads.
class Components {
 public:
  Components(ComponentPaths paths, const ComponentOptions& options);

  [[nodiscard]] const ComponentPaths& paths() const { return paths_; }
  [[nodiscard]] const ComponentOptions& options() const { return options_; }
  [[nodiscard]] bool has_image_encoder() const { return !paths_.image_encoder.empty(); }

  /// Sizes without the weights.
  [[nodiscard]] const WanDitConfig& transformer_config();
  [[nodiscard]] const WanVaeConfig& vae_config();

  /// These throw what reading and loading throw, naming the component's file.
  [[nodiscard]] WanDit& transformer(const RunContext& context = {});
  [[nodiscard]] WanVae& vae(const RunContext& context = {});
  [[nodiscard]] Umt5Encoder& text_encoder(const RunContext& context = {});
  [[nodiscard]] ClipVision& image_encoder(const RunContext& context = {});
  [[nodiscard]] const Tokenizer& tokenizer();
  [[nodiscard]] const ClipPreprocessing& clip_preprocessing();
  [[nodiscard]] std::unique_ptr<Scheduler> make_scheduler() const;

  /// Where a loaded weight holds NaN or infinity, its file, name and that; else "". Reads every weight.
  [[nodiscard]] std::string damaged_weight() const;

  /// Gives the encoders' memory back; they load again when needed.
  void release_encoders();

 private:
  ComponentPaths paths_;
  ComponentOptions options_;
  std::optional<WanDitConfig> transformer_config_;
  std::optional<WanVaeConfig> vae_config_;
  std::optional<ClipPreprocessing> clip_preprocessing_;
  std::optional<Tokenizer> tokenizer_;
  WanDit transformer_{nullptr};
  WanVae vae_{nullptr};
  Umt5Encoder text_encoder_{nullptr};
  ClipVision image_encoder_{nullptr};
};

}  // namespace v4e
