// SPDX-License-Identifier: GPL-3.0-or-later
// Decodes any bytes as a TIFF photo: it must either work or throw v4e::Error. Pages, previews, sample kinds and
// colour tags are where TIFF files differ most; image_fuzz covers what comes after.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/io/codecs/codec.h"
#include "core/image/io/photo_io.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size_bytes);
  if (!v4e::is_tiff(bytes)) return 0;
  try {
    const v4e::Photo photo = v4e::decode_photo(bytes, "fuzz", {.max_pixels = 100'000});
    (void)v4e::to_working_srgb(photo);
    v4e::WriteOptions options;
    options.format = v4e::PhotoFormat::Tiff;
    options.png_compression = 0;
    (void)v4e::encode_photo(photo, options);
  } catch (const v4e::Error& error) {
    // Bad input is refused; anything else is a finding.
    if (error.code() == v4e::ErrorCode::Internal) throw;
  }
  return 0;
}
