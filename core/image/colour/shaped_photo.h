// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/run_context.h"
#include "core/image/geometry.h"
#include "core/image/photo.h"
#include "core/image/pixel_area.h"

namespace v4e {

/// The picture mirrored, turned and cropped; samples stay bit for bit unless it is straightened. Then they
/// are made from light (by the profile's curves), and colours count as much as they are opaque. Throws
/// as validate(), Cancelled.
[[nodiscard]] Image shaped_image(const Image& image, const Geometry& geometry, const std::string& icc_profile,
                                 const RunContext& context = {});

/// What of a photo of that size `area` of the shaped one is made of, with what a filter sees around it. Empty
/// where it lies outside.
[[nodiscard]] PixelArea source_of_shaped(const Geometry& geometry, PixelSize photo, const PixelArea& area);

/// That area of the shaped picture, made of `part`, which is source_of_shaped() of a picture of that size.
/// Straightened pixels may differ from those of the whole by a rounding.
[[nodiscard]] Image shaped_part(const Image& part, PixelSize photo, const Geometry& geometry,
                                const PixelArea& area, const std::string& icc_profile,
                                const RunContext& context = {});

/// The photo with all that belongs to it.
[[nodiscard]] Photo shaped_photo(const Photo& photo, const Geometry& geometry,
                                 const RunContext& context = {});

}  // namespace v4e
