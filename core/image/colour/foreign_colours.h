// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/run_context.h"
#include "core/image/image.h"

namespace v4e {

/// Ink to sRGB in the same depth. Without a usable profile by the plain formula (1 - ink) * (1 - black).
/// inks: U8 or U16 with 4 channels, 0 = no ink.
[[nodiscard]] Image convert_cmyk(const Image& inks, const std::string& icc, const RunContext& context);

/// How TIFF files hold CIELAB (TIFF 6.0 section 23; TIFF Technical Note 4 for ICCLAB, RFC 3949 for
/// ITULAB).
enum class LabEncoding {
  Cie,  ///< a* and b* signed
  Icc,  ///< a* and b* with an offset; 16-bit L* has its white at 0xFF00
  Itu,  ///< that of colour fax (ITU-T T.42): a* from -85 to 85, b* from -75 to 125
};

/// D50 Lab to sRGB in the same depth; what sRGB cannot hold is clipped. lab: U8 or U16 with 3 channels, or 4,
/// the last of which is kept as it is.
[[nodiscard]] Image convert_lab(const Image& lab, LabEncoding encoding, const RunContext& context);

}  // namespace v4e
