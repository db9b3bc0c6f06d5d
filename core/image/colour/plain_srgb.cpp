// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/plain_srgb.h"

#include <string_view>

#include "core/image/colour/colour.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

/// The colour channels of a U8 picture; grey three times.
Image without_alpha(const Image& image) {
  Image rgb(image.width(), image.height(), 3, SampleType::U8);
  auto* out = reinterpret_cast<std::uint8_t*>(rgb.mutable_data());
  const int channels = image.channels();
  for (int y = 0; y < image.height(); ++y) {
    const auto* row = image.row<std::uint8_t>(y);
    for (int x = 0; x < image.width(); ++x, row += channels) {
      for (int c = 0; c < 3; ++c) *out++ = row[channels < 3 ? 0 : c];
    }
  }
  return rgb;
}

}  // namespace

bool is_srgb(const std::string& icc) {
  // Both encodings that descriptions are written in.
  constexpr std::string_view kWide("s\0R\0G\0B", 7);
  return icc.empty() || icc.find("sRGB") != std::string::npos || icc.find(kWide) != std::string::npos;
}

Image plain_srgb(const Photo& photo, const RunContext& context) {
  if (!is_srgb(photo.icc_profile)) return with_samples(to_working_srgb(photo, context).rgb, SampleType::U8);
  const Image bytes = with_samples(photo.image, SampleType::U8);
  return bytes.channels() == 3 ? bytes : without_alpha(bytes);
}

}  // namespace v4e
