// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <string>

#include "core/pipelines/video_pipeline.h"

namespace v4e::training {

/// A photo and its edit, [H, W, 3] uint8 RGB of one size, sides multiples of the model's block.
struct PairPictures {
  at::Tensor source;
  at::Tensor target;
  at::Tensor mask = {};  ///< [H, W] uint8, 255 where the edit changes the photo; undefined: unknown
};

/// What a teacher saw when it made the way of a pair, so that a student's features can be compared with its
/// own; fp32 on the CPU.
struct TeacherInput {
  at::Tensor condition = {};  ///< [c, T, h, w]: its Conditioning::encode() of photo and edit; undefined: none
  at::Tensor image_embeds = {};  ///< [n, M, D'] of its n pictures, or undefined
  at::Tensor text = {};          ///< [L, D]: text_states() of what happens on the way

  [[nodiscard]] bool defined() const { return condition.defined(); }
};

/// A pair as the trainer needs it, fp32 on the CPU; no effect, VAE or encoder runs while training. T latent
/// frames in all, T' of them denoised.
struct EncodedPair {
  at::Tensor condition;          ///< [c, T, h, w]: Conditioning::encode() of the photo
  at::Tensor target;             ///< [z, T', h, w], normalised: the clip that ends in the edit
  at::Tensor image_embeds = {};  ///< [M, D'] of the photo, or undefined
  at::Tensor mask = {};          ///< [h, w], share 0 … 1 of each cell that is edited, or undefined
  at::Tensor still = {};         ///< with a mask: [z, h, w], the last latent frame where nothing changes
  /// How much the frames between photo and edit count; 0: nothing is known of them, they repeat the edit.
  double evolution_weight = 0;
  TeacherInput teacher = {};  ///< of pairs whose way a teacher made
};

/// Encodes pairs through the pipeline of the model that is to learn them: what it is trained on is what it
/// gets when it edits, bit for bit.
class PairEncoder {
 public:
  /// `num_frames` of a pair's clip; 0: the photo, and one latent frame for its edit. Throws
  /// Error(Unsupported) where the model edits no photos.
  PairEncoder(Components& components, VideoPipeline& pipeline, std::int64_t num_frames = 0);

  /// Pixel frames of a pair's clip.
  [[nodiscard]] std::int64_t num_frames() const { return num_frames_; }
  /// Sides must be multiples of it, in pixels.
  [[nodiscard]] std::int64_t block_px() const { return block_px_; }

  /// `way`: the latents [z, T, h, w] of the whole clip, where they are known; undefined: those of clip().
  /// Throws Error(InvalidArgument) where pictures or latents do not fit to each other or to the model, and
  /// what loading the model's parts throws.
  [[nodiscard]] EncodedPair encode(const PairPictures& pictures, const RunContext& context = {},
                                   const at::Tensor& way = {});

  /// The clip [1, 3, F, H, W] in -1 … 1 that is to end in the edit. It shows the edit on every frame behind
  /// the photo, so that one latent frame holds it whole (ChronoEdit, arXiv 2510.04290); for models that have
  /// the photo on every frame the way leads straight to it, as they were taught.
  [[nodiscard]] at::Tensor clip(const PairPictures& pictures) const;

  /// text_states() of the model's pipeline.
  [[nodiscard]] at::Tensor encode_text(const std::string& text, const RunContext& context = {});

 private:
  Components& components_;
  VideoPipeline& pipeline_;
  std::int64_t num_frames_;
  std::int64_t block_px_;
};

/// Text states [L, D] without the rows of zeros behind the text, fp32 on the CPU.
[[nodiscard]] at::Tensor text_states(VideoPipeline& pipeline, const std::string& text,
                                     const RunContext& context = {});

/// text_states()'s result with its zeros again: [text_len, D].
[[nodiscard]] at::Tensor padded_text(const at::Tensor& text, std::int64_t text_len);

}  // namespace v4e::training
