// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "core/models/wan_vae/tiling.h"
#include "core/pipelines/components.h"
#include "core/pipelines/denoise.h"

namespace v4e {

/// What to make. Pictures are [H, W, 3] uint8 RGB on the CPU, of any size.
struct VideoRequest {
  std::string prompt;
  std::string negative_prompt;  ///< used with guidance only
  at::Tensor image;             ///< the first frame; undefined for text to video
  /// The image is no condition but the first latent frame itself, held there at the noise level of each step:
  /// how models that were taught films from text make an edit.
  bool holds_photo = false;
  /// From noise level 0.9 on, or where the second expert takes over, only every so many-th latent frame goes
  /// on, the first and the last always, each at its place in time. Nothing: all do. At least 2.
  std::optional<std::int64_t> keep_every;
  at::Tensor last_image;        ///< what the clip is to end in, see LastPicture; undefined: the model's own end
  /// [1, 1, height, width] fp32, 1: to be edited, 0: stays the photo's; undefined: all is edited.
  at::Tensor region;
  /// What the region covers is to go: a model that was taught with regions sees it filled from around
  /// instead.
  bool fill_region = false;
  std::int64_t num_frames = 5;  ///< 1 + a multiple of the VAE's temporal factor
  std::int64_t height = 480;    ///< multiples of VAE factor times patch size
  std::int64_t width = 832;
  std::int64_t num_inference_steps = 50;
  double guidance_scale = 5;               ///< 1 or less: no guidance, half the time
  std::optional<double> guidance_scale_2;  ///< of the expert for little noise; empty: the same
  std::optional<double> shift;             ///< empty: the scheduler's own
  std::optional<Sampler> sampler = {};     ///< empty: the model's own
  std::uint64_t seed = 0;
  /// What there is of the clip already, [1, 3, num_frames, height, width] fp32 in -1 … 1: the run goes on
  /// from it at noise level `start_sigma` (0 … 1), with the steps that are left there. Undefined: from noise.
  at::Tensor start;
  double start_sigma = 1;
  at::Tensor noise;  ///< [1, z, T', h, w] instead of the seed's; undefined normally
  std::optional<std::int64_t> reasoning_steps;  ///< ChronoEdit's temporal reasoning
  std::optional<TilingConfig> vae_tiling;       ///< empty: whole pictures
  bool decode = true;                           ///< off: latents only
  StepCallback on_step;

  [[nodiscard]] ClipSize size() const { return {num_frames, height, width}; }
};

struct VideoResult {
  at::Tensor video;             ///< [1, F, 3, H, W] fp32 in 0 … 1 on the CPU; undefined without decode
  at::Tensor latents;           ///< [1, z, T, h, w] normalised, as denoised
  at::Tensor condition;         ///< Conditioning::encode()'s result
  std::int64_t steps_made = 0;  ///< fewer than asked for where on_step finished early
};

/// From request to video. What differs between models is their Conditioning and their Denoiser. Each step can
/// be called alone. Not for several threads at once.
class VideoPipeline {
 public:
  explicit VideoPipeline(Components& components) : components_(components) {}

  /// Runs all steps. Throws Error(InvalidArgument) on a request that does not fit the model,
  /// Error(CheckpointMismatch) where damaged weights give numbers that are not finite, Cancelled.
  [[nodiscard]] VideoResult run(const VideoRequest& request, const RunContext& context = {});

  /// Throws Error(InvalidArgument) naming what does not fit.
  void check(const VideoRequest& request);
  /// Throws Error(Unsupported) where the model's configurations fit no kind that is known.
  [[nodiscard]] const Conditioning& conditioning();
  /// Cleaned, tokenised, encoded; rows behind the text are zero: [1, text_len, D].
  [[nodiscard]] at::Tensor encode_prompt(const std::string& prompt, const RunContext& context = {});
  /// Tokens of the first and, where given, the last image: [n, M, D]; undefined for models without them.
  [[nodiscard]] at::Tensor encode_image(const VideoRequest& request, const RunContext& context = {});
  /// Conditioning::encode() of the request's pictures.
  [[nodiscard]] at::Tensor prepare_condition(const VideoRequest& request, const RunContext& context = {});
  /// Noise of the frames that are denoised.
  [[nodiscard]] at::Tensor prepare_noise(const VideoRequest& request);
  /// latents [1, z, T, h, w], normalised -> video [1, F, 3, H, W] in 0 … 1.
  [[nodiscard]] at::Tensor decode(const VideoRequest& request, const at::Tensor& latents,
                                  const RunContext& context = {});

 private:
  /// From the cache, or made by `make` and kept, where what `weights` encode is. `key` says what goes in.
  [[nodiscard]] at::Tensor cached(const std::filesystem::path& weights, ContentKey key,
                                  const std::function<at::Tensor()>& make);
  [[nodiscard]] static KnownFrames known_frames(const VideoRequest& request);
  /// What stays the photo of those frames that are denoised from `noise`.
  [[nodiscard]] HeldOutside prepare_outside(const VideoRequest& request, const at::Tensor& noise,
                                            const RunContext& context);
  [[nodiscard]] DenoiseInputs prepare_inputs(const VideoRequest& request, const RunContext& context);
  [[nodiscard]] std::unique_ptr<Denoiser> make_denoiser(const VideoRequest& request,
                                                        const RunContext& context);
  [[nodiscard]] at::Tensor decode_clip(const VideoRequest& request, const at::Tensor& latents,
                                       const RunContext& context);
  /// Throws Error(CheckpointMismatch) on NaN or infinity, naming the damaged weight where there is one.
  void require_finite(const at::Tensor& value, const char* what) const;

  Components& components_;
  std::unique_ptr<Conditioning> conditioning_;
};

}  // namespace v4e
