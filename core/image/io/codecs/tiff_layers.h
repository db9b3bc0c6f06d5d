// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/image/io/codecs/codec.h"

namespace v4e {

/// What Photoshop keeps in the TIFF tag ImageSourceData: the request's layers by Adobe's "Photoshop TIFF
/// Technical Notes" and "Photoshop File Formats Specification", channels packed with ZIP after prediction. The
/// numbers are big-endian, so the file must be. A layer's cover becomes its mask. Throws Error(InvalidArgument)
/// above 4 GB, Error(OutOfMemory), Cancelled.
[[nodiscard]] std::string photoshop_layers(const EncodeRequest& request);

}  // namespace v4e
