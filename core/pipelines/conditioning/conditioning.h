// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/run_context.h"
#include "core/models/registry.h"
#include "core/models/wan_vae/tiling.h"
#include "core/models/wan_vae/wan_vae.h"

namespace v4e {

/// Sizes of a clip, in pixels and frames.
struct ClipSize {
  std::int64_t num_frames = 5;  ///< 1 + a multiple of the VAE's temporal factor
  std::int64_t height = 480;    ///< multiples of VAE factor times patch size
  std::int64_t width = 832;
};

/// What is known of clips before they are made.
struct KnownFrames {
  at::Tensor first_image;       ///< [B, 3, H, W] fp32 in -1 … 1; undefined: nothing is known
  at::Tensor last_image;        ///< the same size, or undefined
  std::int64_t num_frames = 5;  ///< 1 + k * temporal_factor
  /// [1 | B, 1, H, W] fp32, how far a pixel is to be edited: 1 wholly, 0 it stays the photo's. Undefined: all
  /// is. Seen by models that were taught with regions (ModelKind::region_channels, part_masks).
  at::Tensor region = {};
  /// What such a model sees where it makes the edit, in place of the first image: of its shape, or undefined.
  at::Tensor shown = {};
};

/// How photos reach the transformer, and what of a clip is denoised. One subclass for each kind of model;
/// pipelines and training use the same. z is the number of latent channels, T, h and w are the latent sizes,
/// T' is the number of latent frames that are denoised.
class Conditioning {
 public:
  virtual ~Conditioning() = default;

  /// Throws Error(InvalidArgument) naming what does not fit: sizes, number of frames, pictures.
  void check(const ClipSize& size, bool has_image, bool has_last_image) const;

  /// [batch, z, T', h, w]
  [[nodiscard]] std::vector<std::int64_t> noise_shape(const ClipSize& size, std::int64_t batch = 1) const;

  /// Encodes what is known: [B, c, T, h, w] fp32, or undefined where nothing is. Throws
  /// Error(InvalidArgument).
  [[nodiscard]] virtual at::Tensor encode(WanVaeImpl& vae, const KnownFrames& known,
                                          const std::optional<TilingConfig>& tiling,
                                          const RunContext& context) const = 0;

  /// The first latent frame that is denoised: 0, or 1 where the first stays the photo.
  [[nodiscard]] virtual std::int64_t first_denoised() const { return 0; }
  /// Of encode()'s result, or of an undefined one, the frames that are denoised: [B, c, T', h, w].
  [[nodiscard]] at::Tensor denoised_part(const at::Tensor& condition) const;

  /// In what follows `condition` is denoised_part()'s, latents are [B, z, T', h, w].

  /// What the transformer gets: [B, in_channels, T', h, w].
  [[nodiscard]] virtual at::Tensor model_input(const at::Tensor& latents,
                                               const at::Tensor& condition) const = 0;
  /// The timesteps [B] that it gets them with: the same, or [B, N] where tokens have timesteps of their own.
  [[nodiscard]] virtual at::Tensor model_timestep(const at::Tensor& timestep, const at::Tensor& latents,
                                                  const at::Tensor& condition) const;

  /// Of a condition, the normalised latents of what is known: [B, z, …, h, w].
  [[nodiscard]] virtual at::Tensor known_latents(const at::Tensor& condition) const = 0;
  /// The latents of the whole clip [B, z, T, h, w], from those that were denoised and encode()'s result.
  [[nodiscard]] virtual at::Tensor whole_clip(const at::Tensor& latents, const at::Tensor& condition) const;

 protected:
  Conditioning(const WanVaeConfig& vae, const PatchSize& patch) : vae_(vae), patch_(patch) {}
  Conditioning(const Conditioning&) = default;
  Conditioning& operator=(const Conditioning&) = default;

  virtual void check_pictures(bool has_image, bool has_last_image) const = 0;
  [[nodiscard]] const WanVaeConfig& vae() const { return vae_; }
  [[nodiscard]] const PatchSize& patch() const { return patch_; }
  void check_frames(std::int64_t num_frames) const;

 private:
  WanVaeConfig vae_;
  PatchSize patch_;
};

/// The conditioning of a kind of model with this VAE and this patch size of its transformer.
[[nodiscard]] std::unique_ptr<Conditioning> make_conditioning(const ModelKind& kind, const WanVaeConfig& vae,
                                                              const PatchSize& patch);

/// A clip [B, 3, F, H, W] in -1 … 1 to normalised latents, through tiles where they are needed.
[[nodiscard]] at::Tensor encode_clip(WanVaeImpl& vae, const at::Tensor& video,
                                     const std::optional<TilingConfig>& tiling, const RunContext& context);

}  // namespace v4e
