// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/merge/working_size.h"

namespace v4e {

/// How a photo lies in frames that are cropped to their content: the scale that choose_working_map() took, no
/// borders. Throws Error(InvalidArgument) where frames of that size cannot be the photo's.
[[nodiscard]] WorkingMap content_map(int photo_width, int photo_height, int frame_width, int frame_height);

}  // namespace v4e
