// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColorSpace>
#include <QImage>

#include "core/image/photo.h"

namespace v4e::ui {

/// A copy for display: RGB32, or ARGB32_Premultiplied where there is alpha. 16 bit and float are rounded
/// to 8.
[[nodiscard]] QImage toQImage(const Image& image);

/// The same in the screen's colours: the photo's own profile is honoured. An invalid `screen` means sRGB.
[[nodiscard]] QImage toScreenImage(const Photo& photo, const QColorSpace& screen);

/// A frame or another picture in sRGB, in the screen's colours.
[[nodiscard]] QImage toScreenImage(const Image& image, const QColorSpace& screen);

/// A copy as U8 RGB, or RGBA where the picture has alpha.
[[nodiscard]] Image fromQImage(const QImage& image);

/// A photo out of a picture from the clipboard or a drop, in sRGB.
[[nodiscard]] Photo photoFromQImage(const QImage& image);

}  // namespace v4e::ui
