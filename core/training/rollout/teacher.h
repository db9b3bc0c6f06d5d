// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "core/pipelines/video_pipeline.h"
#include "core/training/pairs/pair_encoder.h"

namespace v4e::training {

/// How a teacher is asked for the way from a photo to its edit.
struct TeacherOptions {
  std::int64_t num_frames = 17;  ///< 1 + a multiple of the VAE's temporal factor
  std::int64_t steps = 30;
  double guidance_scale = 5.5;
  std::optional<double> guidance_scale_2 = {};  ///< of the expert for little noise; empty: the same
  std::optional<double> shift = {};             ///< empty: the scheduler's own
  std::string negative_prompt = {};
  std::uint64_t seed = 1;

  /// Throws Error(InvalidArgument).
  void validate() const;
};

[[nodiscard]] nlohmann::json to_json(const TeacherOptions& options);

/// A way from a photo to its edit.
struct Rollout {
  /// [z, T, h, w] normalised, fp32 on the CPU. The ends are the photo's and the edit's own latents: the
  /// teacher's are not exact, and what is learnt has to be.
  at::Tensor latents;
  at::Tensor frames;  ///< [F, 3, H, W] fp32 in 0 … 1, all as the teacher made them
  TeacherInput input;
};

/// A model that makes the frames between two pictures: FLF2V, or another one that can end in a picture
/// (core/pipelines/last_picture.h).
class Teacher {
 public:
  /// Throws Error(Unsupported) where the model gets no pictures, Error(InvalidArgument).
  Teacher(Components& components, TeacherOptions options);

  [[nodiscard]] const TeacherOptions& options() const { return options_; }

  /// `caption` says what happens on the way; `id` tells pairs' noise apart. Throws what the pipeline throws.
  [[nodiscard]] Rollout roll_out(const PairPictures& pictures, const std::string& caption,
                                 const std::string& id, const RunContext& context = {});

 private:
  void replace_ends(const PairPictures& pictures, at::Tensor& latents, const RunContext& context);

  Components& components_;
  VideoPipeline pipeline_;
  TeacherOptions options_;
};

}  // namespace v4e::training
