// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/image/photo.h"

namespace v4e {

/// EXIF, XMP and IPTC in the boxes of a JP2 file; empty for a bare codestream.
[[nodiscard]] PhotoMetadata read_jp2_metadata(std::string_view bytes);

}  // namespace v4e
