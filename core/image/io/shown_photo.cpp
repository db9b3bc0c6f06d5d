// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/io/shown_photo.h"

#include <algorithm>

#include "core/image/colour/plain_srgb.h"
#include "core/image/io/photo_io.h"

namespace v4e {

std::string shown_jpeg(const Photo& photo, int side_px, const RunContext& context) {
  const RunContext quiet{context.stop, {}};
  Photo plain;  // nothing of the photo but its pixels
  plain.image = plain_srgb(photo, quiet);
  WriteOptions options;
  options.format = PhotoFormat::Jpeg;
  options.quality = kShownQuality;
  options.keep_metadata = false;
  const int side = std::max(plain.image.width(), plain.image.height());
  if (side > side_px) options.long_side_px = side_px;
  return encode_photo(plain, options, quiet).bytes;
}

}  // namespace v4e
