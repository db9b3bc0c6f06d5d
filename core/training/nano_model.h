// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/wan_vae.h"
#include "core/pipelines/conditioning/conditioning.h"
#include "core/pipelines/held_outside.h"
#include "core/tokenizers/tokenizer.h"
#include "core/training/recipe.h"

namespace v4e::training {

/// The parts of a small edit model in training: the same classes as the large models, small configurations,
/// and the same conditioning and scheduler as the pipelines use with the finished model.
struct NanoModel {
  WanVae vae{nullptr};
  WanDit dit{nullptr};
  Umt5Encoder text_encoder{nullptr};
  std::shared_ptr<Tokenizer> tokenizer;
  SamplingConfig sampling;
  std::shared_ptr<const Conditioning> conditioning;
  nlohmann::json scheduler;  ///< a scheduler_config.json
  at::Device device = at::kCPU;

  /// Pixel frames of a triplet: the photo, and one latent frame of edit.
  [[nodiscard]] std::int64_t num_frames() const { return 1 + vae->config().temporal_factor(); }

  /// A start for training: random weights, a DiT that changes nothing, a decoder that adds nothing to its
  /// linear path (which fit_linear_codec() fills).
  [[nodiscard]] static NanoModel random(const Recipe& recipe, const std::filesystem::path& tokenizer_file);

  /// Reads the transformer and the text encoder of a folder that save() wrote, as fp32. A transformer that
  /// lacks the channels for a region or the convolutions of this one gets them as zeros: it does what it did.
  /// Throws Error(CheckpointMismatch) if other sizes differ.
  void load_transformer(const std::filesystem::path& folder);

  /// Writes vae/, transformer/ and text_encoder/ of a diffusers-style folder, weights as `dtype`.
  void save(const std::filesystem::path& folder, at::ScalarType dtype) const;

  /// What an edit is made of, as in KnownFrames.
  struct Source {
    at::Tensor photos;       ///< [B, 3, H, W] in -1..1
    at::Tensor region = {};  ///< [1 | B, 1, H, W], or undefined
    at::Tensor shown = {};   ///< as photos, or undefined
  };
  /// Conditioning::encode() of it.
  [[nodiscard]] at::Tensor condition(const Source& source) const;

  /// The noise [B, z, h, w] of the one latent frame that is made of each photo.
  [[nodiscard]] at::Tensor noise(std::int64_t count, std::int64_t size_px, std::uint64_t seed) const;

  /// Text states [B, text_len, D], rows behind a text's end zero.
  [[nodiscard]] at::Tensor encode_text(const std::vector<std::string>& texts);

  /// The latents [B, z, 1, h, w] that the pipelines' sampler makes of condition()'s result and of noise of
  /// that shape. `outside`: what stays the photo.
  [[nodiscard]] at::Tensor sample(const std::vector<std::string>& texts, const at::Tensor& condition,
                                  const at::Tensor& noise, int sampling_steps,
                                  const HeldOutside& outside = {});
  /// What stays the photo when noise [B, z, 1, h, w] becomes an edit.
  [[nodiscard]] HeldOutside outside(const Source& source, const at::Tensor& noise) const;
  /// The latents [B, z, 2, h, w] of photos and of the edits that a pipeline makes of them with this model,
  /// from noise [B, z, h, w].
  [[nodiscard]] at::Tensor edit(const std::vector<std::string>& texts, const Source& source,
                                const at::Tensor& noise, int sampling_steps);

 private:
  [[nodiscard]] KnownFrames known(const Source& source) const;
};

}  // namespace v4e::training
