// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>

#include "core/base/run_context.h"
#include "core/image/image.h"
#include "ui/canvas/image_pyramid.h"

namespace v4e::ui {

/// Where and how much two pictures of one size differ, as a see-through heat map of at most about 2000 pixels
/// a side. Not on the GUI thread. Throws Cancelled.
[[nodiscard]] QImage differenceOverlay(const ImagePyramid& before, const ImagePyramid& after,
                                       const RunContext& context = {});

/// A mask (one channel, U8 or F32, the whole range = changed) as a tint over the photo, at most about 2000
/// pixels a side.
[[nodiscard]] QImage maskOverlay(const Image& mask, const QColor& tint);

}  // namespace v4e::ui
