// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/colour/foreign_colours.h"

#include <vector>

#include "core/image/colour/colour.h"
#include "core/image/colour/lcms.h"
#include "core/image/samples.h"

namespace v4e {
namespace {

using namespace lcms;

template <typename Sample>
void plain_cmyk_row(const Sample* ink, Sample* rgb, std::size_t width) {
  for (std::size_t x = 0; x < width; ++x, ink += 4, rgb += 3) {
    for (std::size_t c = 0; c < 3; ++c) {
      rgb[c] = from_unit<Sample>((1.0f - to_unit(ink[c])) * (1.0f - to_unit(ink[3])));
    }
  }
}

/// The ICC's Lab with 16 bits has its white at 0xFF00; TIFF's own has it at 0xFFFF.
template <typename Sample>
double lightness(Sample value, LabEncoding encoding) {
  if constexpr (sizeof(Sample) == 2) {
    if (encoding == LabEncoding::Icc) return std::min(100.0, value * 100.0 / 0xff00);
  }
  return value * 100.0 / std::numeric_limits<Sample>::max();
}

/// a* (c = 1) or b* (c = 2), with fractions in 16 bits.
template <typename Sample>
double opponent(Sample value, std::size_t c, LabEncoding encoding) {
  constexpr double kScale = sizeof(Sample) == 2 ? 256.0 : 1.0;
  if (encoding == LabEncoding::Icc) return value / kScale - 128.0;
  if (encoding == LabEncoding::Itu) {
    const double zero = c == 1 ? 128.0 : 96.0;
    return (value - zero * kScale) * (c == 1 ? 170.0 : 200.0) / std::numeric_limits<Sample>::max();
  }
  return static_cast<std::make_signed_t<Sample>>(value) / kScale;
}

template <typename Sample>
void lab_row(const Image& lab, int y, LabEncoding encoding, const Transform& transform, Sample* rgb,
             std::size_t channels) {
  const auto width = static_cast<std::size_t>(lab.width());
  const Sample* source = lab.row<Sample>(y);
  std::vector<double> colours(width * 3);
  std::vector<double> converted(width * 3);
  for (std::size_t x = 0; x < width; ++x) {
    colours[x * 3] = lightness(source[x * channels], encoding);
    for (std::size_t c = 1; c < 3; ++c) colours[x * 3 + c] = opponent(source[x * channels + c], c, encoding);
  }
  cmsDoTransform(transform.get(), colours.data(), converted.data(), static_cast<cmsUInt32Number>(width));
  for (std::size_t x = 0; x < width; ++x) {
    for (std::size_t c = 0; c < 3; ++c) rgb[x * channels + c] = from_unit<Sample>(converted[x * 3 + c]);
    if (channels == 4) rgb[x * channels + 3] = source[x * channels + 3];
  }
}

}  // namespace

Image convert_cmyk(const Image& inks, const std::string& icc, const RunContext& context) {
  Image rgb(inks.width(), inks.height(), 3, inks.type());
  const bool is_deep = inks.type() == SampleType::U16;
  const Profile srgb(cmsCreate_sRGBProfile());
  Transform transform;
  if (is_usable_profile(icc, ProfileKind::Cmyk)) {
    transform = make_transform(open_profile(icc), is_deep ? TYPE_CMYK_16 : TYPE_CMYK_8, srgb,
                               is_deep ? TYPE_RGB_16 : TYPE_RGB_8);
  }
  std::byte* pixels = rgb.mutable_data();
  const auto width = static_cast<std::size_t>(inks.width());
  for_rows(inks.height(), context, [&](int y) {
    std::byte* target = pixels + rgb.row_bytes() * static_cast<std::size_t>(y);
    if (transform) {
      cmsDoTransform(transform.get(), inks.row<std::byte>(y), target, static_cast<cmsUInt32Number>(width));
    } else if (is_deep) {
      plain_cmyk_row(inks.row<std::uint16_t>(y), reinterpret_cast<std::uint16_t*>(target), width);
    } else {
      plain_cmyk_row(inks.row<std::uint8_t>(y), reinterpret_cast<std::uint8_t*>(target), width);
    }
  });
  return rgb;
}

Image convert_lab(const Image& lab, LabEncoding encoding, const RunContext& context) {
  Image rgb(lab.width(), lab.height(), lab.channels(), lab.type());
  const Profile d50(cmsCreateLab4Profile(nullptr));
  const Profile srgb(cmsCreate_sRGBProfile());
  const Transform transform = make_transform(d50, TYPE_Lab_DBL, srgb, TYPE_RGB_DBL);
  std::byte* pixels = rgb.mutable_data();
  const auto channels = static_cast<std::size_t>(lab.channels());
  for_rows(lab.height(), context, [&](int y) {
    std::byte* target = pixels + rgb.row_bytes() * static_cast<std::size_t>(y);
    if (lab.type() == SampleType::U16) {
      lab_row(lab, y, encoding, transform, reinterpret_cast<std::uint16_t*>(target), channels);
    } else {
      lab_row(lab, y, encoding, transform, reinterpret_cast<std::uint8_t*>(target), channels);
    }
  });
  return rgb;
}

}  // namespace v4e
