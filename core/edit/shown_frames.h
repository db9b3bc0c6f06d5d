// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/edit/edit_request.h"

namespace v4e {

/// The frames in the photo: F32 RGB without borders, all of the photo at working size; outside a region it is
/// the photo itself.
[[nodiscard]] std::vector<Image> frames_in_photo(const EditResult& result);

/// The same at another size.
[[nodiscard]] std::vector<Image> frames_in_photo(const EditResult& result, PixelSize size);

/// The same as they are shown: U8.
[[nodiscard]] std::vector<Image> shown_frames(const EditResult& result);

/// What another merge needs of them, U8 without borders: of a region's part only.
[[nodiscard]] std::vector<Image> model_frames(const EditResult& result);

/// Previews (U8 RGB, with the borders of `map`, of any size) of a region's part, in the photo.
[[nodiscard]] std::vector<Image> previews_in_photo(const EditRegion& region, const WorkingMap& map,
                                                   const std::vector<Image>& previews);

}  // namespace v4e
