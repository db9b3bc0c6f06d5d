// SPDX-License-Identifier: GPL-3.0-or-later
// Decodes any bytes as a photo: it must either work or throw v4e::Error. What decodes is encoded again, so
// that hostile metadata passes the writers as well.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/base/error.h"
#include "core/image/colour/colour.h"
#include "core/image/io/photo_io.h"
#include "core/image/io/photo_provenance.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size_bytes) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size_bytes);
  try {
    const v4e::Photo photo = v4e::decode_photo(bytes, "fuzz", {.max_pixels = 200'000});
    (void)v4e::to_working_srgb(photo);
    for (const auto format : {v4e::PhotoFormat::Png, v4e::PhotoFormat::Tiff, v4e::PhotoFormat::Jpeg}) {
      v4e::WriteOptions options;
      options.format = format;
      options.strip_gps = true;
      (void)v4e::encode_photo(photo, options);
    }
    (void)v4e::provenance_of(photo);
  } catch (const v4e::Error& error) {
    // Bad input is refused; anything else is a finding.
    if (error.code() == v4e::ErrorCode::Internal) throw;
  }
  return 0;
}
