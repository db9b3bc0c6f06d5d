// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/experiment/claims_model.h"
#include "core/experiment/clip_maker.h"
#include "core/experiment/latent_set.h"
#include "core/training/triplets.h"

namespace v4e::training {

/// What the sets are made of.
struct ClaimsSource {
  const ClaimsSettings& settings;
  const TrainingData& data;
  const Wordings& wordings;
  const TripletMaker& maker;
  std::vector<Effect> variants;  ///< claims_variants()
};

/// Every text of the experiment, for its tokenizer: instructions, their captions and those of clips.
[[nodiscard]] std::vector<std::string> claims_texts(const ClaimsSource& source);

/// {photo, edit, instruction, mask} of settings.triplets edits; a smaller set is the beginning of a larger
/// one.
[[nodiscard]] LatentSet make_triplets(const ClaimsSource& source, ClaimsModel& model,
                                      const RunContext& context);

/// Clips to pre-train a video model on, and still ones of the same photos for its control.
struct ClipSets {
  LatentSet video;
  LatentSet images;
};
[[nodiscard]] ClipSets make_clip_sets(const ClaimsSource& source, ClaimsModel& model,
                                      const RunContext& context);

/// Edits of photos that no set has, to measure with: item (noise * photos + photo) * variants + variant.
struct HeldOutSet {
  LatentSet latents;    ///< with texts that were trained on; streams of noise of their own
  at::Tensor photo;     ///< uint8 [N, 3, H, W]
  at::Tensor coded;     ///< uint8 [N, 3, H, W]: what is left of the photo behind the codec
  at::Tensor target;    ///< uint8 [N, 3, H, W]
  at::Tensor mask;      ///< uint8 [N, H, W]: 255 where the edit is meant to change something
  at::Tensor is_local;  ///< uint8 [N]
  at::Tensor place;     ///< int32 [N]: number of the photo
  at::Tensor unseen;    ///< int32 [N]: of latents.table, wordings that were never trained on
  at::Tensor states;  ///< uint8 [photos * variants, 7, 3, H, W]: the true states between, of the first noise

  [[nodiscard]] std::int64_t size() const { return latents.size(); }
  /// Every third photo chooses the best weights; the others are what is reported.
  [[nodiscard]] static bool is_validation(std::int64_t place) { return place % 3 == 0; }
  /// Items of either kind, in their order; `first_noise_only`: one of each photo and edit.
  [[nodiscard]] std::vector<std::int64_t> items(bool validation, bool first_noise_only) const;

  void save(const std::filesystem::path& folder) const;
  [[nodiscard]] static HeldOutSet open(const std::filesystem::path& folder);
};
[[nodiscard]] HeldOutSet make_held_out(const ClaimsSource& source, ClaimsModel& model,
                                       const RunContext& context);

/// A teacher's ways from photos to edits, of the first triplets.
struct Ways {
  at::Tensor moving;  ///< bf16 [R, z, 2, h, w]; the end is the edit's own
  at::Tensor weight;  ///< fp32 [R]: 1, less for a cross-fade, 0 where the way failed the tests

  void save(const std::filesystem::path& path) const;
  [[nodiscard]] static Ways open(const std::filesystem::path& path);
};

}  // namespace v4e::training
