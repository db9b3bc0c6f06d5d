// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

/// A picture of light as one for ordinary displays: U16, sRGB's curve, in the primaries that it has.
/// `light`: F32 with 3 or 4 channels, 1 = white and more where it is brighter; alpha straight, 0..1. Numbers
/// that are none count as black.
///
/// What is darker than half of white stays as it is; above it the light is compressed so that the brightest
/// just reaches white, in the hue that it has. Pictures in a unit of their own (their middle is not a bit
/// like a photo's) are brought to a photo's brightness first. Adds to `notes` what was done. Throws
/// Cancelled.
[[nodiscard]] Image tone_mapped(const Image& light, std::vector<std::string>& notes,
                                const RunContext& context);

/// The light of HDR video's code values (ITU-R BT.2100): `transfer` 16 is PQ, 18 HLG on a display of 1000
/// cd/m²; white is at 203 cd/m² (BT.2408). image: U8 or U16 with 3 or 4 channels. Result: F32 as
/// tone_mapped() takes it.
[[nodiscard]] Image hdr_light(const Image& image, int transfer, const RunContext& context);

}  // namespace v4e
