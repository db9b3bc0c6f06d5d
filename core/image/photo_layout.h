// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/image.h"

namespace v4e {

/// The picture turned and mirrored as EXIF orientation 2..8 says; itself for any other number.
[[nodiscard]] Image make_upright(const Image& image, int exif_orientation);

/// Without the alpha channel, over white. U8 or U16.
[[nodiscard]] Image flatten_on_white(const Image& image);

/// True if every pixel is fully opaque, or there is no alpha at all.
[[nodiscard]] bool is_opaque(const Image& image);

/// Grey as R = G = B; alpha stays. U8 or U16.
[[nodiscard]] Image expand_grey(const Image& image);

/// Colours that were multiplied by the alpha brought back, rounded; those under full transparency stay.
/// U8 or U16.
[[nodiscard]] Image unpremultiplied(Image image);

}  // namespace v4e
