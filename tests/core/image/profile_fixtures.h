// SPDX-License-Identifier: GPL-3.0-or-later
// Colour profiles and PNG chunks that tests put together.
#pragma once

#include <lcms2.h>
#include <zlib.h>

#include <string>

#include "photo_fixtures.h"

namespace v4e {

/// The profile's bytes; closes it.
inline std::string bytes_of(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::string bytes(size, '\0');
  cmsSaveProfileToMem(profile, bytes.data(), &size);
  cmsCloseProfile(profile);
  return bytes;
}

/// A PNG with one more chunk, in front of the first one called `before`.
inline std::string with_chunk(const std::string& png, const std::string& name, const std::string& data,
                              const std::string& before = "IDAT") {
  const std::string body = name + data;
  const auto crc = static_cast<std::uint32_t>(
      crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size())));
  std::string bytes = png;
  bytes.insert(bytes.find(before) - 4, be(static_cast<std::uint32_t>(data.size()), 4) + body + be(crc, 4));
  return bytes;
}

}  // namespace v4e
