// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/pipelines/last_picture.h"

namespace v4e {

LastPicture last_picture_of(Components& components) {
  const ModelKind kind = components.kind();
  if (kind.conditioning == ConditioningKind::TextOnly) return LastPicture::Unused;
  if (kind.needs_last_image) return LastPicture::Needed;
  // Wan2.2 I2V-A14B, which has no image encoder, and Fun InP were taught with a last picture as well as without.
  const bool has_masks = kind.conditioning == ConditioningKind::MaskAndLatents;
  const bool is_a14b = has_masks && !components.transformer_config().image_dim.has_value();
  return kind.part_masks || is_a14b ? LastPicture::Taken : LastPicture::Held;
}

}  // namespace v4e
