// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/models/umt5/umt5_encoder.h"
#include "core/models/wan_dit/wan_dit.h"
#include "core/models/wan_vae/wan_vae.h"
#include "core/tokenizers/tokenizer.h"
#include "core/training/recipe.h"

namespace v4e::training {

/// The parts of a small edit model in training: the same classes as the large models, small configurations.
struct NanoModel {
  WanVae vae{nullptr};
  WanDit dit{nullptr};
  Umt5Encoder text_encoder{nullptr};
  std::shared_ptr<Tokenizer> tokenizer;
  at::Device device = at::kCPU;

  /// A start for training: random weights, a DiT that changes nothing, a decoder that adds nothing to its
  /// linear path (which fit_linear_codec() fills).
  [[nodiscard]] static NanoModel random(const Recipe& recipe, const std::filesystem::path& tokenizer_file);

  /// Reads the transformer and the text encoder of a folder that save() wrote, as fp32. Throws
  /// Error(CheckpointMismatch) if they have other sizes.
  void load_transformer(const std::filesystem::path& folder);

  /// Writes vae/, transformer/ and text_encoder/ of a diffusers-style folder, weights as `dtype`.
  void save(const std::filesystem::path& folder, at::ScalarType dtype) const;

  /// Normalised latents [B, z, 1, h, w] of still photos [B, 3, H, W] in -1..1: the second latent frame of a
  /// video in which the photo stands still.
  [[nodiscard]] at::Tensor source_latents(const at::Tensor& photos);

  /// Text states [B, text_len, D], rows behind a text's end zero, as in the pipelines.
  [[nodiscard]] at::Tensor encode_text(const std::vector<std::string>& texts);
};

}  // namespace v4e::training
