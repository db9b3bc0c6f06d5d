// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>

#include "core/image/io/photo_io.h"

namespace v4e {

/// Width and height of a picture whose longer side becomes `long_side_px`.
[[nodiscard]] std::pair<int, int> scaled_size(int width_px, int height_px, int long_side_px);

/// The picture at another size, each pixel the mean of the light that it stands for, or smooth between pixels
/// when enlarged; the picture itself where the size is the same. Colours under transparency do not bleed.
/// `icc_profile`: what the numbers mean; empty for sRGB.
[[nodiscard]] Image scaled_image(const Image& image, int width_px, int height_px,
                                 const std::string& icc_profile = {});

/// The cover of a layer (see PhotoLayer) at another size: 255 for a pixel that any covered one has a part in
/// when the picture is scaled by scaled_image(), else 0.
[[nodiscard]] Image scaled_cover(const Image& cover, int width_px, int height_px);

/// Size, depth and colours that the options ask for. Pixels that none of these touches keep every bit.
/// Throws Cancelled.
void fit_output(Photo& photo, const WriteOptions& options, const RunContext& context);

}  // namespace v4e
