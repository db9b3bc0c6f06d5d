// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/run_context.h"
#include "core/image/geometry.h"
#include "core/image/photo.h"

namespace v4e {

/// The picture mirrored, turned and cropped; samples stay bit for bit unless it is straightened. Then they
/// are made from light (by the profile's curves), and colours count as much as they are opaque. Throws
/// as validate(), Cancelled.
[[nodiscard]] Image shaped_image(const Image& image, const Geometry& geometry, const std::string& icc_profile,
                                 const RunContext& context = {});

/// The photo with all that belongs to it.
[[nodiscard]] Photo shaped_photo(const Photo& photo, const Geometry& geometry,
                                 const RunContext& context = {});

}  // namespace v4e
