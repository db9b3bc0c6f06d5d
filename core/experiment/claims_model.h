// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/experiment/claims_settings.h"
#include "core/schedulers/scheduler.h"
#include "core/training/composite_loss.h"
#include "core/training/flat_parameters.h"
#include "core/training/linear_codec.h"
#include "core/training/nano_model.h"

namespace v4e::training {

/// Which frames of a clip a model is told.
enum class Given {
  Nothing,
  First,         ///< the photo: image to video, and the student
  FirstAndLast,  ///< photo and end: the teacher
};

/// The model of the experiment: an edit model as the small one, which makes two latent frames of a photo, the
/// last of which ends in the edit. Teacher and student are the same; the mask channels say which frames are
/// given.
class ClaimsModel {
 public:
  /// Weights are drawn by `seed`; codec and tokenizer are read from `shared` (make_shared_parts()).
  ClaimsModel(const ClaimsSettings& settings, const std::filesystem::path& shared, std::uint64_t seed);

  /// What is trained: the transformer and its text encoder.
  [[nodiscard]] FlatParameters& parameters() { return *parameters_; }
  /// Takes over weights that save_weights() wrote. Throws Error(CheckpointMismatch) on another size.
  void load_weights(const std::filesystem::path& file);
  void save_weights(const std::filesystem::path& file) const;

  [[nodiscard]] NanoModel& nano() { return nano_; }
  [[nodiscard]] const Conditioning& conditioning() const { return *nano_.conditioning; }
  [[nodiscard]] const Scheduler& scheduler() const { return *scheduler_; }
  [[nodiscard]] std::int64_t layers() const { return nano_.dit->config().num_layers; }

  /// Pictures [B, 3, F, H, W] in 0..1 -> normalised latents [B, z, 1 + (F - 1) / 4, h, w].
  [[nodiscard]] at::Tensor encode(const at::Tensor& pictures);
  /// Both latent frames [B, z, 2, h, w] behind a photo's [B, z, h, w] -> nine frames [B, 9, 3, H, W] in 0..1.
  [[nodiscard]] at::Tensor decode(const at::Tensor& still, const at::Tensor& moving);
  /// The last frame [B, 3, H, W] in 0..1 of both latent frames.
  [[nodiscard]] at::Tensor last_frame(const at::Tensor& moving) const;

  /// The condition [B, c, 2, h, w] of the denoised frames; still and end [B, z, h, w], end only where given.
  [[nodiscard]] at::Tensor condition(Given given, const at::Tensor& still, const at::Tensor& end) const;
  /// A clip's end as a photo of its own [B, z, h, w]: the last frame of `moving`, on its way nowhere.
  [[nodiscard]] at::Tensor end_of(const at::Tensor& still, const at::Tensor& moving) const;
  /// `moving` with that end in place of its own.
  [[nodiscard]] at::Tensor with_end(const at::Tensor& moving, const at::Tensor& end) const;
  /// Both latent frames of a cross-fade from a photo to an end.
  [[nodiscard]] static at::Tensor cross_fade(const at::Tensor& still, const at::Tensor& end);

  /// Text states, each distinct text encoded once.
  [[nodiscard]] at::Tensor encode_texts_once(const std::vector<std::string>& texts);

  struct Sampling {
    int steps = 1;
    at::Tensor start = {};  ///< begin there, in noise of level start_sigma; undefined: in noise alone
    double start_sigma = 1;
  };
  /// Both latent frames that the pipelines' sampler makes of noise [B, z, 2, h, w].
  [[nodiscard]] at::Tensor sample(const std::vector<std::string>& texts, const at::Tensor& condition,
                                  const at::Tensor& noise, const Sampling& sampling);

  /// Weights of latent channels in a loss [z], mean 1 over all: those of the last frame alone (others zero),
  /// those of the way there alone, and all.
  [[nodiscard]] const at::Tensor& state_weights() const { return state_weights_; }
  [[nodiscard]] const at::Tensor& way_weights() const { return way_weights_; }
  [[nodiscard]] const at::Tensor& all_weights() const { return all_weights_; }

 private:
  NanoModel nano_;
  std::unique_ptr<Scheduler> scheduler_;
  std::unique_ptr<FlatParameters> parameters_;
  std::unique_ptr<CompositeLoss> composite_;
  at::Tensor state_;  ///< bool [z]
  at::Tensor state_weights_;
  at::Tensor way_weights_;
  at::Tensor all_weights_;
};

/// Makes the tokenizer of all of these texts and keeps it beside the codec: what all rows share.
void make_shared_parts(const ClaimsSettings& settings, const LinearCodec& codec,
                       const std::vector<std::string>& texts, const std::filesystem::path& shared);

}  // namespace v4e::training
