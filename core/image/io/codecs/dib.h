// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/image/io/codecs/codec.h"

namespace v4e {

/// Where a bitmap of Windows stands in a file.
struct DibPlace {
  std::size_t header = 0;
  std::size_t pixels = 0;  ///< 0: behind header and palette
  bool is_icon = false;    ///< twice as high, the lower half a mask of what is transparent
};

/// A bitmap of Windows or OS/2: 1 to 32 bits, run lengths, bit fields. Throws Error(FileMalformed |
/// Unsupported).
[[nodiscard]] Decoded decode_dib(const DecodeRequest& request, const DibPlace& place);

}  // namespace v4e
