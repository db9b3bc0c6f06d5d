// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/io/codecs/codec.h"

namespace v4e {

/// A layer made ready for the file: of `photo`'s size, depth and colours, where `photo` is already what the
/// options and the format make of it. Where the photo's size changes, so does the cover: a pixel that any
/// covered one has a part in is covered, so that the layers together still look like the photo.
/// `width_px` and `height_px`: the photo's before the options were applied; a layer of another size is an
/// Error(Internal). Throws Cancelled.
[[nodiscard]] FittedLayer fit_layer(const PhotoLayer& layer, const Photo& photo, int width_px, int height_px,
                                    const WriteOptions& options, const RunContext& context);

}  // namespace v4e
