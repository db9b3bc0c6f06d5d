// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/models/registry.h"

#include <algorithm>

#include "core/base/error.h"

namespace v4e {

const std::vector<ModelFamily>& model_families() {
  static const std::vector<ModelFamily> families = {
      {"Wan", {"WanPipeline", "WanImageToVideoPipeline", "WanVideoToVideoPipeline"}},
      {"ChronoEdit", {"ChronoEditPipeline"}},
  };
  return families;
}

const ModelFamily& family_of(const std::string& pipeline_class, const std::string& origin) {
  std::string known;
  for (const ModelFamily& family : model_families()) {
    for (const std::string_view pipeline : family.pipelines) {
      if (pipeline == pipeline_class) return family;
      known += (known.empty() ? "" : ", ") + std::string(pipeline);
    }
  }
  throw Error(ErrorCode::Unsupported, origin + ": models of the class " + pipeline_class +
                                          " are not supported; supported are " + known);
}

ModelKind kind_of(const WanDitConfig& transformer, const SamplingConfig& sampling, const WanVaeConfig& vae,
                  const std::string& origin) {
  const auto refuse = [&origin](const std::string& why) {
    throw Error(ErrorCode::Unsupported, origin + ": " + why);
  };
  ModelKind kind;
  kind.needs_last_image = transformer.pos_embed_seq_len.has_value();
  const std::int64_t joined = 2 * vae.z_dim + vae.temporal_factor() + sampling.region_channels;
  if (sampling.source_on_every_frame == sampling.denoise_first_latent)
    refuse("source_on_every_frame and denoise_first_latent must differ");
  if (sampling.expand_timesteps && transformer.in_channels == vae.z_dim) {
    kind.conditioning = ConditioningKind::FirstLatent;
  } else if (transformer.in_channels == vae.z_dim) {
    kind.conditioning = ConditioningKind::TextOnly;
  } else if (transformer.in_channels == joined) {
    kind.conditioning = sampling.source_on_every_frame ? ConditioningKind::SourceEveryFrame
                                                       : ConditioningKind::MaskAndLatents;
  } else {
    refuse("in_channels: expected " + std::to_string(vae.z_dim) + " (text to video) or " +
           std::to_string(joined) + " (image to video) beside this VAE, found " +
           std::to_string(transformer.in_channels));
  }
  // Of this width only the inpainting model gets a photo: Wan's own image models are wider.
  constexpr std::int64_t kSmallWidth = 1536;
  const bool is_small_image_model = transformer.width() == kSmallWidth && transformer.image_dim.has_value();
  kind.part_masks = kind.conditioning == ConditioningKind::MaskAndLatents && !kind.needs_last_image &&
                    (sampling.part_masks || is_small_image_model);
  kind.region_channels = sampling.region_channels;
  if (kind.region_channels != 0 && kind.conditioning != ConditioningKind::SourceEveryFrame)
    refuse("region_channels needs source_on_every_frame");
  if (sampling.prediction == Prediction::X0Affine && kind.conditioning == ConditioningKind::TextOnly)
    refuse("prediction: x0_affine needs a model that gets a photo");
  return kind;
}

}  // namespace v4e
