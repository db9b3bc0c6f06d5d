// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/models/sampling_config.h"
#include "core/models/wan_dit/wan_dit_config.h"
#include "core/models/wan_vae/config.h"

namespace v4e {

/// Models that are built of the same parts. A new one is a folder in core/models and a row of
/// model_families().
struct ModelFamily {
  std::string_view name;
  std::vector<std::string_view> pipelines;  ///< _class_name of a model_index.json
};

[[nodiscard]] const std::vector<ModelFamily>& model_families();

/// The family of a pipeline class. Throws Error(Unsupported) naming those that are known; `origin` names the
/// file in the message.
[[nodiscard]] const ModelFamily& family_of(const std::string& pipeline_class, const std::string& origin);

/// How a photo reaches the transformer: one class in core/pipelines/conditioning each.
enum class ConditioningKind {
  TextOnly,          ///< not at all
  MaskAndLatents,    ///< known frames and their mask in channels of their own: Wan I2V, FLF2V, ChronoEdit
  SourceEveryFrame,  ///< the same, but the photo on every frame, and the first frame is not made: nano
  FirstLatent,       ///< as the first latent frame, held at timestep 0: Wan2.2 TI2V
};

/// What a model does with photos.
struct ModelKind {
  ConditioningKind conditioning = ConditioningKind::TextOnly;
  bool needs_last_image = false;     ///< goes from one picture to another
  std::int64_t region_channels = 0;  ///< > 0: sees which part of the picture is to be edited
  /// MaskAndLatents whose mask may be of a part of a frame: what is to be edited is not known there (Fun-InP).
  bool part_masks = false;

  /// Can evolve one photo by a caption, which is what an edit is.
  [[nodiscard]] bool edits() const { return conditioning != ConditioningKind::TextOnly && !needs_last_image; }
};

/// Judges a model by its configurations. Throws Error(Unsupported) where their channels or flags fit none of
/// the kinds; `origin` names the model in the message.
[[nodiscard]] ModelKind kind_of(const WanDitConfig& transformer, const SamplingConfig& sampling,
                                const WanVaeConfig& vae, const std::string& origin);

}  // namespace v4e
