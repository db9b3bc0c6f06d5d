// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/pipelines/components.h"

namespace v4e {

/// What becomes of a picture that a clip is to end in (VideoRequest::last_image).
enum class LastPicture {
  Unused,  ///< the model gets no pictures
  Held,    ///< was not taught it: the clip's end is kept there while the rest is made (held_end.h)
  Taken,   ///< is a condition like the photo, and may be left out: Fun InP, Wan2.2 I2V-A14B
  Needed,  ///< is a condition that the model cannot do without: FLF2V
};

/// Judges a model by its configurations; throws what Components::kind() throws.
[[nodiscard]] LastPicture last_picture_of(Components& components);

}  // namespace v4e
